import { open, readFile } from 'node:fs/promises';
import { bounded } from './bounded.ts';
import { bytesPreview, headPreview } from './bytes.ts';
import { FilesBuilder } from './files.ts';
import type { Preview } from './preview.ts';
import { maxSize } from './thumbnail.ts';
import { isPreviewed } from './threshold.ts';
import { Redactor } from './redactor.ts';
import type { Secrets } from '../../values/secrets.ts';

/** Enough for the head of an image with much before it. */
const headSize = 128 * 1024;

/** Makes the preview of a folder, whatever its size: its list is small, and says little to people. */
export function folderPreview(
  files: readonly { readonly path: string; readonly size: number }[],
  secrets?: Secrets,
): Preview | null {
  try {
    const builder = new FilesBuilder(new Redactor(secrets));
    for (const { path, size } of files) builder.file(path, size);
    return bounded(builder.finish());
  } catch {
    return null;
  }
}

/** Makes the preview of a file on this machine by its beginning; an image that is not too large is read as a whole. */
export async function filePreview(file: string, size: number, secrets?: Secrets): Promise<Preview | null> {
  if (!isPreviewed({ size })) return null;
  const words = new Redactor(secrets);
  try {
    await using handle = await open(file);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headSize), 0, headSize, 0);
    const preview = headPreview(buffer.subarray(0, bytesRead), size, words);
    if (preview.kind !== 'image' || size > maxSize) return bounded(preview);
    return bounded(await bytesPreview(await readFile(file), words));
  } catch {
    return null;
  }
}
