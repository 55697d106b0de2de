import { localMark } from '../artifact-marks.ts';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { digestOf } from '../../values/digest.ts';
import { noteRead } from '../../dependencies/note-read.ts';
import { mediaTypeOf } from '../object-metadata.ts';
import { FileArtifact, FolderArtifact, type FolderFile } from './artifact.ts';
import { notAPath, notInFolder } from './errors.ts';
import { digestOfFile } from './digest.ts';
import { writeManifest } from './manifest.ts';
import { fileStats, isExecutable } from './file-stats.ts';
import { walk } from './walk.ts';

/** Shared between copies of the package. */
/** A file or a folder that is on this machine and not kept yet. */
export interface LocalPath {
  readonly kind: 'file' | 'folder';
  readonly name: string;
  /** Absolute. */
  readonly path: string;
}

export const localIn = (value: object): LocalPath | undefined => (value as { [localMark]?: LocalPath })[localMark];

/**
 * A file that a task made, for it to return at any depth, or to give to `storage.store()`. It is kept when the task is
 * done: so write it before. The next task gets a {@link FileArtifact} in its place. A relative path counts from where the
 * command runs.
 *
 * @example
 * ```ts
 * async run() {
 *   await train('out/model.bin');
 *   return { model: file('out/model.bin'), auc: 0.9 };
 * }
 * ```
 */
export function file(at: string | URL): FileArtifact {
  return new LocalFile(absolute('file', at));
}

/**
 * A folder that a task made, with all that is in it: as {@link file}, for many files. A file that is kept already, by
 * whatever task, is not written again. Links inside are followed as long as they stay inside.
 *
 * @example
 * ```ts
 * async run() {
 *   await unpack('out/images');
 *   return folder('out/images');
 * }
 * ```
 */
export function folder(at: string | URL): FolderArtifact {
  return new LocalFolder(absolute('folder', at));
}

function absolute(call: 'file' | 'folder', given: string | URL): string {
  if (given instanceof URL) return fileURLToPath(given);
  if (typeof given !== 'string' || given === '') throw notAPath(call, given);
  return path.resolve(given);
}

/** Gives the function behind a property. */
const getterOf = (of: { readonly prototype: object }, name: string): (() => unknown) =>
  Object.getOwnPropertyDescriptor(of.prototype, name)!.get!;

class LocalFile extends FileArtifact {
  readonly [localMark]: LocalPath;

  constructor(at: string) {
    super();
    this[localMark] = { kind: 'file', name: path.basename(at), path: at };
  }

  get name(): string {
    return this[localMark].name;
  }

  get size(): number {
    noteRead(this[localMark].path, getterOf(LocalFile, 'size'));
    return fileStats(this[localMark].path).size;
  }

  get digest(): string {
    noteRead(this[localMark].path, getterOf(LocalFile, 'digest'));
    fileStats(this[localMark].path);
    return digestOfFile(this[localMark].path);
  }

  get mediaType(): string {
    return mediaTypeOf(this.name);
  }

  get executable(): boolean {
    noteRead(this[localMark].path, getterOf(LocalFile, 'executable'));
    return isExecutable(fileStats(this[localMark].path));
  }

  async path(): Promise<string> {
    return this[localMark].path;
  }

  stream(): AsyncGenerator<Uint8Array> {
    noteRead(this[localMark].path, this.stream);
    return this.#pieces();
  }

  async *#pieces(): AsyncGenerator<Uint8Array> {
    fileStats(this[localMark].path);
    yield* createReadStream(this[localMark].path) as AsyncIterable<Uint8Array>;
  }

  override async text(): Promise<string> {
    noteRead(this[localMark].path, this.text);
    return super.text();
  }

  async bytes(): Promise<Uint8Array> {
    noteRead(this[localMark].path, this.bytes);
    fileStats(this[localMark].path);
    return new Uint8Array(await readFile(this[localMark].path));
  }

  /** For people who print it. */
  toJSON(): unknown {
    return { file: this[localMark].path };
  }
}

class LocalFolder extends FolderArtifact {
  readonly [localMark]: LocalPath;

  constructor(at: string) {
    super();
    this[localMark] = { kind: 'folder', name: path.basename(at), path: at };
  }

  get name(): string {
    return this[localMark].name;
  }

  /** As they are now. */
  get files(): readonly FolderFile[] {
    noteRead(this[localMark].path, getterOf(LocalFolder, 'files'));
    return walk(this[localMark].path).files.map(({ path: shown, at }) => {
      const found = fileStats(at);
      return { path: shown, size: found.size, digest: digestOfFile(at), executable: isExecutable(found) };
    });
  }

  override get count(): number {
    noteRead(this[localMark].path, getterOf(LocalFolder, 'count'));
    return walk(this[localMark].path).files.length;
  }

  override get size(): number {
    noteRead(this[localMark].path, getterOf(LocalFolder, 'size'));
    return walk(this[localMark].path).files.reduce((sum, { at }) => sum + fileStats(at).size, 0);
  }

  get digest(): string {
    return digestOf(writeManifest({ files: this.files, empty: walk(this[localMark].path).empty }));
  }

  file(relative: string): FileArtifact {
    const parts = relative.split('/');
    if (parts.some((part) => part === '' || part === '.' || part === '..')) throw notInFolder(this.name, relative, '');
    return new LocalFile(path.join(this[localMark].path, ...parts));
  }

  async path(): Promise<string> {
    return this[localMark].path;
  }

  /** For people who print it. */
  toJSON(): unknown {
    return { folder: this[localMark].path };
  }
}
