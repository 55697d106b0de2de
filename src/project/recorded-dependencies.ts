import { type Dependencies, decodeDependencies, noDependencies } from '../dependencies/dependencies.ts';
import type { Reader } from '../lineage/record.ts';

/** A file that a component run used besides its code, by the digest under which the record may have its text. */
export interface UsedFile {
  readonly path: string;
  readonly digest: string;
}

/** Gives the dependencies of a component run, or of the one that it found again. */
export async function dependenciesOf(
  record: Pick<Reader, 'codes' | 'dependenciesOf'>,
  componentRun: string,
): Promise<Dependencies> {
  const digest = (await record.dependenciesOf([componentRun])).get(componentRun);
  if (digest === undefined) return noDependencies;
  return decodeDependencies((await record.codes([digest])).get(digest));
}

/** Gives the dependencies of every component run in a run, one after the other. */
export async function dependenciesOfRun(
  record: Pick<Reader, 'codes' | 'dependenciesOfRun'>,
  run: string,
): Promise<Dependencies[]> {
  const texts = await record.codes(await record.dependenciesOfRun(run));
  return [...texts.values()].map((text) => decodeDependencies(text));
}

/** Gives the files among the dependencies: modules that were loaded during the run, and data that was read. */
export function usedFiles({ modules, files }: Dependencies): UsedFile[] {
  return [
    ...modules.flatMap(({ path, digest }) => (digest === null ? [] : [{ path, digest }])),
    ...files.flatMap(({ kind, path, state }) =>
      kind === 'content' && state !== 'absent' ? [{ path, digest: state }] : [],
    ),
  ];
}
