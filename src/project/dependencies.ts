import type { TaskNote } from '../authoring/notes.ts';
import { type Watched, openModules } from '../config/modules.ts';
import { DependencyChecker } from '../dependencies/check-dependencies.ts';
import { DiskState } from '../dependencies/disk-state.ts';
import type { ObservedTask } from '../dependencies/observed-task.ts';
import { RunObserver, observing } from '../dependencies/run-observer.ts';
import type { TaskReach } from '../modules/task-reach.ts';
import type { TaskJob } from '../runtime/job.ts';
import type { JobSite } from '../runtime/run-job.ts';
import { globExpression } from '../values/glob.ts';
import { UsedTexts } from './dependency-texts.ts';
import type { Project } from './project.ts';

/** Opens this thread's log for a project. A key from the project's record hides the values of variables. */
export async function watchedFor({ record, settings }: Pick<Project, 'record' | 'settings'>): Promise<Watched> {
  const watched = openModules(settings);
  watched.scope.variableKey ??= await record.secretKey('variables');
  return watched;
}

/** Checks what earlier component runs used, as of the moment at which it looks first. For one run. */
export async function checkerOf(project: Project): Promise<DependencyChecker> {
  const { log, scope } = await watchedFor(project);
  return new DependencyChecker((digests) => project.record.codes(digests), new DiskState(log, scope));
}

/** The facts known in advance about the tasks whose jobs are watched. */
export interface WatchedTasks {
  readonly reachOf: (note: TaskNote) => TaskReach;
  /** Gives the reasons, as sentences, why it can't be known what a task uses in this thread. */
  readonly unknownOf?: (note: TaskNote, job: Pick<TaskJob, 'code'>) => readonly string[];
}

/** Gives tasks as observers want them, each the same whenever it is asked for. */
export function observedTasks(
  scope: Watched['scope'],
  { reachOf, unknownOf }: WatchedTasks,
): (note: TaskNote, job?: Pick<TaskJob, 'code'>) => ObservedTask {
  const tasks = new Map<TaskNote, ObservedTask>();
  return (note, job = {}) => {
    let task = tasks.get(note);
    if (!task) {
      const { reads, version } = note;
      const ignore = note.ignore.map(globExpression);
      const unknown = unknownOf?.(note, job) ?? [];
      task = { scope, reach: reachOf(note), reads, ignore, hasVersion: version !== undefined, unknown };
      tasks.set(note, task);
    }
    return task;
  };
}

/** Notes what the jobs of this thread use. */
export function observerOf({ log, scope }: Watched, tasks: WatchedTasks): NonNullable<JobSite['observe']> {
  const texts = new UsedTexts(scope.root);
  const taskOf = observedTasks(scope, tasks);
  return (note, job) => {
    const observer = new RunObserver(log, taskOf(note, job));
    return {
      during: (work) => observing(observer, work),
      finish() {
        const observed = observer.finish();
        return observed && texts.keep(observed);
      },
    };
  };
}
