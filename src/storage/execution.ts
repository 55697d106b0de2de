import { artifactIdOf } from '../values/id.ts';
import { didYouMean } from '../values/nearest-names.ts';
import type { Artifacts } from './artifacts.ts';
import {
  artifactHeld,
  artifactRemoved,
  badArtifactName,
  noArtifact,
  notStoredHere,
  notYourArtifact,
} from './errors.ts';
import { PendingFiles } from './files/pending-files.ts';
import { ArtifactHandle, handleRef, sameValue, writingHandles } from './handle.ts';
import { checkName } from './artifact-key.ts';
import type { ArtifactRef } from './ref.ts';
import type { WriteOptions } from './writer.ts';
import type { Secrets } from '../values/secrets.ts';

export interface ExecutionOptions {
  /** The execution: what it makes is called after it. */
  readonly componentRun: string;
  /** The beginning of the names of all that it makes. */
  readonly prefix: string;
  /** Secrets that must not get into names and previews, and are looked for in what is stored. */
  readonly secrets?: Secrets;
  /** Hears the name of what has a secret in it. */
  readonly foundSecret?: (name: string) => void;
  /** Ends what is stored piece by piece. */
  readonly signal?: AbortSignal;
}

/** The artifacts of one execution. */
export interface Finished {
  readonly output: ArtifactRef;
  readonly stored: ArtifactRef[];
}

/** Something that this execution stored itself. */
interface Own {
  readonly handle: ArtifactHandle;
  readonly ref: ArtifactRef;
  /** The artifacts that the value holds. */
  readonly inside: readonly ArtifactRef[];
  readonly layer: string | null;
}

/** Where and how a value is to be written. */
type How = Pick<WriteOptions, 'label' | 'id' | 'codec' | 'layer'>;

/** The artifacts that one execution stores, through however many layers: names and ids are its own, and used once. */
export class Execution {
  readonly artifacts: Artifacts;
  readonly options: ExecutionOptions;
  /** The artifacts committed with it, by name and digest: its own, and those that it was handed and hands on. */
  readonly #kept = new Map<string, ArtifactRef>();
  readonly #own = new Map<string, Own>();
  readonly #used = new Set<string>();
  #names: Set<string> | undefined;
  #removed: Set<string> | undefined;
  /** The number of ids given out to what is stored; the output has the first one. */
  #ids = 0;

  constructor(artifacts: Artifacts, options: ExecutionOptions) {
    this.artifacts = artifacts;
    this.options = options;
  }

  async store(name: string, value: unknown, layer: string | null, codec: string | undefined): Promise<ArtifactHandle> {
    checkName(name);
    const { secrets } = this.options;
    if (secrets?.isIn(name)) throw badArtifactName(secrets.mask(name), 'a secret parameter is in it');
    this.#names ??= new Set();
    if (this.#names.has(name)) throw badArtifactName(name, 'this execution has used that name already');
    this.#names.add(name);
    const inside: ArtifactRef[] = [];
    const isFile = codec === undefined && this.artifacts.files.keeps(value);
    const ref = isFile
      ? await this.#keep(value, layer, name)
      : await this.#write(name, value, { label: name, id: this.#nextId(), codec, layer }, inside);
    const handle = new ArtifactHandle(ref, inside, this.artifacts);
    this.#kept.set(sameValue(ref), ref);
    this.#own.set(name, { handle, ref, inside, layer });
    return handle;
  }

  /** Keeps what `run()` returned, and gives it with everything that was stored on the way. */
  async finish(value: unknown, layer: string | null, codec: string | undefined): Promise<Finished> {
    const id = artifactIdOf(this.options.componentRun, 0);
    const output = await this.#write('output', value, { label: 'the returned value', id, codec, layer }, []);
    return { output, stored: [...this.#kept.values()] };
  }

  /** In the order in which they were stored. */
  list(layer: string | null): ArtifactHandle[] {
    return [...this.#own.values()].flatMap((own) => (own.layer === layer ? own.handle : []));
  }

  /** A handle as it is; a name, where this execution has stored something under it in that layer. */
  find(what: unknown, layer: string | null): ArtifactHandle | undefined {
    if (typeof what === 'string') {
      const own = this.#own.get(what);
      return own?.layer === layer ? own.handle : undefined;
    }
    const ref = typeof what === 'object' && what !== null ? handleRef(what) : undefined;
    if (!ref) throw noArtifact(what);
    return this.#removed?.has(ref.id) ? undefined : (what as ArtifactHandle);
  }

  mustFind(what: unknown, layer: string | null): ArtifactHandle {
    const found = this.find(what, layer);
    if (found) return found;
    if (typeof what !== 'string') throw artifactRemoved((what as ArtifactHandle).name);
    const elsewhere = this.#own.get(what);
    if (elsewhere) throw notStoredHere(what, `it went into ${layerWords(elsewhere.layer)}`);
    const names = this.list(layer).map(({ name }) => name);
    const why = this.#names?.has(what) ? 'it was removed, or is not written yet' : '';
    throw notStoredHere(what, why, didYouMean(what, names));
  }

  async remove(what: unknown, layer: string | null): Promise<void> {
    const { name } = this.mustFind(what, layer);
    const own = this.#own.get(name);
    if (!own || (typeof what !== 'string' && handleRef(what as object)!.id !== own.ref.id)) {
      throw notYourArtifact(name);
    }
    const same = sameValue(own.ref);
    const holder = [...this.#own.values()].find(({ inside }) => inside.some((ref) => sameValue(ref) === same));
    if (holder) throw artifactHeld(name, holder.ref.name);
    this.#own.delete(name);
    this.#kept.delete(same);
    (this.#removed ??= new Set()).add(own.ref.id);
    await this.artifacts.remove(own.ref);
  }

  #write(name: string, value: unknown, how: How, inside: ArtifactRef[]): Promise<ArtifactRef> {
    const keeping = new PendingFiles(this.artifacts.files, (file) => this.#keep(file, how.layer));
    const foreign = writingHandles((ref) => {
      inside.push(ref);
      this.#mention(ref);
    }, keeping);
    const { used, options } = { used: this.#used, options: this.options };
    return this.artifacts.write(value, { ...options, ...how, name, foreign, used });
  }

  /** A file or a folder, listed as this run's own. */
  async #keep(value: object, layer: string | null, name?: string): Promise<ArtifactRef> {
    const id = (): string => this.#nextId();
    const ref = await this.artifacts.files.keep(value, { ...this.options, layer, id, ...(name && { name }) });
    const known = this.#kept.get(sameValue(ref));
    if (!known) this.#kept.set(sameValue(ref), ref);
    return known ?? ref;
  }

  /** A handle that came from an input and goes on in the output: the same bytes, listed again as this run's own. */
  #mention(ref: ArtifactRef): void {
    if (this.#removed?.has(ref.id)) throw artifactRemoved(ref.name);
    if (!this.#kept.has(sameValue(ref))) this.#kept.set(sameValue(ref), { ...ref, id: this.#nextId() });
  }

  #nextId(): string {
    this.#ids += 1;
    return artifactIdOf(this.options.componentRun, this.#ids);
  }
}

const layerWords = (layer: string | null): string =>
  layer === null ? 'the layer of a task that names none' : `the layer "${layer}"`;
