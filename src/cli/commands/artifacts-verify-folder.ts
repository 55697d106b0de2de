import type { Artifacts } from '../../storage/artifacts.ts';
import { ArtifactDamaged } from '../../storage/errors.ts';
import { partOf } from '../../storage/files/stored-file.ts';
import { inParallel } from '../../storage/files/parallel.ts';
import type { ArtifactPlace, ArtifactRef } from '../../storage/ref.ts';
import { dim, red } from '../terminal.ts';

/** A file of a folder that is not as it was. */
export interface BadFile {
  readonly path: string;
  readonly state: 'damaged' | 'gone';
  readonly place: string;
}

const shown = 10;

/** Gives a text that tells bytes apart, wherever they are listed. */
export const keyOf = ({ layer, key, digest }: ArtifactPlace): string => `${layer}\n${key}\n${digest}`;

/** Reads every file of folders, and what several of them share once. */
export class FolderCheck {
  readonly #artifacts: Artifacts;
  readonly #read: (size: number) => void;
  readonly #states = new Map<string, Promise<BadFile['state'] | undefined>>();

  /** `read`: hears how much was read beside the lists of the files. */
  constructor(artifacts: Artifacts, read: (size: number) => void) {
    this.#artifacts = artifacts;
    this.#read = read;
  }

  async badIn(folder: ArtifactRef): Promise<BadFile[]> {
    const { manifest } = await this.#artifacts.files.openFolder(folder);
    const bad = new Map<string, BadFile>();
    await inParallel(manifest.files, async (file) => {
      const part = partOf(folder, file);
      const state = await this.#stateOf(part);
      if (state) bad.set(file.path, { path: file.path, state, place: this.#artifacts.place(part) });
    });
    return manifest.files.flatMap(({ path }) => bad.get(path) ?? []);
  }

  #stateOf(part: ArtifactRef): Promise<BadFile['state'] | undefined> {
    const key = keyOf(part);
    let state = this.#states.get(key);
    if (!state) this.#states.set(key, (state = this.#check(part)));
    return state;
  }

  async #check(part: ArtifactRef): Promise<BadFile['state'] | undefined> {
    this.#read(part.size);
    try {
      for await (const _ of this.#artifacts.stream(part)) void _;
      return undefined;
    } catch (error) {
      if (!(error instanceof ArtifactDamaged)) throw error;
      return error.how === 'gone' ? 'gone' : 'damaged';
    }
  }
}

/** The first of them, below their folder. */
export function badFileRows(files: readonly BadFile[]): string[][] {
  const rows = files.slice(0, shown).map(({ path, state, place }) => ['', `  ${path}`, red(state), dim(place)]);
  return files.length > shown ? [...rows, ['', dim(`  … and ${files.length - shown} more`)]] : rows;
}
