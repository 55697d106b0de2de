import { decode } from '../../values/special-values.ts';
import { sameValue } from '../handle.ts';
import type { ArtifactRef } from '../ref.ts';

/** More than the longest name takes. */
const maxReferenceSize = 4096;

/**
 * The file or the folder that an artifact is, where a task returned that and nothing else. What is returned has no name
 * of its own, and a file has: so it lies in a value. Who asks for the artifact means the file.
 */
export async function unwrapFile(
  ref: ArtifactRef,
  beside: readonly ArtifactRef[],
  bytesOf: (ref: ArtifactRef) => Promise<Uint8Array>,
): Promise<ArtifactRef | undefined> {
  if (ref.codec !== 'json' || ref.size > maxReferenceSize || beside.length === 0) return undefined;
  const known = new Map(beside.map((one) => [sameValue(one), one]));
  const found: { sole?: ArtifactRef | undefined } = {};
  try {
    const value = decode(Buffer.from(await bytesOf(ref)).toString('utf8'), {
      decode: (tag, one) => {
        found.sole = tag === 'file' ? known.get(sameValue(one as ArtifactRef)) : undefined;
        return found;
      },
    });
    return value === found ? found.sole : undefined;
  } catch {
    // Damaged, or not here: who reads it says so.
    return undefined;
  }
}
