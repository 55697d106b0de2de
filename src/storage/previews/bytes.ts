import { dimensionsOf } from './dimensions.ts';
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

/** The beginnings of files by format: an offset, and the bytes there as text. */
const known: readonly (readonly [format: string, offset: number, bytes: string])[] = [
  ['gzip', 0, '\x1f\x8b'],
  ['Zstandard', 0, '\x28\xb5\x2f\xfd'],
  ['xz', 0, '\xfd7zXZ\0'],
  ['bzip2', 0, 'BZh'],
  ['zip', 0, 'PK\x03\x04'],
  ['zip', 0, 'PK\x05\x06'],
  ['tar', 257, 'ustar'],
  ['7-Zip', 0, '7z\xbc\xaf\x27\x1c'],
  ['Parquet', 0, 'PAR1'],
  ['Arrow', 0, 'ARROW1'],
  ['Avro', 0, 'Obj\x01'],
  ['ORC', 0, 'ORC'],
  ['NumPy', 0, '\x93NUMPY'],
  ['HDF5', 0, '\x89HDF\r\n\x1a\n'],
  ['GGUF', 0, 'GGUF'],
  ['SQLite', 0, 'SQLite format 3\0'],
  ['PDF', 0, '%PDF-'],
  ['TIFF', 0, 'II*\0'],
  ['TIFF', 0, 'MM\0*'],
  ['BMP', 0, 'BM'],
  ['AVIF', 4, 'ftypavif'],
  ['HEIC', 4, 'ftypheic'],
  ['MP4', 4, 'ftyp'],
  ['Matroska', 0, '\x1a\x45\xdf\xa3'],
  ['Ogg', 0, 'OggS'],
  ['FLAC', 0, 'fLaC'],
  ['MP3', 0, 'ID3'],
  ['WAV', 8, 'WAVE'],
  ['AVI', 8, 'AVI '],
  ['WebAssembly', 0, '\0asm'],
  ['ELF', 0, '\x7fELF'],
];

/** A guess by the first bytes: a format's name, `text`, or null. */
export function formatOf(head: Uint8Array): string | null {
  const start = Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, 300)).toString('latin1');
  const found = known.find(([, offset, bytes]) => start.startsWith(bytes, offset));
  if (found) return found[0];
  if (isSafetensors(head)) return 'safetensors';
  return textOf(head) === null ? null : 'text';
}

/** A length in eight bytes, then JSON. */
function isSafetensors(head: Uint8Array): boolean {
  if (head.byteLength < 16 || head[8] !== 0x7b || head[9] !== 0x22) return false;
  const length = new DataView(head.buffer, head.byteOffset).getBigUint64(0, true);
  return length > 2n && length < 100_000_000n;
}

// oxlint-disable-next-line no-control-regex -- text has no others
const binary = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/;

/** The beginning of bytes as text, where all of it is UTF-8 that people write; a last character may be cut. */
export function textOf(head: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return text === '' || binary.test(text) ? null : text;
  } catch {
    return null;
  }
}
