import { realpathSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { digestOf } from '../values/digest.ts';
import { isTypeScript } from './candidates.ts';
import { neededBy } from './installed.ts';
import { readModule } from './read.ts';
import { resolveImport, type Resolved } from './resolve.ts';

/** The code behind a module: itself, the project files that it imports, and the packages with their versions. */
export interface CodeClosure {
  /** Of all that is in here. The same wherever the project lies, and whatever isn't reached from the entry. */
  readonly digest: string;
  /** Of what counts of it: an edited comment changes the digest, and not this. */
  readonly identity: string;
  /** Paths are relative to the project's root, with `/`. */
  readonly entry: string;
  readonly files: readonly CodeFile[];
  /** What is imported and what that needs in turn; a name that is installed more than once has its versions side by side. */
  readonly packages: Readonly<Record<string, string>>;
}

export interface CodeFile {
  readonly path: string;
  /** Of the source, to the letter. */
  readonly digest: string;
  /** Of what counts of it: see {@link ModuleText}. */
  readonly identity: string;
  readonly source: string;
}

const closures = new Map<string, CodeClosure>();
const edges = new Map<string, readonly Resolved[]>();

/**
 * The code that a module's results depend on, found by its imports: `import`, `export … from`, and `import()` and
 * `require()` of a literal. Types leave no trace in it, nor do Node's own modules and Clew, nor the tasks that are
 * only asked for as inputs: those count by what they returned.
 */
export function codeOf(file: string, root: string): CodeClosure {
  const key = `${root}\0${file}`;
  let known = closures.get(key);
  if (!known) closures.set(key, (known = collect(realpathSync(resolve(file)), realpathSync(resolve(root)))));
  return known;
}

/**
 * The shortest way of imports from a module to a file of its code, both ends included; empty where none leads there.
 * Paths are relative to the project's root, as in {@link CodeClosure}.
 */
export function importChain(file: string, root: string, path: string): string[] {
  const [entryFile, folder] = [realpathSync(resolve(file)), realpathSync(resolve(root))];
  const wanted = resolve(folder, path);
  const askedBy = new Map<string, string | undefined>([[entryFile, undefined]]);
  // A map hands out what is added while it is walked, so this goes breadth first.
  for (const at of askedBy.keys()) {
    if (at === wanted) break;
    for (const target of importsOf(at)) {
      if (target.kind === 'file' && !askedBy.has(target.file)) askedBy.set(target.file, at);
    }
  }
  const chain: string[] = [];
  if (!askedBy.has(wanted)) return chain;
  for (let at: string | undefined = wanted; at !== undefined; at = askedBy.get(at)) chain.push(pathIn(folder, at));
  return chain.reverse();
}

function collect(entryFile: string, root: string): CodeClosure {
  const seen = new Set([entryFile]);
  const found = new Map<string, Set<string>>();
  const add = (name: string, version = 'unversioned'): void => {
    const known = found.get(name);
    if (known) known.add(version);
    else found.set(name, new Set([version]));
  };
  // A set hands out what is added while it is walked.
  for (const file of seen) {
    for (const target of importsOf(file)) {
      if (target.kind === 'file') seen.add(target.file);
      else if (target.kind === 'package') {
        add(target.name, target.pack?.version);
        for (const { name, version } of target.pack ? neededBy(target.pack) : []) if (name) add(name, version);
      }
      // An optional package that gets installed later changes what the code does.
      else if (target.kind === 'missing' && target.name !== undefined) add(target.name, 'not installed');
    }
  }
  const files = [...seen]
    .map((file) => ({ file, path: pathIn(root, file) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ file, path }): CodeFile => {
      const { digest, identity, source } = readModule(file);
      return { path, digest, identity, source };
    });
  const entry = pathIn(root, entryFile);
  const packages = [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, versions]) => [name, [...versions].sort().join(', ')] as const);
  const identity = digestOf(JSON.stringify([entry, files.map((file) => [file.path, file.identity]), packages]));
  const digest = digestOf(JSON.stringify([identity, files.map((file) => file.digest)]));
  return { digest, identity, entry, files, packages: Object.fromEntries(packages) };
}

/** What a file imports and its results depend on. */
export function importsOf(file: string): readonly Resolved[] {
  let known = edges.get(file);
  if (!known) {
    const { imports, asked } = readModule(file);
    const specifiers = imports.filter((name) => !asked.includes(name) && !(isTypeScript(file) && isHelper(name)));
    edges.set(file, (known = specifiers.map((specifier) => resolveImport(specifier, file))));
  }
  return known;
}

/** A file's path as manifests have it: relative to the project's root, with `/`. */
export const pathIn = (root: string, file: string): string => relative(root, file).split(sep).join('/');

/** What the transformer adds is Clew's. */
const isHelper = (specifier: string): boolean => specifier.startsWith('@oxc-project/runtime/');
