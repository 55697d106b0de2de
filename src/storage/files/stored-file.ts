import { keptMark, keptRef } from '../artifact-marks.ts';
import path from 'node:path';
import { didYouMean } from '../../values/nearest-names.ts';
import { mediaTypeOf } from '../object-metadata.ts';
import type { ArtifactRef } from '../ref.ts';
import { FileArtifact, FolderArtifact, type FolderFile } from './artifact.ts';
import { notInFolder } from './errors.ts';
import { contentKey } from './keys.ts';
import { type Manifest, readManifest } from './manifest.ts';

/** Shared between copies of the package. Not the one of handles: what is a file comes back as a file. */
export { keptRef };

/** A reader for files and folders that are kept. */
export interface FileReader {
  stream(ref: ArtifactRef): AsyncIterable<Uint8Array>;
  bytes(ref: ArtifactRef): Promise<Uint8Array>;
  local(ref: ArtifactRef): Promise<string>;
  localFolder(ref: ArtifactRef, manifest: Manifest): Promise<string>;
}

export class StoredFile extends FileArtifact {
  readonly [keptMark]: ArtifactRef;
  readonly #reader: FileReader;

  constructor(ref: ArtifactRef, reader: FileReader) {
    super();
    this[keptMark] = ref;
    this.#reader = reader;
  }

  /** Gives the file as it is: nothing has to be there before it is asked for. */
  async load(): Promise<this> {
    return this;
  }

  get name(): string {
    return path.posix.basename(this[keptMark].name);
  }

  get size(): number {
    return this[keptMark].size;
  }

  get digest(): string {
    return this[keptMark].digest;
  }

  get mediaType(): string {
    return mediaTypeOf(this.name);
  }

  get executable(): boolean {
    return this[keptMark].codec === 'executable';
  }

  path(): Promise<string> {
    return this.#reader.local(this[keptMark]);
  }

  stream(): AsyncIterable<Uint8Array> {
    return this.#reader.stream(this[keptMark]);
  }

  bytes(): Promise<Uint8Array> {
    return this.#reader.bytes(this[keptMark]);
  }

  /** For people who print it. */
  toJSON(): unknown {
    const { id, digest, size } = this[keptMark];
    return { file: this.name, artifact: id, size, digest };
  }
}

export class StoredFolder extends FolderArtifact {
  readonly [keptMark]: ArtifactRef;
  readonly #reader: FileReader;
  #manifest: Manifest | undefined;
  #byPath: ReadonlyMap<string, FolderFile> | undefined;

  constructor(ref: ArtifactRef, reader: FileReader) {
    super();
    this[keptMark] = ref;
    this.#reader = reader;
  }

  /** Reads what is in it, before anyone has it: what it says of itself need not be awaited then. */
  async load(): Promise<this> {
    const ref = this[keptMark];
    this.#manifest ??= readManifest(await this.#reader.bytes(ref), `"${ref.name}" (${ref.id})`);
    return this;
  }

  get name(): string {
    return path.posix.basename(this[keptMark].name);
  }

  get manifest(): Manifest {
    return this.#manifest!;
  }

  get files(): readonly FolderFile[] {
    return this.manifest.files;
  }

  get digest(): string {
    return this[keptMark].digest;
  }

  file(relative: string): FileArtifact {
    this.#byPath ??= new Map(this.files.map((one) => [one.path, one]));
    const found = this.#byPath.get(relative);
    if (!found) throw notInFolder(this.name, relative, didYouMean(relative, [...this.#byPath.keys()].slice(0, 1000)));
    return new StoredFile(partOf(this[keptMark], found), this.#reader);
  }

  path(): Promise<string> {
    return this.#reader.localFolder(this[keptMark], this.manifest);
  }

  /** For people who print it. */
  toJSON(): unknown {
    const { id, digest } = this[keptMark];
    return { folder: this.name, artifact: id, files: this.count, size: this.size, digest };
  }
}

/**
 * A file of a folder as an artifact. It has the folder's id: what is damaged then is the folder, and whoever made that
 * makes it again.
 */
export const partOf = (folder: ArtifactRef, { path: relative, digest, size, executable }: FolderFile): ArtifactRef => ({
  id: folder.id,
  name: `${folder.name}/${relative}`,
  codec: executable ? 'executable' : 'file',
  digest,
  size,
  layer: folder.layer,
  key: contentKey(folder.key!, digest, relative),
  inline: null,
  blocks: null,
});
