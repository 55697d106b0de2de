import type { DigestedText } from '../../dependencies/dependencies.ts';

/**
 * Dependencies of a task that only the driver can know: in a container, packages are bundled and the environment is a
 * different one. They travel with the jobs and come back with the results, whichever process collects those.
 */
export interface DriverNotes {
  /** Packages as they are installed there, and keyed hashes of variables, written by `encodeDependencies`; null: nothing. */
  readonly dependencies: string | null;
  readonly packageFiles: readonly DigestedText[];
  /** The modules that the program starts from; paths are relative to the project's root. */
  readonly modules: readonly string[];
}
