import { open, readFile } from 'node:fs/promises';
import { bounded } from './bounded.ts';
import { bytesPreview, headPreview } from './bytes.ts';
import { FilesBuilder } from './files.ts';
import type { Preview } from './preview.ts';
import { mostSize } from './thumbnail.ts';
import { isPreviewed } from './when.ts';
import { Words } from './words.ts';

/** Enough for the head of an image with much before it. */
const headSize = 128 * 1024;

/** Of a folder, whatever its size: its list is small, and says little to people. */
export function folderPreview(
  files: readonly { readonly path: string; readonly size: number }[],
  hide?: readonly string[],
): Preview | null {
  try {
    const builder = new FilesBuilder(new Words(hide));
    for (const { path, size } of files) builder.file(path, size);
    return bounded(builder.finish());
  } catch {
    return null;
  }
}

/** Of a file on this machine, by its beginning; of an image that is not too large, all of it is read. */
export async function filePreview(file: string, size: number, hide?: readonly string[]): Promise<Preview | null> {
  if (!isPreviewed({ size })) return null;
  const words = new Words(hide);
  try {
    await using handle = await open(file);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headSize), 0, headSize, 0);
    const preview = headPreview(buffer.subarray(0, bytesRead), size, words);
    if (preview.kind !== 'image' || size > mostSize) return bounded(preview);
    return bounded(await bytesPreview(await readFile(file), words));
  } catch {
    return null;
  }
}
