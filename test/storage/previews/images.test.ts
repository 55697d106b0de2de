import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { dimensionsOf } from '../../../src/storage/previews/dimensions.ts';
import { PreviewMaker } from '../../../src/storage/previews/create-preview.ts';
import { type Pixels, readPng, writePng } from '../../../src/storage/previews/png.ts';

const pixels = fc
  .tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 }))
  .chain(([width, height]) =>
    fc
      .uint8Array({ minLength: 3 * width * height, maxLength: 3 * width * height })
      .map((rgb): Pixels => ({ width, height, rgb })),
  );

/** A picture with something in each corner. */
function picture(width: number, height: number): Pixels {
  const rgb = new Uint8Array(3 * width * height);
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    rgb.set([x < width / 2 ? 250 : 10, y < height / 2 ? 200 : 20, 128], 3 * i);
  }
  return { width, height, rgb };
}

const chunk = (type: string, data: Uint8Array): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.byteLength);
  // Nobody looks at the checksum.
  return Buffer.concat([length, Buffer.from(type), data, Buffer.alloc(4)]);
};

const png = (
  width: number,
  height: number,
  depth: number,
  type: number,
  lines: readonly number[][],
  more: readonly Buffer[] = [],
  interlaced = 0,
): Buffer =>
  // prettier-ignore
  Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', Buffer.from([0, 0, 0, width, 0, 0, 0, height, depth, type, 0, 0, interlaced])),
    ...more,
    chunk('IDAT', deflateSync(Buffer.from(lines.flat()))),
    chunk('IEND', Buffer.alloc(0)),
  ]);

describe('previews of images: PNG', () => {
  it('is read back as it was written', () => {
    fc.assert(
      fc.property(pixels, (given) => {
        const read = readPng(writePng(given), 48)!;
        expect([read.width, read.height]).toEqual([given.width, given.height]);
        expect(Buffer.from(read.rgb).equals(given.rgb)).toBe(true);
      }),
    );
  });

  it.each([
    ['grey of one bit', png(4, 1, 1, 0, [[0, 0b10100000]]), [255, 0, 255, 0].flatMap((v) => [v, v, v])],
    ['grey of four bits', png(2, 1, 4, 0, [[0, 0xf0]]), [255, 255, 255, 0, 0, 0]],
    ['grey of sixteen bits', png(1, 1, 16, 0, [[0, 128, 7]]), [128, 128, 128]],
    ['grey with alpha', png(1, 1, 8, 4, [[0, 0, 0]]), [255, 255, 255]],
    ['colours with alpha', png(1, 1, 8, 6, [[0, 255, 0, 0, 255]]), [255, 0, 0]],
    ['a palette', png(2, 1, 8, 3, [[0, 1, 0]], [chunk('PLTE', Buffer.of(1, 2, 3, 4, 5, 6)), chunk('tRNS', Buffer.of(0))]), [4, 5, 6, 255, 255, 255]], // prettier-ignore
    ['every filter', png(2, 5, 8, 0, [[0, 9, 9], [1, 9, 0], [2, 0, 0], [3, 5, 1], [4, 0, 0]]), [9, 9, 9, 9, 9, 9, 9, 10, 9, 10].flatMap((v) => [v, v, v])], // prettier-ignore
  ])('of %s is read', (_, bytes, rgb) => {
    expect([...readPng(bytes, 48)!.rgb]).toEqual(rgb);
  });

  it('by another program is read as that program reads it', async () => {
    const { width, height, rgb } = picture(40, 30);
    const bytes: Buffer = await sharp(rgb, { raw: { width, height, channels: 3 } }).blur(3).png({ adaptiveFiltering: true }).toBuffer(); // prettier-ignore
    expect(Buffer.from(readPng(bytes, 48)!.rgb).equals(await sharp(bytes).raw().toBuffer())).toBe(true);
  });

  it('is scaled down by the mean of its pixels', () => {
    const small = readPng(writePng(picture(300, 200)), 48)!;
    expect([small.width, small.height]).toEqual([48, 32]);
    expect([...small.rgb.subarray(0, 3)]).toEqual([250, 200, 128]);
    expect([...small.rgb.subarray(-3)]).toEqual([10, 20, 128]);
  });

  it('that is damaged, too large or interlaced is ignored', () => {
    const whole = writePng(picture(20, 20));
    for (let end = 0; end < whole.length - 16; end += 7) readPng(whole.subarray(0, end), 48);
    expect(readPng(whole.subarray(0, 60), 48)).toBeUndefined();
    expect(readPng(whole, 48, 399)).toBeUndefined();
    expect(readPng(png(1, 1, 8, 0, [[0, 0]], [], 1), 48)).toBeUndefined();
    // It unpacks to more than its pixels: a small file may say that it is a gigabyte.
    expect(readPng(png(1, 1, 8, 0, [Array.from({ length: 1_000_000 }, () => 0)]), 48)).toBeUndefined();
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void readPng(Buffer.concat([whole.subarray(0, 40), bytes]), 48))); // prettier-ignore
  });
});

describe('previews of images: dimensions', () => {
  const webp = (kind: string, rest: readonly number[]): Buffer =>
    Buffer.concat([Buffer.from('RIFF\0\0\0\0WEBP'), Buffer.from(kind), Buffer.alloc(4), Buffer.from(rest)]);

  it.each([
    ['PNG', writePng(picture(30, 20)), 30, 20],
    ['GIF', Buffer.from('GIF89a\x2c\x01\xc8\x00\0\0', 'latin1'), 300, 200],
    ['WebP', webp('VP8 ', [0, 0, 0, 0x9d, 1, 0x2a, 0x2c, 1, 0xc8, 0]), 300, 200],
    ['WebP', webp('VP8L', [0x2f, 0x2b, 0xc1, 0x31, 0]), 300, 200],
    ['WebP', webp('VP8X', [0, 0, 0, 0, 0x2b, 1, 0, 0xc7, 0, 0]), 300, 200],
    ['JPEG', Buffer.from('ffd8ffe000040000ffffc2001108 00c8 012c 03000000'.replaceAll(' ', ''), 'hex'), 300, 200],
  ])('of %s are read from the header', (format, bytes, width, height) => {
    expect(dimensionsOf(bytes)).toEqual({ format, width, height });
    // A copy with something before it, as sockets give it.
    expect(dimensionsOf(Buffer.concat([Buffer.alloc(3), bytes]).subarray(3))).toEqual({ format, width, height });
  });

  it('of anything else are not found, without an error', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('', '\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'GIF89a', 'RIFF\0\0\0\0WEBPVP8 ', 'RIFF\0\0\0\0WEBPVP8L', '\xff\xd8\xff'),
        fc.uint8Array({ maxLength: 60 }),
        (start, rest) => void dimensionsOf(Buffer.concat([Buffer.from(start, 'latin1'), rest])),
      ),
    ); // prettier-ignore
    expect(dimensionsOf(Buffer.from('a text'))).toBeUndefined();
  });
});

describe('previews of images', () => {
  it('have the format, the size and a thumbnail', async () => {
    const bytes = writePng(picture(320, 240));
    const preview = (await new PreviewMaker().whole(bytes, bytes)) as any;
    expect(preview).toMatchObject({ kind: 'image', format: 'PNG', width: 320, height: 240, size: bytes.length });
    expect(preview.thumbnail).toMatchObject({ width: 48, height: 36 });
    const small = readPng(Buffer.from(preview.thumbnail.png, 'base64'), 48)!;
    expect([small.width, small.height]).toEqual([48, 36]);
    const near = (place: number, value: number): void => expect(Math.abs(small.rgb.at(place)! - value)).toBeLessThan(4);
    near(0, 250);
    near(-3, 10);
  });

  it('of noise are small enough', async () => {
    const rgb = Uint8Array.from({ length: 3 * 48 * 48 }, () => Math.floor(Math.random() * 256));
    const bytes = writePng({ width: 48, height: 48, rgb });
    expect(((await new PreviewMaker().whole(bytes, bytes)) as any).thumbnail).not.toBeNull();
  });

  it('of a damaged image have what its header says', async () => {
    const bytes = writePng(picture(320, 240)).subarray(0, 300);
    expect(await new PreviewMaker().whole(bytes, bytes)).toMatchObject({ kind: 'image', width: 320, thumbnail: null });
  });

  it.each(['jpeg', 'webp', 'gif', 'png'] as const)(
    'have a thumbnail made by sharp when it is installed: %s',
    async (format) => {
      const { width, height, rgb } = picture(400, 200);
      const bytes: Buffer = await sharp(rgb, { raw: { width, height, channels: 3 } })
        .toFormat(format)
        .toBuffer();
      const preview = (await new PreviewMaker().whole(bytes, bytes)) as any;
      expect(preview).toMatchObject({ kind: 'image', width: 400, height: 200, thumbnail: { width: 48, height: 24 } });
      const small = readPng(Buffer.from(preview.thumbnail.png, 'base64'), 48)!;
      expect(Math.abs(small.rgb[0]! - 250)).toBeLessThan(30);
      expect(Math.abs(small.rgb.at(-3)! - 10)).toBeLessThan(30);
    },
  );
});
