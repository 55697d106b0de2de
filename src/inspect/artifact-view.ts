import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ResolvedSettings } from '../config/load.ts';
import type { ListedArtifact } from '../lineage/query-results.ts';
import { isExternalId, isExternalLayer } from '../lineage/external.ts';
import type { Reader, Recorder } from '../lineage/record.ts';
import type { Artifacts } from '../storage/artifacts.ts';
import { unwrapFile } from '../storage/files/unwrap-file.ts';
import { filePreview } from '../storage/previews/stored-previews.ts';
import { previewStoredFile, previewArtifact } from '../storage/previews/preview-artifact.ts';
import { maxParsed } from '../storage/previews/parsed-content.ts';
import type { Preview } from '../storage/previews/preview.ts';
import type { ArtifactRef } from '../storage/ref.ts';
import { artifactsOf } from '../project/artifacts.ts';

/** The part of the record that is used here. */
type Answers = Pick<Reader & Recorder, 'artifacts' | 'made' | 'inlineOf' | 'previews'>;

/** One artifact as people look at it, wherever it is kept. */
export interface Seen {
  readonly found: ListedArtifact;
  /** All that it takes to read it; null where the record has the digest alone. */
  readonly ref: ArtifactRef | null;
  readonly beside: readonly ArtifactRef[];
  /** The file that was read or written, if that is no storage layer and the same bytes lie there still. */
  readonly file: string | null;
  /** The reason why one can't look at it; null where one can. */
  readonly hidden: string | null;
}

/** Finds artifacts and looks at them: those that we keep, and files of other people that have not changed since. */
export class ArtifactView {
  readonly artifacts: Artifacts;
  readonly #record: Answers;
  readonly #root: string;

  constructor(record: Answers, settings: ResolvedSettings) {
    this.#record = record;
    this.#root = settings.root;
    this.artifacts = artifactsOf(settings);
  }

  /** Finds an artifact; of one that is a file or a folder and nothing else, gives that file or folder itself. */
  async find(artifact: string): Promise<Seen> {
    const found = (await this.#record.artifacts({ artifact }, { limit: 1 }))[0]!;
    if (isExternalLayer(found.layer)) return this.#elsewhere(found);
    const [ref, beside] = await this.#refs(found);
    const sole = await unwrapFile(ref, beside, (one) => this.artifacts.bytes(one));
    if (!sole) return { found, ref, beside, file: null, hidden: null };
    const [inner] = await this.#record.artifacts({ artifact: sole.id }, { limit: 1 });
    return { found: inner!, ref: sole, beside: [], file: null, hidden: null };
  }

  /** Null where it is too large to be looked at now, and has no preview on record. */
  async preview({ ref, beside, file, found }: Seen): Promise<Preview | null> {
    if (ref)
      return (
        (await this.#record.previews([ref.id])).get(ref.id) ?? (await previewArtifact(this.artifacts, ref, beside))
      );
    return file === null ? null : previewOfFile(file, found.size);
  }

  async #refs(found: ListedArtifact): Promise<[ArtifactRef, ArtifactRef[]]> {
    const { id, madeBy } = found;
    if (isExternalId(id)) return [{ ...found, inline: await this.#record.inlineOf(id), blocks: null }, []];
    const [all = []] = await this.#record.made([madeBy]);
    return [all.find((ref) => ref.id === id)!, all.filter((ref) => ref.id !== id)];
  }

  async #elsewhere(found: ListedArtifact): Promise<Seen> {
    const { layer, key } = found;
    const seen = { found, ref: null, beside: [], file: null, hidden: null };
    if (layer === 'value') return { ...seen, hidden: 'It is a large value, of which the record has the digest alone.' };
    if (layer === 'url') return { ...seen, hidden: `It is an address: ${key}` };
    const file = resolve(this.#root, key!);
    const hidden = await whyHidden(file, found);
    return hidden === null ? { ...seen, file } : { ...seen, hidden };
  }
}

/** It lies where anyone may write over it: what is looked at has to be the version that was read or written. */
async function whyHidden(file: string, { key, digest, size }: ListedArtifact): Promise<string | null> {
  if (!digest.startsWith('sha256:')) return `${key} was not a file that could be read: ${digest}.`;
  const now = await stat(file).catch(() => undefined);
  if (!now?.isFile()) return `${key} is not there any more, and the record has its digest alone.`;
  const same = now.size === size && (await digestOfFile(file).catch(() => undefined)) === digest;
  return same ? null : `${key} is another version now, and of this one the record has the digest alone.`;
}

async function digestOfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return `sha256:${hash.digest('hex')}`;
}

async function previewOfFile(file: string, size: number): Promise<Preview | null> {
  if (size > maxParsed) return filePreview(file, size);
  const bytes = await readFile(file).catch(() => undefined);
  return bytes ? previewStoredFile(file, bytes) : null;
}
