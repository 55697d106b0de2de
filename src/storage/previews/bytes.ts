import { dimensionsOf } from './dimensions.ts';
import { formatOf, textOf } from './magic.ts';
import type { BytesPreview, ImagePreview } from './preview.ts';
import { thumbnailOf } from './thumbnail.ts';
import type { Redactor } from './redactor.ts';

const headBytes = 64;
const headText = 2000;
/** Enough to tell what bytes are. */
const lookedAt = 8 * 1024;

/** Bytes by their beginning: an image without a thumbnail, or what can be said of others. */
export function headPreview(head: Uint8Array, size: number, words: Redactor): ImagePreview | BytesPreview {
  const image = dimensionsOf(head);
  if (image) return { kind: 'image', ...image, size, thumbnail: null };
  const start = head.subarray(0, lookedAt);
  const format = formatOf(start);
  const text = format === 'text' ? textOf(start) : null;
  return {
    kind: 'bytes',
    size,
    format,
    head: words.bytes(head, headBytes).toString('hex'),
    text: text === null ? null : words.short(text, headText),
  };
}

/** Bytes that are all there. */
export async function bytesPreview(bytes: Uint8Array, words: Redactor): Promise<ImagePreview | BytesPreview> {
  const preview = headPreview(bytes, bytes.byteLength, words);
  return preview.kind === 'image' ? { ...preview, thumbnail: await thumbnailOf(bytes, preview) } : preview;
}
