import { crc32, deflateSync, inflateSync } from 'node:zlib';

/** Red, green and blue of each pixel, row by row. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

interface Chunks {
  readonly header: Buffer;
  readonly data: Buffer;
  readonly palette: Buffer | undefined;
  readonly transparency: Buffer | undefined;
}

const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
/** Channels by colour type. */
const channelsOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/**
 * Pixels of a PNG, on white where it is transparent; `most` on the longer side, each of them the mean of a few around
 * its place. Undefined for what isn't whole, is interlaced, or has too many pixels to be quick.
 */
export function readPng(bytes: Uint8Array, most: number, mostPixels = 1_200_000): Pixels | undefined {
  const chunks = chunksOf(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  if (!chunks) return undefined;
  const { header, data } = chunks;
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const [depth, type, interlaced] = [header[8]!, header[9]!, header[12]];
  const channels = channelsOf[type];
  if (!channels || interlaced !== 0 || width * height > mostPixels || width * height === 0) return undefined;
  const line = Math.ceil((width * channels * depth) / 8);
  let raw: Buffer;
  try {
    raw = inflateSync(data, { maxOutputLength: (line + 1) * height });
  } catch {
    return undefined;
  }
  if (raw.length < (line + 1) * height) return undefined;
  unfilter(raw, line, height, Math.max(1, (channels * depth) >> 3));
  return shrink(width, height, most, reader(raw, line + 1, depth, type, chunks));
}

/** A PNG of 8 bits a channel. */
export function writePng({ width, height, rgb }: Pixels): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const raw = Buffer.alloc((3 * width + 1) * height);
  for (let y = 0; y < height; y++) {
    // Each line as the difference from the one above: small numbers pack well.
    const at = y * (3 * width + 1);
    raw[at] = y === 0 ? 0 : 2;
    for (let i = 0; i < 3 * width; i++)
      raw[at + 1 + i] = rgb[y * 3 * width + i]! - (y === 0 ? 0 : rgb[(y - 1) * 3 * width + i]!);
  }
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(raw, { level: 9 })), chunk('IEND', Buffer.alloc(0))]); // prettier-ignore
}

function chunk(type: string, data: Buffer): Buffer {
  const out = Buffer.alloc(12 + data.length);
  out.writeUInt32BE(data.length, 0);
  out.write(type, 4, 'latin1');
  data.copy(out, 8);
  out.writeUInt32BE(crc32(out.subarray(4, 8 + data.length)), 8 + data.length);
  return out;
}

function chunksOf(bytes: Buffer): Chunks | undefined {
  if (!bytes.subarray(0, 8).equals(signature)) return undefined;
  const found = new Map<string, Buffer>();
  const data: Buffer[] = [];
  for (let at = 8; at + 12 <= bytes.length;) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    const content = bytes.subarray(at + 8, at + 8 + length);
    if (type === 'IDAT') data.push(content);
    else if (!found.has(type)) found.set(type, content);
    at += 12 + length;
  }
  const header = found.get('IHDR');
  if (!header || header.length < 13 || data.length === 0) return undefined;
  return { header, data: Buffer.concat(data), palette: found.get('PLTE'), transparency: found.get('tRNS') };
}

/** Each line says how its bytes were predicted from those to the left and above. */
function unfilter(raw: Buffer, line: number, height: number, step: number): void {
  for (let y = 0; y < height; y++) {
    const at = y * (line + 1);
    const filter = raw[at]!;
    const above = at - line - 1;
    if (filter === 0) continue;
    for (let i = 1; i <= line; i++) {
      const a = i > step ? raw[at + i - step]! : 0;
      const b = y > 0 ? raw[above + i]! : 0;
      if (filter === 1) raw[at + i]! += a;
      else if (filter === 2) raw[at + i]! += b;
      else if (filter === 3) raw[at + i]! += (a + b) >> 1;
      else raw[at + i]! += paeth(a, b, i > step && y > 0 ? raw[above + i - step]! : 0);
    }
  }
}

function paeth(a: number, b: number, c: number): number {
  const [fromA, fromB, fromC] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
  return fromA <= fromB && fromA <= fromC ? a : fromB <= fromC ? b : c;
}

type ReadPixel = (x: number, y: number, add: (red: number, green: number, blue: number) => void) => void;

function reader(raw: Buffer, line: number, depth: number, type: number, { palette, transparency }: Chunks): ReadPixel {
  const channels = channelsOf[type]!;
  const most = 2 ** Math.min(depth, 8) - 1;
  /** Gives one sample of a pixel; of 16 bits, the higher ones. */
  const sample = (x: number, y: number, channel: number): number => {
    const bit = (x * channels + channel) * depth;
    const byte = raw[y * line + 1 + (bit >> 3)]!;
    return depth >= 8 ? byte : (byte >> (8 - depth - (bit & 7))) & most;
  };
  return (x, y, add) => {
    const first = sample(x, y, 0);
    if (type === 3) {
      const on = (channel: number): number => over(palette?.[first * 3 + channel] ?? 0, transparency?.[first] ?? 255);
      return add(on(0), on(1), on(2));
    }
    const alpha = channels % 2 === 0 ? sample(x, y, channels - 1) : 255;
    const scaled = over((first * 255) / most, alpha);
    if (channels < 3) add(scaled, scaled, scaled);
    else add(scaled, over(sample(x, y, 1), alpha), over(sample(x, y, 2), alpha));
  };
}

/** On white. */
const over = (value: number, alpha: number): number => 255 + ((value - 255) * alpha) / 255;

/** So many pixels of each side are taken for one that is left. */
const taken = 4;

function shrink(width: number, height: number, most: number, read: ReadPixel): Pixels {
  const scale = Math.min(1, most / Math.max(width, height));
  const [w, h] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
  const rgb = new Uint8Array(3 * w * h);
  for (let i = 0; i < w * h; i++) {
    const [x, y] = [i % w, Math.floor(i / w)];
    const xs = spread((x * width) / w, ((x + 1) * width) / w);
    const ys = spread((y * height) / h, ((y + 1) * height) / h);
    const sums = [0, 0, 0];
    for (const fromY of ys) {
      for (const fromX of xs) {
        read(fromX, fromY, (red, green, blue) => {
          sums[0]! += red;
          sums[1]! += green;
          sums[2]! += blue;
        });
      }
    }
    sums.forEach((sum, channel) => (rgb[3 * i + channel] = Math.round(sum / (xs.length * ys.length))));
  }
  return { width: w, height: h, rgb };
}

/** A few whole numbers between two places, the first of them included. */
function spread(from: number, to: number): number[] {
  const count = Math.max(1, Math.min(taken, Math.ceil(to - from)));
  return Array.from({ length: count }, (_, i) => Math.floor(from + ((to - from) * i) / count));
}
