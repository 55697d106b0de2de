import { type Artifacts, isPreviewed } from '../artifacts.ts';
import type { ArtifactRef } from '../ref.ts';
import { PreviewMaker } from './making.ts';
import type { Preview } from './preview.ts';

/**
 * What a small artifact looks like, from its bytes: it has no preview in the record. Null for a larger one, and for one
 * that can't be read any more: that is for those to say who read it.
 */
export async function lookAt(
  artifacts: Artifacts,
  ref: ArtifactRef,
  stored: readonly ArtifactRef[] = [],
): Promise<Preview | null> {
  if (isPreviewed(ref)) return null;
  const bytes = await wholeOf(artifacts, ref);
  if (!bytes) return null;
  const maker = new PreviewMaker();
  try {
    return await maker.whole(await artifacts.read({ ...ref, inline: bytes }, stored), bytes);
  } catch {
    // Its codec isn't here, or can't read it.
    return maker.whole(bytes, bytes);
  }
}

async function wholeOf(artifacts: Artifacts, ref: ArtifactRef): Promise<Uint8Array | undefined> {
  try {
    const chunks: Uint8Array[] = [];
    for await (const chunk of artifacts.stream(ref)) chunks.push(chunk);
    return Buffer.concat(chunks);
  } catch {
    return undefined;
  }
}
