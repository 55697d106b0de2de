import { existsSync, realpathSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { digestOf } from '../values/digest.ts';
import { linkOf, summaryOf } from './analysis/links.ts';
import { importedBy, noEffects, type ProgramEffects } from './analysis/program-effects.ts';
import { TaskMemory } from './analysis/memory.ts';
import { type Extent, identityOfFile, Reach } from './analysis/reach.ts';
import type { TaskReach } from './task-reach.ts';
import { readModule } from './read.ts';
import type { Resolved } from './resolve.ts';
import { realPathOf } from './snapshot.ts';

/** The code behind a module or a task: project files, whole or in part, and the packages with their versions. */
export interface CodeClosure {
  /**
   * The digest of all that is in here. The same wherever the project lies, and whatever isn't reached from the entry.
   */
  readonly digest: string;
  /** The digest of what counts: neither comments nor the names of files do. */
  readonly identity: string;
  /** Paths are relative to the project's root, with `/`. */
  readonly entry: string;
  readonly files: readonly CodeFile[];
  /**
   * The packages that are imported and those that they need in turn; a name that is installed more than once has its
   * versions side by side.
   */
  readonly packages: Readonly<Record<string, string>>;
}

export interface CodeFile {
  readonly path: string;
  /** The digest of the source, to the letter. */
  readonly digest: string;
  /** The digest of what counts of the file. */
  readonly identity: string;
  readonly source: string;
  /** Names of its top level, where only what they reach counts; none where that is what it does when it is evaluated. */
  readonly roots?: readonly string[];
  /**
   * True for a file that counts only for what it does when it is evaluated: no import of the needed code leads there.
   */
  readonly effect?: true;
}

/** The code behind a task. */
export interface TaskClosure extends CodeClosure {
  readonly reach: TaskReach;
}

/** Files that a task's own code stands in, and which names of them are its own. */
export type TaskRoots = readonly (readonly [file: string, extent: Extent])[];

const closures = new Map<string, CodeClosure>();

/**
 * Gives the code that all of a module's results depend on, found by its imports: `import`, `export … from`, and
 * `import()` and `require()` of a literal. Types leave no trace in it, nor do Node's own modules and Clew, nor the
 * tasks that are only asked for as inputs: those count by what they returned.
 */
export function codeOf(file: string, root: string): CodeClosure {
  const key = `${root}\0${file}`;
  let known = closures.get(key);
  if (!known) closures.set(key, (known = wholeOf(realPathOf(resolve(file)), realpathSync(resolve(root)))));
  return known;
}

function wholeOf(file: string, root: string): CodeClosure {
  return closureOf(file, root, new Reach([[file, 'whole']]), new Set());
}

/** Gives the code that a task's results depend on: what it reaches, and what the program does when it is evaluated. */
export function codeOfTask(roots: TaskRoots, root: string, effects: ProgramEffects = noEffects): TaskClosure {
  const folder = realpathSync(resolve(root));
  const entries = [...roots, ...effects.extents];
  const reach = new Reach(entries, effects.imports);
  const own = new Set(effects.extents.length === 0 ? reach.files : new Reach(roots).files);
  const entry = roots[0]![0];
  const effectOnly = new Set(reach.files.filter((file) => !own.has(file)));
  return { ...closureOf(entry, folder, reach, effectOnly), reach: reachOf(entries, reach, effects) };
}

function closureOf(entryFile: string, root: string, reach: Reach, effectOnly: ReadonlySet<string>): CodeClosure {
  const shown = (file: string): string => pathIn(root, file);
  const files = reach.files
    .map((file): CodeFile => {
      const { digest, source } = readModule(file);
      const extent = reach.extentOf(file)!;
      return {
        path: shown(file),
        digest,
        identity: identityOfFile(file, extent, shown),
        source,
        ...(extent !== 'whole' && { roots: extent }),
        ...(effectOnly.has(file) && { effect: true as const }),
      };
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const [entry, identity, { packages }] = [shown(entryFile), reach.identity(shown), reach];
  const listed = files.map((file) => [file.path, file.digest, file.roots, file.effect]);
  const digest = digestOf(JSON.stringify([identity, entry, listed, packages]));
  return { digest, identity, entry, files, packages };
}

function reachOf(entries: TaskRoots, reach: Reach, effects: ProgramEffects): TaskReach {
  const files = new Set(reach.files);
  const variables = reach.files.flatMap((file) => reach.statementsOf(file).flatMap((one) => one.variables));
  let known: TaskMemory | undefined;
  // Only asked for where something was seen while a task ran.
  const memory = (): TaskMemory => (known ??= new TaskMemory(entries, reach, effects));
  return {
    files,
    partFiles: new Set(reach.files.filter((file) => reach.extentOf(file) !== 'whole')),
    packages: reach.packages,
    variables: [...new Set(variables)].sort(),
    get holdsState() {
      return memory().holdsState;
    },
    get memoryFiles() {
      return memory().reach.files.filter((file) => !files.has(file));
    },
    reaches: (file, line, column) => memory().reaches(file, line, column),
  };
}

/** Gives the present identity of a file in a manifest; undefined if it is gone, or no longer a program. */
export function identityNow(file: Pick<CodeFile, 'path' | 'roots'>, root: string): string | undefined {
  try {
    const folder = realpathSync(resolve(root));
    const at = resolve(folder, file.path);
    if (!existsSync(at)) return undefined;
    const extent = file.roots && !summaryOf(at).whole ? file.roots : 'whole';
    return identityOfFile(at, extent, (one) => pathIn(folder, one));
  } catch {
    return undefined;
  }
}

/**
 * The shortest way of imports from a module to a file of its code, both ends included; empty where none leads there.
 * Paths are relative to the project's root, as in {@link CodeClosure}.
 */
export function importChain(file: string, root: string, path: string): string[] {
  const [entryFile, folder] = [realPathOf(resolve(file)), realpathSync(resolve(root))];
  const wanted = resolve(folder, path);
  const askedBy = new Map<string, string | undefined>([[entryFile, undefined]]);
  // A map hands out what is added while it is walked, so this goes breadth first.
  for (const at of askedBy.keys()) {
    if (at === wanted) break;
    for (const target of importedBy(at)) if (!askedBy.has(target)) askedBy.set(target, at);
  }
  const chain: string[] = [];
  if (!askedBy.has(wanted)) return chain;
  for (let at: string | undefined = wanted; at !== undefined; at = askedBy.get(at)) chain.push(pathIn(folder, at));
  return chain.reverse();
}

/** Gives all that a file imports, including what is only asked for as an input. */
export const importsOf = (file: string): Resolved[] => summaryOf(file).imports.map((from) => linkOf(file, from));

/** A file's path as manifests have it: relative to the project's root, with `/`. */
export const pathIn = (root: string, file: string): string => relative(root, file).split(sep).join('/');
