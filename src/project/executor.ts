import { join } from 'node:path';
import PQueue from 'p-queue';
import { InProcessExecutor } from '../executors/in-process.ts';
import { RoutingExecutor } from '../executors/routing-executor.ts';
import type { Isolation } from '../authoring/isolate.ts';
import type { TaskNote } from '../authoring/notes.ts';
import { packageRoot } from '../modules/own-package.ts';
import type { Tasks } from '../plan/tasks.ts';
import { modelFamilies } from '../families/model-families.ts';
import type { Made } from '../runtime/inputs.ts';
import type { Executor } from '../runtime/job.ts';
import type { JobSite } from '../runtime/run-job.ts';
import { isolatedTasks } from './isolation.ts';
import type { Codebase } from './code.ts';
import type { RunsOn } from './read-run-location.ts';
import type { Project } from './project.ts';
import type { Origin } from './worker-main.ts';
import type { WorkerProgram } from './worker-program.ts';

/** The file that a worker runs: in the package one of the bundle, in the repository's own tests the source. */
export const workerEntry = join(
  packageRoot,
  import.meta.url.endsWith('.ts') ? 'src/project/worker.ts' : 'dist/worker.js',
);

/** Jobs elsewhere cost this machine nothing but patience. */
const defaultRemoteConcurrency = 64;

export interface ExecutorOptions {
  readonly on: RunsOn;
  /** How many tasks at a time; else as the settings say. */
  readonly concurrency?: number | undefined;
  /** Whether what tasks say elsewhere is fetched while they run. */
  readonly verbose?: boolean | undefined;
  /** The program that workers load their tasks from. */
  readonly program: () => WorkerProgram;
  /** The code of the plan. */
  readonly code: Codebase;
  /** Notes what the tasks of this process use. */
  readonly observe?: JobSite['observe'];
  /** Hears of packages that are not sent with the code. */
  readonly left?: (packages: readonly { readonly name: string; readonly why: string }[]) => void;
}

/** Opens what runs the jobs of a plan: in this process, in workers where tasks ask for them, and on SageMaker. */
export async function openExecutor(project: Project, tasks: Tasks, options: ExecutorOptions): Promise<Executor> {
  const { artifacts, record, settings } = project;
  const { on, verbose = false, concurrency, observe, code, left = () => undefined } = options;
  const gate = new PQueue({ concurrency: concurrency ?? settings.concurrency });
  const noteOf = (name: string): TaskNote => tasks.named(name)!.note;
  const families = { ...modelFamilies, ...settings.modelFamilies };
  const made: Made = (componentRuns) => record.made(componentRuns);
  const home = { root: settings.root, record: settings.record };
  const taskNamed: JobSite['taskNamed'] = ({ name }) => noteOf(name);
  const site = { artifacts, families, taskNamed, made, home, ...(observe && { observe }) };
  const inProcess = new InProcessExecutor(site, gate);
  const apart = [...isolatedTasks(tasks, project)];
  const others = new Map<string, Executor>();
  if (on === 'sagemaker') {
    // Loaded by those alone who have a use for it.
    const { openSageMaker } = await import('./sagemaker/open-sagemaker.ts');
    const elsewhere = concurrency ?? Math.max(settings.concurrency, defaultRemoteConcurrency);
    const opened = await openSageMaker(project, tasks, { concurrency: elsewhere, verbose, left, noteOf, made, code });
    for (const name of opened?.tasks ?? []) others.set(name, opened!.executor);
  }
  const isolated = apart.filter(([name]) => !others.has(name));
  if (isolated.length > 0) {
    const { WorkerExecutor } = await import('../executors/workers/executor.ts');
    const { root, profile, configFile } = settings;
    const origin = JSON.stringify({ root, profile, configFile } satisfies Origin);
    const workers = { entry: workerEntry, origin, program: options.program, taskNamed: noteOf, made };
    const executors = new Map<Isolation, Executor>();
    for (const [name, isolation] of isolated) {
      const executor = executors.get(isolation) ?? new WorkerExecutor(isolation, workers, gate);
      executors.set(isolation, executor);
      others.set(name, executor);
    }
  }
  return others.size === 0 ? inProcess : new RoutingExecutor(inProcess, others);
}
