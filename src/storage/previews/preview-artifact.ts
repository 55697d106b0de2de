import type { Artifacts } from '../artifacts.ts';
import { WholeBytes } from '../random.ts';
import type { ArtifactRef } from '../ref.ts';
import { folderPreview } from './stored-previews.ts';
import { PreviewMaker } from './create-preview.ts';
import { parsedFile } from './parsed-content.ts';
import type { Preview } from './preview.ts';
import { isPreviewed } from './threshold.ts';
import type { Secrets } from '../../values/secrets.ts';

/**
 * Makes a preview of a small artifact from its bytes: it has none in the record. Null for a larger artifact, and for
 * one that can't be read any more, which the reader is left to report. `secrets` must
 * not be seen.
 */
export async function previewArtifact(
  artifacts: Artifacts,
  ref: ArtifactRef,
  stored: readonly ArtifactRef[] = [],
  secrets?: Secrets,
): Promise<Preview | null> {
  if (isPreviewed(ref)) return null;
  const bytes = await wholeOf(artifacts, ref);
  if (!bytes) return null;
  const maker = new PreviewMaker(secrets);
  try {
    if (ref.codec === 'folder') return folderPreview((await artifacts.files.openFolder(ref)).files);
    // The bytes of a file are not what a task gets.
    if (artifacts.files.opens(ref)) return await previewStoredFile(ref.name, bytes);
    const codec = artifacts.codecs.of(ref);
    const here = { ...ref, inline: bytes };
    if (!codec.batches) return await maker.whole(await artifacts.read(here, stored), bytes);
    for await (const part of codec.batches(new WholeBytes(bytes), {})) maker.part(part);
    return await maker.whole(undefined, bytes);
  } catch {
    // Its codec isn't here, or can't read it.
    return new PreviewMaker().whole(bytes, bytes);
  }
}

/** Makes the preview of a file that is all there: of what it holds, where its name says how to read it. */
export function previewStoredFile(name: string, bytes: Uint8Array): Promise<Preview | null> {
  const parsed = parsedFile(name, bytes);
  return new PreviewMaker().whole(parsed ? parsed.value : bytes, bytes);
}

async function wholeOf(artifacts: Artifacts, ref: ArtifactRef): Promise<Uint8Array | undefined> {
  try {
    const chunks: Uint8Array[] = [];
    for await (const chunk of artifacts.stream(ref)) chunks.push(Uint8Array.from(chunk));
    return Buffer.concat(chunks);
  } catch {
    return undefined;
  }
}
