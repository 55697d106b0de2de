import { digestOf } from '../values/digest.ts';
import { parseRecorded } from '../values/parse-recorded.ts';

/** A project file that was loaded beyond the static code. */
export interface ModuleDependency {
  /** The path relative to the project's root, with `/`; absolute on another drive. So are all paths here. */
  readonly path: string;
  /** The identity of the text that ran; null: it wasn't there. */
  readonly identity: string | null;
  /** The digest of its source, to the letter; null where that isn't known. */
  readonly digest: string | null;
}

/** The resolution of a specifier. */
export interface ResolutionDependency {
  /** The importer, as any file with that extension in that folder (`src/*.ts`): its own name doesn't matter. */
  readonly from: string;
  readonly specifier: string;
  readonly kind: 'import' | 'require';
  /** The path that it led to; null for nowhere. */
  readonly to: string | null;
}

export interface PackageDependency {
  readonly folder: string;
  readonly name: string;
  readonly version: string | null;
  /** The digest of the text of {@link encodePackageFiles}. */
  readonly files: string;
}

/**
 * The way a path was looked at; `glob`: all files that match a pattern; `cwd`: the folder that the process was started
 * in.
 */
export type FileKind = 'content' | 'exists' | 'list' | 'stat' | 'link' | 'glob' | 'cwd';

export interface FileDependency {
  readonly path: string;
  readonly kind: FileKind;
  /** The state, as `fileState` gives it. */
  readonly state: string;
}

export interface VariableDependency {
  readonly name: string;
  /** A keyed hash of the value; null: it wasn't set. */
  readonly hash: string | null;
}

/** Everything that a component run used beyond its static code. */
export interface Dependencies {
  readonly modules: readonly ModuleDependency[];
  readonly resolutions: readonly ResolutionDependency[];
  readonly packages: readonly PackageDependency[];
  readonly files: readonly FileDependency[];
  readonly variables: readonly VariableDependency[];
  /** Sentences that say why it can never be known to be the same; where there is one, the dependencies never hold. */
  readonly unknown: readonly string[];
}

export const noDependencies: Dependencies = {
  modules: [],
  resolutions: [],
  packages: [],
  files: [],
  variables: [],
  unknown: [],
};

export const isEmpty = (dependencies: Dependencies): boolean =>
  Object.values(dependencies).every((list: readonly unknown[]) => list.length === 0);

/** Writes them as JSON that is the same for the same dependencies, in whatever order and however often they were noted. */
export function encodeDependencies(dependencies: Dependencies): string {
  return encodeWith(dependencies, dependencies.files.map(encodeFile));
}

/**
 * Does the same as {@link encodeDependencies} for files that are already encoded: there may be many, often the same
 * ones.
 */
export function encodeWith(dependencies: Omit<Dependencies, 'files'>, files: readonly string[]): string {
  const { modules, resolutions, packages, variables, unknown } = dependencies;
  const lists: Readonly<Record<keyof Dependencies, readonly string[]>> = {
    modules: modules.map(({ path, identity, digest }) => row(path, identity, digest)),
    resolutions: resolutions.map(({ from, specifier, kind, to }) => row(from, specifier, kind, to)),
    packages: packages.map(({ folder, name, version, files }) => row(folder, name, version, files)),
    files,
    variables: variables.map(({ name, hash }) => row(name, hash)),
    unknown: unknown.map((sentence) => row(sentence)),
  };
  return `{${Object.entries(lists)
    .map(([name, rows]) => `"${name}":${encodeRows(rows)}`)
    .join()}}`;
}

export const encodeFile = ({ path, kind, state }: FileDependency): string => row(path, kind, state);

const row = (...values: readonly (string | null)[]): string => JSON.stringify(values);

/** Sorts the rows and leaves out what is there already. */
const encodeRows = (rows: readonly string[]): string => `[${[...new Set(rows)].sort().join()}]`;

/** Reads what {@link encodeDependencies} wrote; undefined stands for nothing. */
export function decodeDependencies(text: string | undefined): Dependencies {
  if (text === undefined) return noDependencies;
  const rows = parseRecorded<{ readonly [K in keyof Dependencies]: readonly any[][] }>(text);
  return {
    modules: rows.modules.map(([path, identity, digest]) => ({ path, identity, digest })),
    resolutions: rows.resolutions.map(([from, specifier, kind, to]) => ({ from, specifier, kind, to })),
    packages: rows.packages.map(([folder, name, version, files]) => ({ folder, name, version, files })),
    files: rows.files.map(([path, kind, state]) => ({ path, kind, state })),
    variables: rows.variables.map(([name, hash]) => ({ name, hash })),
    unknown: rows.unknown.map(([sentence]) => sentence),
  };
}

/** A file of a package, with its path inside of the package's folder. */
export interface PackageFile {
  readonly path: string;
  /** The state, as `fileState('content', …)` gives it. */
  readonly state: string;
}

/** A text that is kept once for each set of files, however many component runs have used them. */
export interface DigestedText {
  readonly digest: string;
  readonly text: string;
}

export function encodePackageFiles(files: readonly PackageFile[]): DigestedText {
  const text = encodeRows(files.map(({ path, state }) => row(path, state)));
  return { digest: digestOf(text), text };
}

export const decodePackageFiles = (text: string): PackageFile[] =>
  parseRecorded<[string, string][]>(text).map(([path, state]) => ({ path, state }));
