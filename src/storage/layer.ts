import type { Artifact } from '../authoring/artifact.ts';
import type { CodecName } from '../authoring/codec-names.ts';
import type { Kept, NotAny, Stream } from '../authoring/types.ts';
import { artifactIdOf } from '../values/id.ts';
import { ArtifactHandle, sameValue, writingHandles } from './handle.ts';
import type { Artifacts, WriteOptions } from './artifacts.ts';
import { BadArtifactName } from './errors.ts';
import type { ArtifactRef } from './ref.ts';

/**
 * What a task gets by composition: the storage layer that it named, bound to this execution.
 * Ask for it in the constructor; whatever is stored belongs to this component run and is committed with it.
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
   */
  abstract store<S extends Stream<unknown>>(
    name: string,
    value: NotAny<S>,
    options?: StoreOptions,
  ): Promise<Artifact<Kept<S>>>;
  abstract store<T>(name: string, value: T, options?: StoreOptions): Promise<Artifact<T>>;
}

/** What {@link StorageLayer.store} may be told. */
export interface StoreOptions {
  /** In place of the one that is chosen by the value. */
  readonly codec?: CodecName;
}

export interface BoundLayerOptions {
  /** The execution: what it makes is called after it. */
  readonly componentRun: string;
  readonly layer: string | null;
  readonly prefix: string;
  /** Texts that must not get into previews, longer ones first. */
  readonly hide?: readonly string[];
  /** Ends what is stored piece by piece. */
  readonly signal?: AbortSignal;
}

/** What one execution made. */
export interface Finished {
  readonly output: ArtifactRef;
  readonly stored: ArtifactRef[];
}

/** The layer of one execution; remembers what was stored through it, by name and digest. */
export class BoundLayer extends StorageLayer {
  readonly name: string;
  readonly #artifacts: Artifacts;
  readonly #options: BoundLayerOptions;
  readonly #stored = new Map<string, ArtifactRef>();
  readonly #names = new Set<string>(['output']);
  readonly #used = new Set<string>();
  /** How many ids were given out to what is stored; the output has the first one. */
  #ids = 0;

  constructor(artifacts: Artifacts, options: BoundLayerOptions) {
    super();
    this.#artifacts = artifacts;
    this.#options = options;
    this.name = options.layer ?? 'record';
  }

  store<S extends Stream<unknown>>(name: string, value: NotAny<S>, options?: StoreOptions): Promise<Artifact<Kept<S>>>;
  store<T>(name: string, value: T, options?: StoreOptions): Promise<Artifact<T>>;
  async store(name: string, value: unknown, { codec }: StoreOptions = {}): Promise<Artifact<any>> {
    this.#claim(name);
    const inside: ArtifactRef[] = [];
    const ref = await this.#write(name, value, { label: name, id: this.#nextId(), codec }, inside);
    this.#stored.set(sameValue(ref), ref);
    return new ArtifactHandle(ref, inside, this.#artifacts) as Artifact<any>;
  }

  /** What `run()` returned, and everything that was stored on the way. */
  async finish(value: unknown, codec?: string): Promise<Finished> {
    const id = artifactIdOf(this.#options.componentRun, 0);
    const output = await this.#write('output', value, { label: 'the returned value', id, codec }, []);
    return { output, stored: [...this.#stored.values()] };
  }

  #write(
    name: string,
    value: unknown,
    how: Pick<WriteOptions, 'label' | 'id' | 'codec'>,
    inside: ArtifactRef[],
  ): Promise<ArtifactRef> {
    const foreign = writingHandles((ref) => {
      inside.push(ref);
      this.#mention(ref);
    });
    const { layer, prefix, signal, hide } = this.#options;
    return this.#artifacts.write(value, { ...how, layer, prefix, signal, hide, name, foreign, used: this.#used });
  }

  /** A handle that came from an input and goes on in the output: the same bytes, listed again as this run's own. */
  #mention(ref: ArtifactRef): void {
    if (!this.#stored.has(sameValue(ref))) this.#stored.set(sameValue(ref), { ...ref, id: this.#nextId() });
  }

  #nextId(): string {
    this.#ids += 1;
    return artifactIdOf(this.#options.componentRun, this.#ids);
  }

  #claim(name: string): void {
    if (this.#names.has(name)) throw new BadArtifactName(name, 'this execution has used that name already');
    if (name.length === 0 || name.length > 200) throw new BadArtifactName(name, 'a name has 1 to 200 characters');
    // oxlint-disable-next-line no-control-regex -- the point is to keep them out
    if (/[\\\u0000-\u001f\u007f]/.test(name))
      throw new BadArtifactName(name, 'it has a backslash or a control character');
    if (name.split('/').some((part) => part === '' || part === '.' || part === '..')) {
      throw new BadArtifactName(name, 'every part between slashes needs a name of its own');
    }
    this.#names.add(name);
  }
}
