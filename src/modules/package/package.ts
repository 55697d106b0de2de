import type { Arrangement } from '../program-layout.ts';

/** A package that isn't sent: where the code is loaded, it has to be there already. */
export interface Outside {
  readonly name: string;
  readonly version: string | null;
  /** In words: `it has native code`. */
  readonly why: string;
}

/**
 * The code of a run, as it travels. The project's own files are as they are, under the paths that they have here, so
 * that tasks are found by module and name, lines stay true, and the very same loader runs them. Packages are bundled.
 */
export interface Package extends Arrangement {
  readonly format: 1;
  readonly outside: readonly Outside[];
}

/** A package and what it takes to name and to keep it. */
export interface Packed {
  /** The digest of the contents: the same wherever it was made. */
  readonly digest: string;
  /** Compressed. */
  readonly bytes: Uint8Array;
  readonly outside: readonly Outside[];
  /** The files of installed packages that are in it: absolute paths. */
  readonly bundled: readonly string[];
}

/** Why some packages are never sent. */
export const usedByClew = 'Clew uses it too';

/** The file that it is. */
export const packageFile = 'code.json.gz';
