import type { ListedArtifact } from '../lineage/query-results.ts';
import type { Codecs } from '../storage/codecs/codecs.ts';
import { UnknownCodec } from '../storage/codecs/errors.ts';
import { fileNameOf, folderOf, prefixOf, readKey } from '../storage/artifact-key.ts';
import type { ArtifactPlace } from '../storage/ref.ts';

/**
 * Gives the name of an artifact on record, the same for all versions of it; null where it is of no node. An artifact
 * that is in the record itself has no key to read the name from.
 */
export function nameOfArtifact(found: ListedArtifact, project: string, codecs: Codecs): string | null {
  const kept = found.key === null ? undefined : readKey(found.key)?.name;
  if (kept !== undefined || found.identity === null) return kept ?? null;
  const prefix = prefixOf(folderOf(project, found.family, found.component), found.identity);
  return `${prefix}/${fileNameOf(found.name, extensionOf(found, codecs))}`;
}

/** Undefined where its codec isn't installed any more. */
export function extensionOf(found: ArtifactPlace, codecs: Codecs): string | undefined {
  try {
    return codecs.of(found).extension;
  } catch (error) {
    if (error instanceof UnknownCodec) return undefined;
    throw error;
  }
}
