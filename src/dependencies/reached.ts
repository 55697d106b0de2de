import { isAbsolute, sep } from 'node:path';
import { importsOf } from '../modules/task-code.ts';
import { isInNodeModules } from '../modules/own-package.ts';
import type { TaskReach } from '../modules/task-reach.ts';
import { splitSpecifier } from '../modules/packages.ts';
import { isPath, pathOfUrl } from '../modules/resolve.ts';
import { packageFolderOf } from './call-site.ts';
import type { Edge } from './edge.ts';
import type { ProcessLog } from './process-log.ts';
import type { RunNotes } from './run-notes.ts';

/** The modules that a run has used, or may have used, in this process. */
export interface Reached {
  /** All project files, those of the static code included. */
  readonly files: ReadonlySet<string>;
  /** Project files beyond the static code, and those of which it has a part only. */
  readonly modules: ReadonlySet<string>;
  /** Folders of packages. */
  readonly packages: ReadonlySet<string>;
  readonly resolutions: readonly (Edge & { readonly from: string })[];
  /** Files that run elsewhere, as they are on disk then. */
  readonly started: readonly string[];
  /** True if something in one of the modules outlives a component run: the others' reads may be kept there. */
  readonly holdsState: boolean;
}

/** Follows what was seen to lead on from the task's code, and from modules that were started as programs. */
export function followEdges(log: ProcessLog, reach: TaskReach, run: RunNotes, programs: readonly string[]): Reached {
  const started = [...closureOf(programs)];
  if (reach.holdsState) return followAll(log, reach, run, { started, holdsState: true });
  const found = followAll(log, reach, run, { started, holdsState: false });
  // One that remembers what others have imported is only known when it was found.
  const isHere = (file: string): boolean =>
    log.graph.isLoaded(file) || !(started.includes(file) || log.graph.isOfThreads(file));
  const holdsState = [...found.modules].some((file) => isHere(file) && log.holdsState(file));
  return holdsState ? followAll(log, reach, run, { started, holdsState }) : found;
}

function followAll(
  log: ProcessLog,
  reach: TaskReach,
  run: RunNotes,
  { started, holdsState }: Pick<Reached, 'started' | 'holdsState'>,
): Reached {
  const files = new Set(reach.files);
  const modules = new Set<string>();
  const packages = new Set<string>();
  const resolutions: (Edge & { from: string })[] = [];
  // Files, and folders of packages. Iterating over a set includes items added meanwhile.
  const nodes = new Set<string>([...files, ...reach.memoryFiles]);
  const add = (target: string): void => {
    if (isInNodeModules(target)) {
      const folder = packageFolderOf(target);
      packages.add(folder);
      nodes.add(folder);
    } else if (!modules.has(target) && (!files.has(target) || reach.partFiles.has(target))) {
      modules.add(target);
      files.add(target);
      // What was walked as a part of a file is walked again.
      nodes.delete(target);
      nodes.add(target);
    }
  };
  for (const file of log.graph.loadedInRuns) if (!files.has(file) && log.hasEffects(file)) add(file);
  for (const file of log.graph.anybodys) add(file);
  for (const file of started) add(file);
  for (const node of nodes) {
    if (packages.has(node)) {
      for (const edge of log.graph.packageIn(node).edges.values()) {
        if (edge.to !== undefined) add(edge.to);
        if (edge.to === undefined || absolutePathOf(edge.specifier) !== edge.to) resolutions.push(edge);
      }
      continue;
    }
    const isWhole = modules.has(node);
    const edges = [...log.graph.edgesOf(node)];
    // What others have imported may be in the task's hands where something holds it.
    const own = holdsState ? log.graph.importedInRuns(node) : run.importsFrom(node);
    const hasOwn = !holdsState && own !== undefined && edges.some((edge) => !edge.isStatic && own.has(edge.key));
    for (const edge of edges) {
      const { to, isStatic } = edge;
      // Files that have left something in memory count only with what they have loaded while they ran.
      if (isStatic && !files.has(node)) continue;
      const isComputed = !isStatic || mayBeComputed(edge, own);
      if (!isComputed && !isWhole && !isReached(edge, reach)) continue;
      // What the run has imported by computed names is known; what others have imported is theirs.
      if (hasOwn && !isStatic && edge.kind === 'import' && !own.has(edge.key)) continue;
      // What static code names is part of it, as far as it counts.
      if (to !== undefined && (isComputed || isWhole || !reach.files.has(to))) add(to);
      // Where there is nothing to resolve, the path stands with the modules; where static code leads inside of itself, there.
      if (to !== undefined && absolutePathOf(edge.specifier) === to) continue;
      if (isWhole || !isStatic || to === undefined || !reach.files.has(to)) resolutions.push({ ...edge, from: node });
    }
  }
  return { files, modules, packages, resolutions, started, holdsState };
}

function absolutePathOf(specifier: string): string | undefined {
  return isAbsolute(specifier) ? specifier : specifier.startsWith('file:') ? pathOfUrl(specifier) : undefined;
}

/**
 * Tells whether the task may have found an edge by a computed name, although only other code in the file names it.
 * `own`: the keys that the run itself has imported. Repeated `require` calls go unseen, so any required edge may be
 * the task's.
 */
const mayBeComputed = ({ kind, key }: Edge, own: ReadonlySet<string> | undefined): boolean =>
  kind === 'require' || (own?.has(key) ?? false);

/** Tells whether the task's part of a file needs one of the file's imports. */
function isReached({ specifier, to }: Edge, reach: TaskReach): boolean {
  if (to === undefined) return true;
  if (!isInNodeModules(to)) return reach.files.has(to);
  const names = [packageNameOf(packageFolderOf(to)), isPath(specifier) ? '' : splitSpecifier(specifier)[0]];
  return names.some((name) => Object.hasOwn(reach.packages, name));
}

/** Gives the name of a package by the folder that it is installed in. */
export function packageNameOf(folder: string): string {
  return folder.split(`${sep}node_modules${sep}`).at(-1)!.split(sep).join('/');
}

/** Modules that run elsewhere, and what they import as far as that can be read from them. */
function* closureOf(entries: readonly string[]): Generator<string> {
  const seen = new Set(entries);
  // Iterating over a set includes items added meanwhile.
  for (const file of seen) {
    yield file;
    for (const target of staticImports(file)) {
      if (target.kind === 'file') seen.add(target.file);
      else if (target.kind === 'package' && target.pack) yield `${target.pack.folder}${sep}package.json`;
    }
  }
}

function staticImports(file: string): ReturnType<typeof importsOf> {
  try {
    return importsOf(file);
  } catch {
    // Gone, or not parsable: the file itself counts.
    return [];
  }
}
