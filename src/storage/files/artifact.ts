/**
 * A file, whatever its size: made by {@link file}, and what the next task gets in its place. Nothing of it is read
 * before it is asked for, and all that is read is checked against its digest.
 *
 * @example
 * ```ts
 * @From(Train) trained!: Output<Train>; // { model: FileArtifact; auc: number }
 * async run() {
 *   return evaluate(await this.trained.model.path());
 * }
 * ```
 */
export abstract class FileArtifact {
  /** Its own name without folders, such as `model.bin`. */
  abstract readonly name: string;
  /** In bytes. */
  abstract readonly size: number;
  /** The digest of the bytes: `sha256:` and hexadecimal digits. */
  abstract readonly digest: string;
  /** As in `Content-Type`, by the end of its name. */
  abstract readonly mediaType: string;
  /** Whether it may be started as a program. */
  abstract readonly executable: boolean;
  /** A file on this machine that holds the bytes, brought here when it is first asked for. Read it, never write it. */
  abstract path(): Promise<string>;
  /** The bytes, piece by piece. */
  abstract stream(): AsyncIterable<Uint8Array>;
  /** All bytes at once. */
  abstract bytes(): Promise<Uint8Array>;

  /** All of it as UTF-8. */
  async text(): Promise<string> {
    return Buffer.from(await this.bytes()).toString('utf8');
  }
}

/** One file of a {@link FolderArtifact}. */
export interface FolderFile {
  /** Relative to the folder, with `/` on every machine. */
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** The digest of the bytes: `sha256:` and hexadecimal digits. */
  readonly digest: string;
  /** Whether it may be started as a program. */
  readonly executable: boolean;
}

/**
 * A folder with all that is in it: made by {@link folder}, and what the next task gets in its place. Only the list of
 * its files is read at once.
 *
 * @example
 * ```ts
 * @From(Unpack) images!: FolderArtifact;
 * async run() {
 *   const first = this.images.files[0]!;
 *   return { count: this.images.count, first: await this.images.file(first.path).bytes() };
 * }
 * ```
 */
export abstract class FolderArtifact {
  /** Its own name, such as `images`. */
  abstract readonly name: string;
  /** Every file at any depth, in the order of their paths. */
  abstract readonly files: readonly FolderFile[];
  /** The digest of the list of the files with their digests: two folders with equal contents have the same. */
  abstract readonly digest: string;
  /** One of its files, by its path in the folder. */
  abstract file(path: string): FileArtifact;
  /** A folder on this machine with all of it, brought here when it is first asked for. Read it, never write into it. */
  abstract path(): Promise<string>;

  /** The number of files. */
  get count(): number {
    return this.files.length;
  }

  /** The size of all files together, in bytes. */
  get size(): number {
    return this.files.reduce((sum, { size }) => sum + size, 0);
  }
}
