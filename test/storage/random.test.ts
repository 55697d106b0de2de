import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BlockSums, blockSize, blocksOf } from '../../src/storage/blocks.ts';
import { BlockBytes, WholeBytes } from '../../src/storage/random.ts';

const size = 4 * blockSize + 12_345;
const bytes = randomBytes(size);
const sums = blocksOf(bytes)!;

/** Reads from memory in chunks that know nothing of blocks, and counts. */
function readerOf(kept: Uint8Array, total = size) {
  const asked: (readonly [from: number, to: number])[] = [];
  async function* stream(from: number, to: number): AsyncGenerator<Uint8Array> {
    asked.push([from, to]);
    for (let at = from; at < Math.min(to, kept.byteLength); at += 700_001)
      yield kept.subarray(at, Math.min(at + 700_001, to, kept.byteLength));
  }
  const damaged = (): Error => new Error('damaged');
  return { asked, reader: new BlockBytes({ size: total, sums, stream, damaged }) };
}

const anyRange = fc.tuple(fc.nat({ max: size }), fc.nat({ max: size })).map(([a, b]) => (a < b ? [a, b] : [b, a]));

describe('range reads: checksums of blocks', () => {
  test('are the same however the bytes arrive', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: size }), { maxLength: 8 }), (cuts) => {
        const made = new BlockSums();
        const places = [0, ...cuts.toSorted((a, b) => a - b), size];
        places.slice(1).forEach((to, i) => made.add(bytes.subarray(places[i], to)));
        expect(made.take()).toEqual(sums);
      }),
      { numRuns: 20 },
    );
  });

  test('are none for an artifact that is read whole anyway', () => {
    expect(blocksOf(bytes.subarray(0, 2 * blockSize))).toBeNull();
    expect(blocksOf(bytes.subarray(0, 2 * blockSize + 1))).toHaveLength(12);
  });
});

describe('range reads of a large artifact', () => {
  test('return the bytes that were written', async () => {
    const { reader } = readerOf(bytes);
    await fc.assert(
      fc.asyncProperty(anyRange, async ([from, to]) => {
        expect(Buffer.compare(await reader.read(from!, to!), bytes.subarray(from, to))).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  test('fetch only the blocks around the range, each once', async () => {
    const { reader, asked } = readerOf(bytes);
    await reader.read(size - 8, size);
    await reader.read(size - 5_000, size - 8);
    expect(asked).toEqual([[4 * blockSize, size]]);
    await reader.read(blockSize + 1, 3 * blockSize);
    expect(asked.slice(1)).toEqual([[blockSize, 3 * blockSize]]);
  });

  test('detect damage in the block that has it, and only there', async () => {
    const kept = Buffer.from(bytes);
    kept[2 * blockSize + 77]! ^= 1;
    const { reader } = readerOf(kept);
    await expect(reader.read(0, blockSize)).resolves.toHaveLength(blockSize);
    await expect(reader.read(blockSize + 5, 2 * blockSize + 1)).rejects.toThrow('damaged');
  });

  test('detect a truncated artifact, and ignore bytes appended to it', async () => {
    await expect(readerOf(bytes.subarray(0, size - 1)).reader.read(size - 8, size)).rejects.toThrow('damaged');
    const grown = readerOf(Buffer.concat([bytes, Buffer.alloc(blockSize)]));
    await expect(grown.reader.read(0, size)).resolves.toHaveLength(size);
  });

  test('of a small artifact are views', async () => {
    const whole = new WholeBytes(bytes.subarray(0, 10));
    expect(Buffer.compare(await whole.read(2, 5), bytes.subarray(2, 5))).toBe(0);
    expect(whole.size).toBe(10);
  });
});
