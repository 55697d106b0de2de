import { workerData } from 'node:worker_threads';
import { loadSettings } from '../config/load.ts';
import { serve } from '../executors/workers/serve.ts';
import { openModules } from '../config/modules.ts';
import { applySnapshot } from '../modules/snapshot.ts';
import type { JobSite } from '../runtime/run-job.ts';
import { WorkerMemoryDriver } from '../storage/worker-memory-driver.ts';
import { layersOf } from './artifacts.ts';
import { Codebase } from './code.ts';
import { type WatchedTasks, observerOf } from './dependencies.ts';
import { siteOf } from './job-site.ts';
import type { WorkerProgram } from './worker-program.ts';

/** The facts about the project that a worker is told: the settings it reads itself, because layers may be functions. */
export interface Origin {
  readonly root: string;
  readonly profile: string;
  readonly configFile: string | null;
  /** Set where the worker executes one job of an audit, of which nothing may stay: the folder that takes what it writes. */
  readonly audit?: { readonly folder: string };
}

/** Runs jobs until the parent has no more. */
export function work(): void {
  const origin = JSON.parse((workerData as string | null) ?? process.argv[2]!) as Origin;
  serve((program) => open(origin, program as WorkerProgram));
}

/** Loads the settings and the tasks from the program that was planned, whatever is on disk by now. */
async function open(
  { root, profile, configFile, audit }: Origin,
  { snapshot, variableKey, entries }: WorkerProgram,
): Promise<JobSite> {
  applySnapshot(snapshot);
  const settings = await loadSettings({ cwd: root, profile, configFile });
  const watched = openModules(settings);
  watched.scope.variableKey = variableKey;
  process.once('exit', () => watched.log.digests.save());
  const layers = Object.entries(settings.storage.layers).map(
    ([name, layer]) => [name, 'memory' in layer ? new WorkerMemoryDriver() : layer] as const,
  );
  const instead = Object.fromEntries(layers);
  const code = new Codebase(settings.root, entries);
  // Modules may have come since the run was planned, which count as found beforehand here and not there.
  const unknownOf: WatchedTasks['unknownOf'] = (note, { code: planned }) =>
    planned === undefined || note.version !== undefined || code.of(note).identity === planned
      ? []
      : ['modules that its code names appeared or were gone after the run was planned'];
  const observe = observerOf(watched, { reachOf: (note) => code.of(note).reach, unknownOf });
  if (!audit) return { ...siteOf(settings, layersOf(settings, instead)), observe };
  // Loaded only when it is needed.
  const { auditSiteOf } = await import('./audit/job-site.ts');
  return { ...auditSiteOf(settings, instead, audit.folder), observe };
}
