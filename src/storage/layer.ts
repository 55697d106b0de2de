import type { Artifact } from '../authoring/artifact.ts';
import { artifactIdOf } from '../values/id.ts';
import { ArtifactHandle, sameValue, writingHandles } from './handle.ts';
import type { Artifacts } from './artifacts.ts';
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
  /** Keeps a value under a name that is used once in this execution. Put the handle into what `run()` returns. */
  abstract store<T>(name: string, value: T): Promise<Artifact<T>>;
}

export interface BoundLayerOptions {
  /** The execution: what it makes is called after it. */
  readonly componentRun: string;
  readonly layer: string | null;
  readonly prefix: string;
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

  async store<T>(name: string, value: T): Promise<Artifact<T>> {
    this.#claim(name);
    const inside: ArtifactRef[] = [];
    const ref = await this.#write(name, value, name, this.#nextId(), inside);
    this.#stored.set(sameValue(ref), ref);
    return new ArtifactHandle(ref, inside, this.#artifacts) as Artifact<T>;
  }

  /** What `run()` returned, and everything that was stored on the way. */
  async finish(value: unknown): Promise<{ output: ArtifactRef; stored: ArtifactRef[] }> {
    const output = await this.#write(
      'output',
      value,
      'the returned value',
      artifactIdOf(this.#options.componentRun, 0),
      [],
    );
    return { output, stored: [...this.#stored.values()] };
  }

  #write(name: string, value: unknown, label: string, id: string, inside: ArtifactRef[]): Promise<ArtifactRef> {
    const foreign = writingHandles((ref) => {
      inside.push(ref);
      this.#mention(ref);
    });
    const { layer, prefix } = this.#options;
    return this.#artifacts.write(value, { layer, prefix, name, label, foreign, id, used: this.#used });
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
