import { noteKept } from '../../dependencies/note-read.ts';
import path from 'node:path';
import type { Layers } from '../layers.ts';
import type { ArtifactRef } from '../ref.ts';
import type { FileArtifact, FolderArtifact } from './artifact.ts';
import { type Target, type Underway, discardBytes, keepBytes, keepFile } from './content.ts';
import { Copies, type CopiesOptions, copiesIn } from './copies.ts';
import { type FileReader, StoredFile, StoredFolder, keptRef } from './stored-file.ts';
import { KeeperNotes } from './content-keepers.ts';
import { isContentKey } from './keys.ts';
import { KnownFiles } from './known-digests.ts';
import { type LocalPath, localIn } from './local-file.ts';
import { fileStats } from './file-stats.ts';
import { type Manifest, writeManifest } from './manifest.ts';
import { inParallel } from './parallel.ts';
import { badArtifactName } from '../errors.ts';
import { type Walked, walk } from './walk.ts';
import { isInFile } from '../secret-search.ts';
import { Secrets } from '../../values/secrets.ts';

/** A reader of the bytes of artifacts, checked. */
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
  /** Secrets that must not get into the preview, and are looked for in the bytes. */
  readonly secrets?: Secrets | undefined;
  /** Hears the name of what has a secret in it. */
  readonly foundSecret?: ((name: string) => void) | undefined;
  /** In place of its own. */
  readonly name?: string;
  readonly id: () => string;
}

/** Looks for secrets in the bytes of a file, and in the path under which it is shown. */
type Search = (at: string, shown: string) => Promise<void>;

const previews = (): Promise<typeof import('../previews/stored-previews.ts')> =>
  import('../previews/stored-previews.ts');

/** The codecs of what is not read before it is asked for. */
const kinds = new Set(['file', 'executable', 'folder']);

/** Files and folders between this machine and the layers. */
export class Files implements FileReader {
  readonly #layers: Layers;
  readonly #reader: ByteReader;
  readonly #copies: Copies;
  readonly #known: KnownFiles;
  readonly #keepers: KeeperNotes;
  /** By layer. */
  readonly #underway = new Map<string, Underway>();

  constructor(layers: Layers, reader: ByteReader) {
    this.#layers = layers;
    this.#reader = reader;
    this.#keepers = new KeeperNotes(layers);
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
    local: LocalPath,
    { id, name = local.name, prefix, secrets = Secrets.none, foundSecret, ...options }: KeepOptions,
  ): Promise<ArtifactRef> {
    if (secrets.isIn(name)) throw badArtifactName(secrets.mask(name), 'a secret parameter is in it');
    noteKept(local.path);
    const layer = options.layer ?? this.#layers.default;
    const underway = this.#underwayIn(layer);
    const driver = this.#layers.driver(layer);
    const target: Target = { ...options, driver, scope: prefix, underway, known: this.#known };
    const ref = { name, layer, inline: null };
    const search: Search = async (at, shown) => {
      if (secrets.isEmpty) return;
      if (secrets.isIn(shown) || (await isInFile(at, secrets))) foundSecret?.(name);
    };
    // Comes after all checks: a file that is refused leaves no note.
    const noted = (): Promise<void> => this.#keepers.leave(layer, prefix, options.componentRun);
    if (local.kind === 'folder') {
      const walked = walk(local.path);
      await noted();
      const manifest = await this.#keepAll(walked, target, search);
      const content = await keepBytes(writeManifest(manifest), 'list.json', target);
      const { folderPreview } = await previews();
      return { id: id(), ...ref, codec: 'folder', ...content, preview: folderPreview(manifest.files, secrets) };
    }
    fileStats(local.path);
    await noted();
    const { executable, ...content } = await keepFile(local.path, local.name, target);
    await search(local.path, '');
    const { filePreview } = await previews();
    const preview = await filePreview(local.path, content.size, secrets);
    return { id: id(), ...ref, codec: executable ? 'executable' : 'file', ...content, preview };
  }

  async #keepAll({ files, empty }: Walked, target: Target, search: Search): Promise<Manifest> {
    const kept = new Map<string, Manifest['files'][number]>();
    await inParallel(files, async ({ path: shown, at }) => {
      target.signal?.throwIfAborted();
      const { digest, size, executable } = await keepFile(at, shown, target);
      await search(at, shown);
      kept.set(shown, { path: shown, size, digest, executable });
    });
    return { files: files.map(({ path: shown }) => kept.get(shown)!), empty };
  }

  /** Whether an artifact is one of these. */
  opens({ codec }: Pick<ArtifactRef, 'codec'>): boolean {
    return kinds.has(codec);
  }

  /** Opens an artifact as a task gets it; a folder is complete once it is loaded. */
  open(ref: ArtifactRef): StoredFile | StoredFolder {
    return ref.codec === 'folder' ? new StoredFolder(ref, this) : new StoredFile(ref, this);
  }

  /** One that is a folder, with what is in it. */
  openFolder(ref: ArtifactRef): Promise<StoredFolder> {
    return new StoredFolder(ref, this).load();
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
