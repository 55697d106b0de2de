import type { ImageFormat } from './preview.ts';

export interface Dimensions {
  readonly format: ImageFormat;
  readonly width: number;
  readonly height: number;
}

/** Reads an image's format and size from its head; undefined where it is none, or where they stand further on. */
export function dimensionsOf(bytes: Uint8Array): Dimensions | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const found = png(head) ?? gif(head) ?? webp(head) ?? jpeg(head);
    return found && found.width > 0 && found.height > 0 ? found : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const begins = (head: Buffer, text: string, at = 0): boolean =>
  head.toString('latin1', at, Math.min(head.length, at + text.length)) === text;

function png(head: Buffer): Dimensions | undefined {
  if (!begins(head, '\x89PNG\r\n\x1a\n') || !begins(head, 'IHDR', 12)) return undefined;
  return { format: 'PNG', width: head.readUInt32BE(16), height: head.readUInt32BE(20) };
}

function gif(head: Buffer): Dimensions | undefined {
  if (!begins(head, 'GIF87a') && !begins(head, 'GIF89a')) return undefined;
  return { format: 'GIF', width: head.readUInt16LE(6), height: head.readUInt16LE(8) };
}

function webp(head: Buffer): Dimensions | undefined {
  if (!begins(head, 'RIFF') || !begins(head, 'WEBP', 8)) return undefined;
  const format = 'WebP';
  if (begins(head, 'VP8X', 12)) return { format, width: head.readUIntLE(24, 3) + 1, height: head.readUIntLE(27, 3) + 1 }; // prettier-ignore
  if (begins(head, 'VP8L', 12)) {
    const bits = head.readUInt32LE(21);
    return { format, width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (!begins(head, 'VP8 ', 12)) return undefined;
  return { format, width: head.readUInt16LE(26) & 0x3fff, height: head.readUInt16LE(28) & 0x3fff };
}

/** From marker to marker: what cameras put before the frame may be long. */
function jpeg(head: Buffer): Dimensions | undefined {
  if (!begins(head, '\xff\xd8\xff')) return undefined;
  for (let at = 2; at + 9 < head.length;) {
    if (head[at] !== 0xff) return undefined;
    const marker = head[at + 1]!;
    if (marker === 0xff) at += 1;
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) at += 2;
    // Frames of every kind; three of the numbers are tables.
    else if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc)
      return { format: 'JPEG', width: head.readUInt16BE(at + 7), height: head.readUInt16BE(at + 5) };
    else at += 2 + head.readUInt16BE(at + 2);
  }
  return undefined;
}
