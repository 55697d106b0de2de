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
import type { Project } from './open.ts';
import type { Origin } from './work.ts';

/** What a worker runs: in the package a file of the bundle, in the repository's own tests the source. */
export const workerEntry = join(
  packageRoot,
  import.meta.url.endsWith('.ts') ? 'src/project/worker.ts' : 'dist/worker.js',
);

/** What runs the jobs of a plan: in this process, and in workers where tasks ask for them. */
export async function openExecutor(project: Project, tasks: Tasks, concurrency: number): Promise<Executor> {
  const { artifacts, record, settings } = project;
  const gate = new PQueue({ concurrency });
  const noteOf = (name: string): TaskNote => tasks.named(name)!.note;
  const families = { ...modelFamilies, ...settings.modelFamilies };
  const made: Made = (componentRuns) => record.made(componentRuns);
  const home = { root: settings.root, record: settings.record };
  const usual = new InProcessExecutor({ artifacts, families, taskNamed: ({ name }) => noteOf(name), made, home }, gate);
  const isolated = isolatedTasks(tasks, project);
  if (isolated.size === 0) return usual;
  // Loaded by those alone who have a use for it.
  const { WorkerExecutor } = await import('../executors/workers/executor.ts');
  const origin = JSON.stringify({ root: settings.root, profile: settings.profile } satisfies Origin);
  const site = { entry: workerEntry, origin, taskNamed: noteOf, made };
  const executors = new Map<Isolation, Executor>();
  const others = new Map<string, Executor>();
  for (const [name, isolation] of isolated) {
    const executor = executors.get(isolation) ?? new WorkerExecutor(isolation, site, gate);
    executors.set(isolation, executor);
    others.set(name, executor);
  }
  return new Places(usual, others);
}
