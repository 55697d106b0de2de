import type { Artifact } from '../authoring/artifact.ts';
import { checkDuration } from '../authoring/check.ts';
import type { CodecName } from '../authoring/codec-names.ts';
import { badOption } from '../authoring/errors.ts';
import type { Kept, NotAny, Stream } from '../authoring/types.ts';
import type { Duration } from '../values/duration.ts';
import type { Artifacts } from './artifacts.ts';
import { Execution, type ExecutionOptions, type Finished } from './execution.ts';
import type { FileArtifact, FolderArtifact } from './files/artifact.ts';
import { handleRef } from './handle.ts';

/**
 * A storage layer as tasks get it by composition, bound to this execution. Ask for it in the constructor: the one that
 * `@Task({ storage })` names, or others by `@Storage('models')`.
 *
 * Whatever is stored belongs to this component run and is committed with it, returned or not. Artifacts are immutable:
 * a name is used once in an execution, and means what this execution has stored under it so far; what others made comes
 * by handles.
 *
 * @example
 * ```ts
 * @Task({ storage: 's3' })
 * class Train {
 *   constructor(private readonly storage: StorageLayer) {}
 *   async run() {
 *     return { weights: await this.storage.store('weights.bin', new Uint8Array([1, 2, 3])) };
 *   }
 * }
 * ```
 */
export abstract class StorageLayer {
  /** The layer's name in the settings. */
  abstract readonly name: string;
  /**
   * Keeps a value under a name that is used once in this execution. Put the handle into what `run()` returns.
   * What comes piece by piece may be larger than memory: a stream of bytes comes back as bytes, a generator or another
   * stream as a list.
   *
   * @example
   * ```ts
   * const weights = await this.storage.store('fold-1/weights.bin', bytes);
   * ```
   */
  abstract store<S extends Stream<unknown>>(
    name: string,
    value: NotAny<S>,
    options?: StoreOptions,
  ): Promise<Artifact<Kept<S>>>;
  abstract store<T>(name: string, value: T, options?: StoreOptions): Promise<Artifact<T>>;
  /**
   * The value behind a handle, whoever made it, or of what this execution has stored under a name; checked against its
   * digest.
   *
   * @example
   * ```ts
   * const best = await this.storage.load<Model>(`epoch-${best}`);
   * ```
   */
  abstract load<T>(artifact: Artifact<T>): Promise<T>;
  abstract load<T = unknown>(name: string): Promise<T>;
  /**
   * Its bytes as they are kept, piece by piece; checked against their digest when the last one was read.
   *
   * @example
   * ```ts
   * for await (const chunk of this.storage.stream('readings.csv')) hash.update(chunk);
   * ```
   */
  abstract stream(what: Artifact | string): AsyncIterable<Uint8Array>;
  /**
   * Whether it was stored and its bytes are there, as far as that can be told without reading them.
   *
   * @example
   * ```ts
   * if (!(await this.storage.exists('index.json'))) await this.storage.store('index.json', index);
   * ```
   */
  abstract exists(what: Artifact | string): Promise<boolean>;
  /**
   * Lists what this execution has stored through this layer so far, in that order; only names that begin like this.
   *
   * @example
   * ```ts
   * const folds = await this.storage.list('fold-');
   * ```
   */
  abstract list(beginning?: string): Promise<Artifact[]>;
  /**
   * Takes back what this execution has stored itself and does not return: a checkpoint that a better one followed. Its
   * name stays used. What others made is theirs, and what was committed stays.
   *
   * @example
   * ```ts
   * await this.storage.remove(`epoch-${epoch - 1}`);
   * ```
   */
  abstract remove(what: Artifact | string): Promise<void>;
  /**
   * An address where anyone may read the bytes without credentials, for a while. Only buckets have such addresses; it is
   * a secret as long as it lasts.
   *
   * @example
   * ```ts
   * const link = await this.storage.presign(report, { for: '1 hour' });
   * ```
   */
  abstract presign(what: Artifact | string, options: PresignOptions): Promise<string>;
  /**
   * A path on this machine for the bytes of an artifact, brought here if they are elsewhere; of a folder, a folder. For
   * programs that open files themselves. Read it, never write there.
   *
   * @example
   * ```ts
   * const weights = await this.storage.local(this.trained.weights);
   * ```
   */
  abstract local(what: Artifact | FileArtifact | FolderArtifact | string): Promise<string>;
}

/** The options of {@link StorageLayer.store}. */
export interface StoreOptions {
  /** In place of the one that is chosen by the value. */
  readonly codec?: CodecName;
}

/** The options of {@link StorageLayer.presign}. */
export interface PresignOptions {
  /** The time for which the address is good. */
  readonly for: Duration;
}

export interface BoundLayerOptions extends ExecutionOptions {
  /** Null where the task names none. */
  readonly layer: string | null;
}

/** One layer of one execution. */
export class BoundLayer extends StorageLayer {
  readonly name: string;
  readonly #layer: string | null;
  readonly #execution: Execution;

  constructor(artifacts: Artifacts, options: BoundLayerOptions, execution = new Execution(artifacts, options)) {
    super();
    this.#layer = options.layer;
    this.#execution = execution;
    this.name = options.layer ?? 'record';
  }

  /** Another layer of the same execution. */
  named(layer: string): BoundLayer {
    if (layer === this.#layer) return this;
    const { artifacts, options } = this.#execution;
    return new BoundLayer(artifacts, { ...options, layer }, this.#execution);
  }

  store<S extends Stream<unknown>>(name: string, value: NotAny<S>, options?: StoreOptions): Promise<Artifact<Kept<S>>>;
  store<T>(name: string, value: T, options?: StoreOptions): Promise<Artifact<T>>;
  async store(name: string, value: unknown, { codec }: StoreOptions = {}): Promise<Artifact<any>> {
    return this.#execution.store(name, value, this.#layer, codec) as Promise<Artifact<any>>;
  }

  async load(what: Artifact | string): Promise<any> {
    return this.#execution.mustFind(what, this.#layer).read();
  }

  async *stream(what: Artifact | string): AsyncIterable<Uint8Array> {
    yield* this.#execution.mustFind(what, this.#layer).stream();
  }

  async exists(what: Artifact | string): Promise<boolean> {
    const found = this.#execution.find(what, this.#layer);
    return found !== undefined && this.#execution.artifacts.isThere(handleRef(found)!);
  }

  async list(beginning = ''): Promise<Artifact[]> {
    return this.#execution.list(this.#layer).filter(({ name }) => name.startsWith(beginning));
  }

  remove(what: Artifact | string): Promise<void> {
    return this.#execution.remove(what, this.#layer);
  }

  async presign(what: Artifact | string, { for: time }: PresignOptions): Promise<string> {
    const seconds = Math.floor((checkDuration(time, 'for', 'presign()') ?? 0) / 1000);
    if (seconds < 1)
      throw badOption('presign()', 'for is missing, or less than a second', "Write it like `{ for: '1 hour' }`.");
    return this.#execution.artifacts.presign(handleRef(this.#execution.mustFind(what, this.#layer))!, seconds);
  }

  async local(what: Artifact | FileArtifact | FolderArtifact | string): Promise<string> {
    const { files } = this.#execution.artifacts;
    if (files.keeps(what)) return what.path();
    return files.local(handleRef(this.#execution.mustFind(what, this.#layer))!);
  }

  /** Keeps what `run()` returned, and gives it with everything that was stored on the way, through whatever layer. */
  finish(value: unknown, codec?: string): Promise<Finished> {
    return this.#execution.finish(value, this.#layer, codec);
  }
}
