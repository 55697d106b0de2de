import type { LineageRecord } from '../lineage/record.ts';
import type { Artifacts } from '../storage/artifacts.ts';
import { previewArtifact } from '../storage/previews/preview-artifact.ts';
import type { Preview } from '../storage/previews/preview.ts';
import type { ArtifactRef } from '../storage/ref.ts';
import { renderPreview } from './render/preview.ts';
import { wrap } from './render/wrap.ts';
import { type Terminal, dim } from './terminal.ts';
import { shellCommand } from '../values/shell-command.ts';

/** Gives a preview of an artifact: as the record has it, or for a small one from its bytes. */
export async function previewFor(
  record: LineageRecord,
  artifacts: Artifacts,
  ref: ArtifactRef,
  beside: readonly ArtifactRef[],
): Promise<Preview | null> {
  return (await record.previews([ref.id])).get(ref.id) ?? (await previewArtifact(artifacts, ref, beside));
}

export function previewText(preview: Preview | null, { id }: { readonly id: string }, terminal: Terminal): string {
  if (!preview)
    return dim(
      wrap(`no preview of it is on record; ${shellCommand('clew artifacts cat', id)} prints it`, terminal.width),
    );
  return renderPreview(preview, { width: terminal.outColumns, colors: terminal.showsPixels });
}
