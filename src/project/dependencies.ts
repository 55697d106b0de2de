import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { decodeDependencies } from '../dependencies/dependencies.ts';
import type { ObservedDependencies } from '../dependencies/task-view.ts';
import type { KeptDependencies, KeptText } from '../lineage/entries.ts';
import { readModule } from '../modules/read.ts';
import { digestOf } from '../values/digest.ts';
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

/** Larger files are known by their digests alone: a record is no place for data. */
const maxBytes = 64 * 1024;

/** Files that are there to hold secrets. */
const secretFiles = /(?:^|\/)(?:\.env[^/]*|\.npmrc|[^/]*\.(?:pem|key|p12|pfx))$/;

/** Most runs of a task share what they used with those just before. */
const maxRemembered = 32;

/** Makes what the record keeps of observed dependencies: also the texts that were loaded and read, to be looked at and repeated. */
export class UsedTexts {
  readonly #root: string;
  /** The last ones, by digest. */
  readonly #recent = new Map<string, KeptDependencies>();

  /** `root`: what paths in dependencies count from. */
  constructor(root: string) {
    this.#root = root;
  }

  keep(observed: ObservedDependencies): KeptDependencies {
    const { digest } = observed;
    let kept = this.#recent.get(digest);
    if (!kept) {
      this.#recent.set(digest, (kept = { digest, texts: [...this.#textsOf(observed)] }));
      if (this.#recent.size > maxRemembered) this.#recent.delete(this.#recent.keys().next().value!);
    }
    return kept;
  }

  *#textsOf({ digest, text, packageFiles }: ObservedDependencies): Generator<KeptText> {
    yield { digest, kind: 'dependencies', content: text };
    for (const files of packageFiles) yield { digest: files.digest, kind: 'package-files', content: files.text };
    const { modules, files } = decodeDependencies(text);
    for (const { path, digest: at } of modules) {
      if (at !== null) yield { digest: at, kind: 'source', content: readModule(resolve(this.#root, path)).source };
    }
    for (const { path, kind, state } of files) {
      if (kind !== 'content' || !state.startsWith('sha256:') || secretFiles.test(path)) continue;
      const content = smallFile(resolve(this.#root, path), state);
      if (content !== undefined) yield { digest: state, kind: 'file', content };
    }
  }
}

/** Gives the text of a small file that hasn't changed, as Base64 if it is binary; undefined for any other. */
function smallFile(path: string, digest: string): string | undefined {
  try {
    if (statSync(path).size > maxBytes) return undefined;
    const bytes = readFileSync(path);
    if (digestOf(bytes) !== digest) return undefined;
    return bytes.toString(isUtf8(bytes) ? 'utf8' : 'base64');
  } catch {
    return undefined;
  }
}
