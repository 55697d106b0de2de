import { extname, dirname, join } from 'node:path';
import { isInNodeModules } from '../modules/own-package.ts';
import { isSameText, readModule } from '../modules/read.ts';
import type { TaskReach } from '../modules/task-reach.ts';
import { digestOf } from '../values/digest.ts';
import {
  type Dependencies,
  type DigestedText,
  type ModuleDependency,
  type PackageDependency,
  type VariableDependency,
  encodeFile,
  encodeWith,
  isEmpty,
} from './dependencies.ts';
import type { FileRead } from './file-read.ts';
import type { ProcessLog } from './process-log.ts';
import { type Reached, followEdges, packageNameOf } from './reached.ts';
import type { ReadSite } from './read-site.ts';
import type { RunNotes } from './run-notes.ts';
import type { ObservedTask } from './observed-task.ts';

/** The dependencies of one component run, as the record keeps them. */
export interface ObservedDependencies extends DigestedText {
  /** The texts that the dependencies name by their digests. */
  readonly packageFiles: readonly DigestedText[];
}

/** The dependencies of a run, with the variables among them. */
interface Found {
  readonly value: ObservedDependencies | null;
  readonly variables: readonly VariableDependency[];
}

/** The result for runs that have used nothing themselves, and the state of the process in which it holds. */
interface LastFound extends Found {
  readonly graph: number;
  readonly log: number;
}

const views = new WeakMap<ObservedTask, TaskView>();

/** Gives the view of a task. It is kept, because most runs of a task find nothing new. */
export function viewOf(log: ProcessLog, task: ObservedTask): TaskView {
  let view = views.get(task);
  if (view?.log !== log) views.set(task, (view = new TaskView(log, task)));
  return view;
}

/** The part of a process's log that concerns the runs of one task. */
export class TaskView {
  readonly log: ProcessLog;
  readonly #task: ObservedTask;
  readonly #reach: TaskReach;
  #reached: { readonly version: number; readonly value: Reached } | undefined;
  #sites: { readonly version: string; readonly value: readonly ReadSite[] } | undefined;
  #last: LastFound | undefined;

  constructor(log: ProcessLog, task: ObservedTask) {
    this.log = log;
    this.#task = task;
    this.#reach = task.reach;
  }

  dependenciesOf(run: RunNotes): ObservedDependencies | null {
    if (!run.isEmpty) return this.#find(run).value;
    const { graph, version: log } = this.log;
    const last = this.#last;
    if (last?.graph === graph.version && last.log === log && this.#holds(last.variables, run)) return last.value;
    const found = this.#find(run);
    this.#last = { ...found, graph: graph.version, log };
    return found.value;
  }

  #holds(variables: readonly VariableDependency[], run: RunNotes): boolean {
    return variables.every(({ name, hash }) => this.#task.scope.hashOf(name, run.valueOf(name)) === hash);
  }

  #find(run: RunNotes): Found {
    const unknown: string[] = [...(this.#task.unknown ?? []), ...run.unknown];
    const reads = [...run.reads];
    const reached = this.#reachedBy(run, reads);
    for (const site of this.#sitesIn(reached)) {
      reads.push(...site.loads.values());
      const isInherited = this.#inherits(site, run, reached);
      if (isInherited) reads.push(...site.reads.values());
      if (site.hasMoreLoads || (isInherited && site.hasMoreReads)) {
        unknown.push(`${this.#shown(site)} has read more different files than can be told apart`);
      }
    }
    // An inherited read may be of a program, whose modules count; the run's own programs are included already.
    const whole = reads.some((read) => read.isProgram)
      ? followEdges(this.log, this.#reach, run, programsIn(reads))
      : reached;
    const { hasVersion } = this.#task;
    const packages = hasVersion ? [] : this.#packages(whole, unknown);
    const files = [
      ...this.#files(reads, unknown),
      ...Array.from(run.patterns, ([path, state]) => encodeFile({ path, kind: 'glob', state })),
    ];
    for (const file of hasVersion ? [] : whole.started) {
      // The program was read from disk, and may not be the text that this process has.
      if (!isAsRead(file)) unknown.push(`${this.#task.scope.pathIn(file)} changed before it was started`);
    }
    const dependencies: Dependencies = {
      modules: hasVersion ? [] : [...whole.modules].flatMap((file) => this.#moduleOf(file)),
      resolutions: (hasVersion ? [] : whole.resolutions).map(({ from, specifier, kind, to }) => ({
        from: this.#task.scope.pathIn(join(dirname(from), `*${extname(from)}`)),
        specifier,
        kind,
        to: to === undefined ? null : this.#task.scope.pathIn(to),
      })),
      packages: packages.map(({ dependency }) => dependency),
      files: [],
      variables: this.#variablesOf(whole, run),
      unknown,
    };
    const { variables } = dependencies;
    if (files.length === 0 && isEmpty(dependencies)) return { value: null, variables };
    const text = encodeWith(dependencies, files);
    return { value: { digest: digestOf(text), text, packageFiles: packages.map(({ files }) => files) }, variables };
  }

  /** Gives the variables that the code names, that of the modules which were only seen when they were used included. */
  #variablesOf({ modules }: Reached, run: RunNotes): VariableDependency[] {
    const { scope } = this.#task;
    // In a container, the driver notes variables: the record's key doesn't leave it.
    const others = scope.variableKey === undefined ? [] : [...modules].flatMap(variablesIn);
    return [...new Set([...this.#reach.variables, ...others])]
      .sort()
      .map((name) => ({ name, hash: scope.hashOf(name, run.valueOf(name)) }));
  }

  #reachedBy(run: RunNotes, reads: readonly FileRead[]): Reached {
    const { graph } = this.log;
    const programs = programsIn(reads);
    // A run with computed imports may have different ones from the runs before.
    if (run.hasImported || programs.length > 0) return followEdges(this.log, this.#reach, run, programs);
    if (this.#reached?.version !== graph.version) {
      this.#reached = { version: graph.version, value: followEdges(this.log, this.#reach, run, []) };
    }
    return this.#reached.value;
  }

  #sitesIn(reached: Reached): readonly ReadSite[] {
    if (reached !== this.#reached?.value) return [...this.log.sites].filter((site) => this.#isReached(site, reached));
    const version = `${this.#reached.version} ${this.log.siteCount}`;
    if (this.#sites?.version !== version) {
      this.#sites = { version, value: [...this.log.sites].filter((site) => this.#isReached(site, reached)) };
    }
    return this.#sites.value;
  }

  #isReached({ place }: ReadSite, { modules, packages }: Reached): boolean {
    if (place.kind === 'unknown') return true;
    // By its folder: another package of that name may be installed elsewhere.
    if (place.kind === 'package') return packages.has(place.folder);
    if (modules.has(place.file)) return true;
    return this.#reach.reaches(place.file, place.line, place.column);
  }

  /**
   * Tells whether a run may hold what other runs have read at a place, without reading it itself. That takes something
   * that outlives a run: a variable of a module that the task reaches, or one inside a package.
   */
  #inherits(site: ReadSite, run: RunNotes, { holdsState }: Reached): boolean {
    return holdsState || (site.place.kind !== 'file' && !run.hasReadAt(site));
  }

  #files(reads: readonly FileRead[], unknown: string[]): string[] {
    return reads.flatMap((read) => {
      if (read.isProgram || read.isMade) return [];
      if (this.#isIgnored(read)) return [];
      const encoded = read.encoded(this.log.digests, this.#task.scope);
      if (encoded === undefined) unknown.push(`${this.#task.scope.pathIn(read.path)} changed while it was read`);
      return encoded ?? [];
    });
  }

  #isIgnored({ kind, path }: FileRead): boolean {
    const { ignore } = this.#task;
    return kind !== 'cwd' && ignore.some((pattern) => pattern.test(this.#task.scope.pathIn(path)));
  }

  #packages({ packages }: Reached, unknown: string[]): { dependency: PackageDependency; files: DigestedText }[] {
    return [...packages].sort().map((folder) => {
      const content = this.log.graph.packageIn(folder).content(this.log.digests);
      const path = this.#task.scope.pathIn(folder);
      for (const file of content.changed) unknown.push(`${path}/${file} changed while it was used`);
      const { name = packageNameOf(folder), version = null } = content.package ?? {};
      const { digest, text } = content;
      return { dependency: { folder: path, name, version, files: digest }, files: { digest, text } };
    });
  }

  #moduleOf(file: string): ModuleDependency[] {
    const path = this.#task.scope.pathIn(file);
    try {
      const text = readModule(file);
      return Array.from(this.log.graph.identitiesOf(file), (identity) => ({
        path,
        identity,
        digest: identity === text.identity ? text.digest : null,
      }));
    } catch {
      return [{ path, identity: null, digest: null }];
    }
  }

  #shown({ place }: ReadSite): string {
    if (place.kind === 'unknown') return 'code that nobody called';
    const { scope } = this.#task;
    return place.kind === 'file' ? `${scope.pathIn(place.file)}:${place.line}` : scope.pathIn(place.folder);
  }
}

function variablesIn(file: string): string[] {
  try {
    return readModule(file).summary.statements.flatMap(({ variables }) => variables);
  } catch {
    // Gone, or not JavaScript.
    return [];
  }
}

const programsIn = (reads: readonly FileRead[]): string[] =>
  reads.filter((read) => read.isProgram).map(({ path }) => path);

function isAsRead(file: string): boolean {
  try {
    return isInNodeModules(file) || isSameText(file, readModule(file).digest);
  } catch {
    return false;
  }
}
