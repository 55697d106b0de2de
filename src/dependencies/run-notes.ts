import { AsyncLocalStorage } from 'node:async_hooks';
import { environmentValue } from './environment.ts';
import type { FileRead } from './file-read.ts';
import type { ReadSite } from './read-site.ts';
import { dirname } from 'node:path';

const nobody = 'nobody';

const current = new AsyncLocalStorage<RunNotes | typeof nobody>();

/** The notes that take everything for which no run is noted. */
let whole: RunNotes | undefined;

/** Notes in there from now on what belongs to no run: in a thread that one run has started. */
export function noteAllIn(notes: RunNotes): void {
  whole = notes;
}

/** Gives the component run that is under way, however deep in its calls; undefined outside of any. */
export function currentRun(): RunNotes | undefined {
  const run = current.getStore() ?? whole;
  return run === nobody ? undefined : run;
}

/** Does work of which nothing is noted, for nobody: what somebody else's code does for Clew. */
export const unobserved = <T>(work: () => T): T => current.run(nobody, work);

export const isUnobserved = (): boolean => current.getStore() === nobody;

/** Does work of which everything is noted in there. */
export const notedIn = <T>(notes: RunNotes, work: () => T): T => current.run(notes, work);

const none: ReadonlySet<never> = new Set<never>();

/** Everything that one component run itself has used and written. */
export class RunNotes {
  /**
   * The end of the millisecond in which it began, by the clock that stamps files: another one drifts away from that within
   * hours, and what was changed before would pass for the run's own.
   */
  readonly startedAt = Date.now() + 1;
  readonly #values: ReadonlyMap<string, string | undefined> | undefined;
  #reads: Map<string, FileRead> | undefined;
  #sites: Set<ReadSite> | undefined;
  #imports: Map<string, Set<string>> | undefined;
  #writes: RunWrites | undefined;
  #patterns: Map<string, string> | undefined;
  #unknown: string[] | undefined;

  /** `variables`: names whose values count as they are now; of others, as they are when they are asked for. */
  constructor(variables: readonly string[] = []) {
    if (variables.length > 0) this.#values = new Map(variables.map((name) => [name, environmentValue(name)]));
  }

  /** True if the run has used nothing that others haven't used before it. */
  get isEmpty(): boolean {
    return !this.#reads && !this.#sites && !this.#imports && !this.#patterns && !this.#unknown;
  }

  get reads(): Iterable<FileRead> {
    return this.#reads?.values() ?? none;
  }

  /** The states of the files that patterns mean, by pattern. */
  get patterns(): Iterable<readonly [pattern: string, state: string]> {
    return this.#patterns ?? none;
  }

  /** Reasons why it can never be known to be the same. */
  get unknown(): readonly string[] {
    return this.#unknown ?? [];
  }

  get writes(): RunWrites {
    return (this.#writes ??= new RunWrites());
  }

  /** Tells whether the run itself has read something at that place. */
  hasReadAt(site: ReadSite): boolean {
    return this.#sites?.has(site) ?? false;
  }

  get hasImported(): boolean {
    return this.#imports !== undefined;
  }

  /** Gives the keys of the edges that the run itself has imported from a module; undefined if there are none. */
  importsFrom(file: string): ReadonlySet<string> | undefined {
    return this.#imports?.get(file);
  }

  /** Gives the value that a variable had when the run began. */
  valueOf(name: string): string | undefined {
    return this.#values?.has(name) ? this.#values.get(name) : environmentValue(name);
  }

  addRead(read: FileRead, site: ReadSite): void {
    (this.#sites ??= new Set()).add(site);
    (this.#reads ??= new Map()).set(read.key, read);
  }

  /** Notes a read that leaves nothing behind in the code that asked for it. */
  addOwnRead(read: FileRead): void {
    (this.#reads ??= new Map()).set(read.key, read);
  }

  /** A file of a package that was read: the process's log has it. */
  addData(_file: string): void {}

  addPattern(pattern: string, state: string): void {
    (this.#patterns ??= new Map()).set(pattern, state);
  }

  addUnknown(sentence: string): void {
    (this.#unknown ??= []).push(sentence);
  }

  addImport(file: string, key: string): void {
    this.#imports ??= new Map();
    const known = this.#imports.get(file);
    if (known) known.add(key);
    else this.#imports.set(file, new Set([key]));
  }

  /** Drops the notes that these paths were absent, once the run has created them. Tells whether there were any. */
  forgetAbsent(paths: ReadonlySet<string>): boolean {
    let isNoted = false;
    for (const [key, read] of this.#reads ?? []) {
      if (!paths.has(read.path) || !read.isAbsent) continue;
      this.#reads!.delete(key);
      for (const site of this.#sites!) site.reads.delete(key);
      isNoted = true;
    }
    return isNoted;
  }
}

/** The paths that a component run has written itself: what it reads of them afterwards is its own. */
export class RunWrites {
  readonly #whole = new Set<string>();
  /** Ways to what is not its own. */
  readonly #links = new Set<string>();
  /** Sizes of files before something was appended to them; null for a file that wasn't there. */
  readonly #appended = new Map<string, number | null>();

  /** Notes a path that the run wrote or removed: a file, a link, or a folder with everything in it. */
  add(path: string): void {
    this.#whole.add(path);
    this.#appended.delete(path);
    this.#links.delete(path);
  }

  /** Notes a link that the run made: reading through it counts as reading. */
  addLink(path: string): void {
    this.#links.add(path);
  }

  append(path: string, sizeBefore: number | null): void {
    if (!this.has(path) && !this.#appended.has(path)) this.#appended.set(path, sizeBefore);
  }

  /** Tells whether everything at a path was written by the run itself. */
  has(path: string): boolean {
    if (this.#whole.size === 0) return false;
    for (let at = path; ; at = dirname(at)) {
      if (this.#links.has(at)) return false;
      if (this.#whole.has(at)) return true;
      if (dirname(at) === at) return false;
    }
  }

  /**
   * Gives the size of a file before the run appended to it; null if it wasn't there, undefined if nothing was appended.
   */
  sizeBefore(path: string): number | null | undefined {
    return this.#appended.get(path);
  }
}
