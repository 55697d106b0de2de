import path from 'node:path';
import type { Layers } from '../layers.ts';
import type { ArtifactRef } from '../ref.ts';
import type { FileArtifact, FolderArtifact } from './artifact.ts';
import { type Target, type Underway, discardBytes, keepBytes, keepFile } from './content.ts';
import { Copies, type CopiesOptions, copiesIn } from './copies.ts';
import { type FileReader, KeptFile, KeptFolder, keptRef } from './kept.ts';
import { isContentKey } from './keys.ts';
import { KnownFiles } from './known.ts';
import { type Local, localIn } from './local.ts';
import { fileStats } from './stats.ts';
import { type Manifest, writeManifest } from './manifest.ts';
import { inParallel } from './parallel.ts';
import { walk } from './walk.ts';

/** What reads the bytes of artifacts, checked. */
export interface ByteReader extends Omit<CopiesOptions, 'layers' | 'known'> {
  readonly bytes: (ref: ArtifactRef) => Promise<Uint8Array>;
  readonly isThere: (ref: ArtifactRef) => Promise<boolean>;
}

export interface KeepOptions {
  readonly componentRun: string;
  /** Null: the default one. What is as large as it likes doesn't go into the record. */
  readonly layer: string | null;
  readonly prefix: string;
  readonly signal?: AbortSignal | undefined;
  /** Texts that must not get into the preview, longer ones first. */
  readonly hide?: readonly string[] | undefined;
  /** In place of its own. */
  readonly name?: string;
  readonly id: () => string;
}

const previews = (): Promise<typeof import('../previews/kept.ts')> => import('../previews/kept.ts');

/** The codecs of what is not read before it is asked for. */
const kinds = new Set(['file', 'executable', 'folder']);

/** Files and folders between this machine and the layers. */
export class Files implements FileReader {
  readonly #layers: Layers;
  readonly #reader: ByteReader;
  readonly #copies: Copies;
  readonly #known: KnownFiles;
  /** By layer. */
  readonly #underway = new Map<string, Underway>();

  constructor(layers: Layers, reader: ByteReader) {
    this.#layers = layers;
    this.#reader = reader;
    this.#known = new KnownFiles(path.join(copiesIn(layers.home), 'known'));
    this.#copies = new Copies({ layers, known: this.#known, ...reader });
  }

  /** Whether a value is a file or a folder, kept or not. */
  keeps(value: unknown): value is FileArtifact | FolderArtifact {
    if (typeof value !== 'object' || value === null) return false;
    return localIn(value) !== undefined || keptRef(value) !== undefined;
  }

  /** The artifact for a file or a folder. What is kept already has to be there still: nobody looks at it on the way. */
  async keep(value: object, options: KeepOptions): Promise<ArtifactRef> {
    const local = localIn(value);
    if (local) return this.#keepLocal(local, options);
    const ref = keptRef(value)!;
    if (!(await this.#reader.isThere(ref))) throw this.#reader.damaged(ref, 'gone');
    return { ...ref, id: options.id(), name: options.name ?? ref.name };
  }

  async #keepLocal(
    local: Local,
    { id, name = local.name, prefix, hide, ...options }: KeepOptions,
  ): Promise<ArtifactRef> {
    const layer = options.layer ?? this.#layers.default;
    const underway = this.#underwayIn(layer);
    const driver = this.#layers.driver(layer);
    const target: Target = { ...options, driver, scope: prefix, underway, known: this.#known };
    const ref = { name, layer, inline: null };
    if (local.kind === 'folder') {
      const manifest = await this.#keepAll(local, target);
      const content = await keepBytes(writeManifest(manifest), 'list.json', target);
      const { folderPreview } = await previews();
      return { id: id(), ...ref, codec: 'folder', ...content, preview: folderPreview(manifest.files, hide) };
    }
    fileStats(local.path);
    const { executable, ...content } = await keepFile(local.path, local.name, target);
    const { filePreview } = await previews();
    const preview = await filePreview(local.path, content.size, hide);
    return { id: id(), ...ref, codec: executable ? 'executable' : 'file', ...content, preview };
  }

  async #keepAll(local: Local, target: Target): Promise<Manifest> {
    const { files, empty } = walk(local.path);
    const kept = new Map<string, Manifest['files'][number]>();
    await inParallel(files, async ({ path: shown, at }) => {
      target.signal?.throwIfAborted();
      const { digest, size, executable } = await keepFile(at, shown, target);
      kept.set(shown, { path: shown, size, digest, executable });
    });
    return { files: files.map(({ path: shown }) => kept.get(shown)!), empty };
  }

  /** Whether an artifact is one of these. */
  opens({ codec }: Pick<ArtifactRef, 'codec'>): boolean {
    return kinds.has(codec);
  }

  /** What a task gets for it; a folder once it is loaded. */
  open(ref: ArtifactRef): KeptFile | KeptFolder {
    return ref.codec === 'folder' ? new KeptFolder(ref, this) : new KeptFile(ref, this);
  }

  /** One that is a folder, with what is in it. */
  openFolder(ref: ArtifactRef): Promise<KeptFolder> {
    return new KeptFolder(ref, this).load();
  }

  stream(ref: ArtifactRef): AsyncIterable<Uint8Array> {
    return this.#reader.stream(ref);
  }

  bytes(ref: ArtifactRef): Promise<Uint8Array> {
    return this.#reader.bytes(ref);
  }

  /** A path on this machine for the bytes of any artifact; of a folder, for all of it. */
  async local(ref: ArtifactRef): Promise<string> {
    return ref.codec === 'folder' ? (await this.openFolder(ref)).path() : this.#copies.file(ref);
  }

  localFolder(ref: ArtifactRef, manifest: Manifest): Promise<string> {
    return this.#copies.folder(ref, manifest);
  }

  /**
   * Bytes that are kept under what they are, and aren't it, are taken away: whoever makes them again would find them
   * there, and keep nothing. They are read once more before: someone may have put good ones there meanwhile.
   */
  async discard(ref: ArtifactRef): Promise<void> {
    if (!isContentKey(ref.key, ref.digest)) return;
    const target = { driver: this.#layers.driver(ref.layer), underway: this.#underwayIn(ref.layer) };
    await discardBytes(ref.key!, target, async () => {
      try {
        for await (const _ of this.#reader.stream(ref)) void _;
        return true;
      } catch {
        return false;
      }
    });
  }

  #underwayIn(layer: string): Underway {
    const underway: Underway = this.#underway.get(layer) ?? new Map();
    this.#underway.set(layer, underway);
    return underway;
  }
}
