import { join } from 'node:path';
import PQueue from 'p-queue';
import { InProcessExecutor } from '../executors/in-process.ts';
import { Places } from '../executors/places.ts';
import type { Isolation } from '../authoring/isolate.ts';
import type { TaskNote } from '../authoring/notes.ts';
import { packageRoot } from '../modules/own.ts';
import type { Tasks } from '../plan/tasks.ts';
import { modelFamilies } from '../runtime/families.ts';
import type { Made } from '../runtime/inputs.ts';
import type { Executor } from '../runtime/job.ts';
import { isolatedTasks } from './isolation.ts';
import type { RunsOn } from './on.ts';
import type { Project } from './open.ts';
import type { Origin } from './work.ts';

/** What a worker runs: in the package a file of the bundle, in the repository's own tests the source. */
export const workerEntry = join(
  packageRoot,
  import.meta.url.endsWith('.ts') ? 'src/project/worker.ts' : 'dist/worker.js',
);

/** Jobs elsewhere cost this machine nothing but patience. */
const usualElsewhere = 64;

export interface ExecutorOptions {
  readonly on: RunsOn;
  /** How many tasks at a time; else as the settings say. */
  readonly concurrency?: number | undefined;
  /** Whether what tasks say elsewhere is fetched while they run. */
  readonly verbose?: boolean | undefined;
  /** Hears of packages that are not sent with the code. */
  readonly left?: (packages: readonly { readonly name: string; readonly why: string }[]) => void;
}

/** What runs the jobs of a plan: in this process, in workers where tasks ask for them, and on SageMaker. */
export async function openExecutor(project: Project, tasks: Tasks, options: ExecutorOptions): Promise<Executor> {
  const { artifacts, record, settings } = project;
  const { on, verbose = false, concurrency, left = () => undefined } = options;
  const gate = new PQueue({ concurrency: concurrency ?? settings.concurrency });
  const noteOf = (name: string): TaskNote => tasks.named(name)!.note;
  const families = { ...modelFamilies, ...settings.modelFamilies };
  const made: Made = (componentRuns) => record.made(componentRuns);
  const home = { root: settings.root, record: settings.record };
  const usual = new InProcessExecutor({ artifacts, families, taskNamed: ({ name }) => noteOf(name), made, home }, gate);
  const others = new Map<string, Executor>();
  if (on === 'sagemaker') {
    // Loaded by those alone who have a use for it.
    const { openSageMaker } = await import('./sagemaker/open.ts');
    const elsewhere = concurrency ?? Math.max(settings.concurrency, usualElsewhere);
    const opened = await openSageMaker(project, tasks, { concurrency: elsewhere, verbose, left, noteOf, made });
    for (const name of opened?.tasks ?? []) others.set(name, opened!.executor);
  }
  const isolated = [...isolatedTasks(tasks, project)].filter(([name]) => !others.has(name));
  if (isolated.length > 0) {
    const { WorkerExecutor } = await import('../executors/workers/executor.ts');
    const origin = JSON.stringify({ root: settings.root, profile: settings.profile } satisfies Origin);
    const site = { entry: workerEntry, origin, taskNamed: noteOf, made };
    const executors = new Map<Isolation, Executor>();
    for (const [name, isolation] of isolated) {
      const executor = executors.get(isolation) ?? new WorkerExecutor(isolation, site, gate);
      executors.set(isolation, executor);
      others.set(name, executor);
    }
  }
  return others.size === 0 ? usual : new Places(usual, others);
}
