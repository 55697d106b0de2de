import type { Node } from 'acorn';
import { ownRequire } from '../modules/own-package.ts';
import { readModule } from '../modules/read.ts';
import type { FilePlace, CallSite, Callers } from './call-site.ts';
import { DigestCache } from './digest-cache.ts';
import { FileRead } from './file-read.ts';
import { ModuleGraph } from './module-graph.ts';
import { ReadSite } from './read-site.ts';
import type { RunNotes } from './run-notes.ts';
import { workingFolder } from './original-fs.ts';
import { DependencyScope } from './scope.ts';

/** Facts about single modules from the static analysis; anything unknown counts as true. */
export interface ModuleFacts {
  /** Tells whether importing the module does anything but declare. */
  hasEffects(file: string): boolean;
  /** Tells whether something in the module outlives a component run. */
  holdsState(file: string): boolean;
}

export interface LogOptions {
  /** The file that keeps digests between processes; without it they are kept in memory only. */
  readonly digestFile?: string;
  readonly facts?: Partial<ModuleFacts>;
}

/** The number of files that may be open, or not asked about since, at one time. */
const maxOpen = 20_000;

/** Everything that was seen in this thread, one a thread: which place in the code has read what, and what was loaded. */
export class ProcessLog {
  readonly digests: DigestCache;
  readonly graph = new ModuleGraph();
  /** The folder that the process was started in: relative paths count from there, unless the program moves. */
  readonly folder = FileRead.workingFolder(workingFolder());
  /** Goes up whenever a place has read something that it hadn't read before. */
  version = 0;
  /** Worker threads that report what they read. */
  readonly threads = new Set<{ receive(): void }>();
  readonly #options: LogOptions;
  readonly #sites = new Map<string, ReadSite>();
  readonly #open = new Map<string, FileRead[]>();
  /** The scopes by their roots: most processes have one. */
  readonly #scopes = new Map<string, DependencyScope>();

  constructor(options: LogOptions) {
    this.#options = options;
    this.digests = new DigestCache(options.digestFile);
  }

  /** Gives the scope of a project, and notes everything about it from now on. */
  scopeOf(root: string, home: string): DependencyScope {
    const key = `${root}\0${home}`;
    let scope = this.#scopes.get(key);
    if (!scope) this.#scopes.set(key, (scope = new DependencyScope(root, home)));
    return scope;
  }

  /** Tells whether a path is a dependency of some project. */
  includes(path: string): boolean {
    for (const scope of this.#scopes.values()) if (scope.includes(path)) return true;
    return false;
  }

  /** The folders of the projects of which everything is noted. */
  get scopes(): { readonly root: string; readonly home: string }[] {
    return Array.from(this.#scopes.keys(), (key) => {
      const [root, home] = key.split('\0') as [string, string];
      return { root, home };
    });
  }

  /** Takes what worker threads have read until now. */
  receive(): void {
    for (const thread of this.threads) thread.receive();
  }

  get sites(): Iterable<ReadSite> {
    return this.#sites.values();
  }

  get siteCount(): number {
    return this.#sites.size;
  }

  hasEffects(file: string): boolean {
    return this.#options.facts?.hasEffects?.(file) ?? true;
  }

  holdsState(file: string): boolean {
    return this.#options.facts?.holdsState?.(file) ?? true;
  }

  /** Notes a read by whoever has called, in a component run or outside of any. */
  add(read: FileRead, site: CallSite, callers: Callers, run: RunNotes | undefined): void {
    if (run?.writes.has(read.path)) return;
    const place = this.#siteOf(site);
    if (place.add(read, !run || this.#isEvaluation(callers))) {
      this.version++;
      if (read.isOpen) this.#addOpen(read);
    } else if (read.isOpen && run) this.#addOpen(read);
    run?.addRead(read, place);
  }

  /** Finds out what files are as long as they are as they were opened; to be called before they are written. */
  settle(path: string): void {
    const reads = this.#open.get(path);
    if (!reads) return;
    this.#open.delete(path);
    for (const read of reads) read.settle(this.digests);
  }

  /** Does the same as {@link settle} for everything in a folder. */
  settleIn(folder: string): void {
    for (const path of this.#open.keys()) if (path.startsWith(folder)) this.settle(path);
  }

  #addOpen(read: FileRead): void {
    const known = this.#open.get(read.path);
    if (known) known.push(read);
    else {
      this.#open.set(read.path, [read]);
      // Code that keeps opening files outside of any run must not fill the memory.
      if (this.#open.size > maxOpen) this.#open.delete(this.#open.keys().next().value!);
    }
  }

  #siteOf(place: CallSite): ReadSite {
    const key = ReadSite.keyOf(place);
    let site = this.#sites.get(key);
    if (!site) this.#sites.set(key, (site = new ReadSite(place)));
    return site;
  }

  /** Tells whether a module that was first loaded in a run is being evaluated: other runs use it too. */
  #isEvaluation({ unnamed, isCut, site }: Callers): boolean {
    const { loadedInRuns } = this.graph;
    if (isCut && site?.kind === 'file' && loadedInRuns.has(site.file)) return true;
    return unnamed.some((place) => loadedInRuns.has(place.file) && isTopLevel(place));
  }
}

interface Place {
  readonly line: number;
  readonly column: number;
}

interface Range {
  readonly start: Place;
  readonly end: Place;
}

/** The ranges of each file's functions; undefined where they can't be known. */
const functions = new Map<string, readonly Range[] | undefined>();

/** Tells whether a place runs while its module is evaluated, rather than when one of its functions is called. */
export function isTopLevel({ file, line, column }: FilePlace): boolean {
  if (!functions.has(file)) functions.set(file, functionsIn(file));
  const place = { line, column: column - 1 };
  return !functions.get(file)?.some(({ start, end }) => isBefore(start, place) && isBefore(place, end));
}

const isBefore = (a: Place, b: Place): boolean => a.line < b.line || (a.line === b.line && a.column <= b.column);

function functionsIn(file: string): readonly Range[] | undefined {
  try {
    // Loaded here and not above: few programs need it.
    const acorn = ownRequire('acorn') as typeof import('acorn');
    const { code, source, esm } = readModule(file);
    const sourceType = esm ? 'module' : 'commonjs';
    const ranges: Range[] = [];
    collect(acorn.parse(code ?? source, { ecmaVersion: 'latest', sourceType, locations: true }), ranges);
    return ranges;
  } catch {
    return undefined;
  }
}

/** Functions inside of functions need no mention. */
function collect(value: unknown, ranges: Range[]): void {
  if (Array.isArray(value)) for (const item of value) collect(item, ranges);
  else if (isNode(value)) {
    if (/Function/.test(value.type)) ranges.push((value.body ?? value).loc as Range);
    else for (const inner of Object.values(value)) collect(inner, ranges);
  }
}

type AnyNode = Node & { readonly body?: Node };

const isNode = (value: unknown): value is AnyNode => typeof value === 'object' && value !== null && 'type' in value;
