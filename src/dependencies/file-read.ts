import { type FileDependency, type FileKind, encodeFile } from './dependencies.ts';
import type { DigestCache, FileStamp } from './digest-cache.ts';
import type { SentRead } from './thread-setup.ts';
import type { DependencyScope } from './scope.ts';
import { absent, fileStamp, fileState } from './file-state.ts';

const program = 'program';

const folderDependency = (state: string): FileDependency => ({ path: '.', kind: 'cwd', state });

/** One state of one path that was seen; of a file that was opened, its state is found out when somebody asks. */
export class FileRead {
  readonly kind: FileKind;
  /** The absolute path. */
  readonly path: string;
  #state: string | undefined;
  #mayBeMade = false;
  #encoded: { readonly scope: DependencyScope; readonly text: string } | undefined;
  /** The stamp of the file when it was opened; undefined where its state is known. */
  readonly #stamp: FileStamp | undefined;

  private constructor(kind: FileKind, path: string, state: string | undefined, stamp: FileStamp | undefined) {
    this.kind = kind;
    this.path = path;
    this.#state = state;
    this.#stamp = stamp;
  }

  static of(kind: FileKind, path: string, state: string): FileRead {
    return new FileRead(kind, path, state, undefined);
  }

  /** Makes a read of a file that may be read in pieces, or not at all, from now on. */
  static opened(path: string, stamp: FileStamp): FileRead {
    return new FileRead('content', path, undefined, stamp);
  }

  /** Makes a read of the working directory, for code that asks what relative paths start from. */
  static workingFolder(path: string): FileRead {
    return new FileRead('cwd', path, 'cwd', undefined);
  }

  /** Makes a read of a module that was started as a program of its own: the module and its imports count. */
  static program(path: string): FileRead {
    return new FileRead('content', path, program, undefined);
  }

  /** For a path that was named to another program: what is there later was made by it. */
  static absentUnlessMade(path: string): FileRead {
    const read = new FileRead('exists', path, absent, undefined);
    read.#mayBeMade = true;
    return read;
  }

  /** True for a path that was named to another program: it may be there by the end of the run. */
  get isMade(): boolean {
    return this.#mayBeMade && fileStamp(this.path) !== undefined;
  }

  /** For a read that another thread has sent. */
  static received({ kind, path, state, stamp, mayBeMade }: SentRead): FileRead {
    const read = new FileRead(kind, path, state, stamp);
    read.#mayBeMade = mayBeMade;
    return read;
  }

  /** The same for another thread, as far as it is known by now. */
  get sent(): SentRead {
    return {
      kind: this.kind,
      path: this.path,
      state: this.#state,
      stamp: this.#stamp,
      mayBeMade: this.#mayBeMade,
    };
  }

  get isProgram(): boolean {
    return this.#state === program;
  }

  get isAbsent(): boolean {
    return this.#state === absent;
  }

  get isOpen(): boolean {
    return this.#state === undefined;
  }

  /** Tells it from other reads, and other states of one path from each other. */
  get key(): string {
    return `${this.kind}\0${this.path}\0${this.#stamp ?? this.#state}${this.#mayBeMade ? '?' : ''}`;
  }

  /** Sets the state: the whole file was read after it was opened. */
  digested(state: string): void {
    this.#state ??= state;
  }

  /** Finds out the state, once; undefined where the file has changed since it was opened. */
  settle(digests: DigestCache): string | undefined {
    if (this.#state === undefined) {
      const state = fileStamp(this.path) === this.#stamp ? fileState('content', this.path, digests) : '';
      this.#state = fileStamp(this.path) === this.#stamp ? state : '';
    }
    return this.#state === '' ? undefined : this.#state;
  }

  /** Gives the read as dependencies have it; undefined if the file has changed since it was opened. */
  encoded(digests: DigestCache, scope: DependencyScope): string | undefined {
    if (this.#encoded?.scope !== scope) {
      const state = this.settle(digests);
      if (state === undefined) return undefined;
      const path = scope.pathIn(this.path);
      const dependency = this.kind === 'cwd' ? folderDependency(path) : { path, kind: this.kind, state };
      this.#encoded = { scope, text: encodeFile(dependency) };
    }
    return this.#encoded.text;
  }
}
