import { randomBytes } from 'node:crypto';
import { readFile, rm, truncate, writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { deepStrictEqual } from 'node:assert';
import { describe, expect, it } from 'vitest';
import { inlineLimit } from '../../src/storage/writer.ts';
import { UnknownCodec } from '../../src/storage/codecs/errors.ts';
import { ArtifactDamaged } from '../../src/storage/errors.ts';
import type { ArtifactRef } from '../../src/storage/ref.ts';
import { value } from '../values/arbitrary.ts';
import { type StorageBench, storageBench } from './bench.ts';

const write = (bench: StorageBench, given: unknown, layer: string | null = null): Promise<ArtifactRef> => {
  const unique = randomBytes(4).toString('hex');
  return bench.artifacts.write(given, {
    id: `art-${unique}`,
    name: 'output',
    prefix: `p/${unique}`,
    layer,
    label: 'it',
  });
};

async function streamed(bench: StorageBench, ref: ArtifactRef): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bench.artifacts.stream(ref)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('artifacts: storage layer', () => {
  it('is the record up to 64 KiB, and the default layer above', async () => {
    const bench = await storageBench();
    for (const [size, layer] of [
      [0, 'record'],
      [inlineLimit, 'record'],
      [inlineLimit + 1, 'local'],
    ] as const) {
      const ref = await write(bench, new Uint8Array(size));
      expect(ref).toMatchObject({ layer, size });
      expect(ref.inline === null).toBe(layer !== 'record');
      deepStrictEqual(await bench.artifacts.read(ref), new Uint8Array(size));
    }
  });

  it('is the layer that the task names, whatever the size', async () => {
    const bench = await storageBench();
    expect(await write(bench, 1, 'other')).toMatchObject({ layer: 'other', inline: null });
    expect(await write(bench, 1, 'ram')).toMatchObject({ layer: 'ram', inline: null });
    const ref = await write(bench, 'x'.repeat(100_000), 'other');
    expect(bench.fileOf(ref)).toMatch(/other.*output\.cr-\w+\.txt$/);
    expect(await bench.artifacts.read(ref)).toBe('x'.repeat(100_000));
  });

  it('is a local folder for s3 without a bucket, and an unknown name is refused', async () => {
    const bench = await storageBench();
    expect(bench.fileOf(await write(bench, 1, 's3'))).toMatch(/storage.s3.*output\.cr-\w+\.json$/);
    expect(bench.layers.stoodInFor('s3')).toContain(bench.home);
    const unknown = write(bench, 1, 'othr');
    await expect(unknown).rejects.toThrow(expect.objectContaining({ code: 'UNKNOWN_STORAGE' }));
    await expect(unknown).rejects.toThrow('Did you mean other?');
  });
});

describe('artifacts: written values', () => {
  it('are read back unchanged, from the record and from a file', async () => {
    const bench = await storageBench();
    await fc.assert(
      fc.asyncProperty(value, fc.constantFrom(null, 'local', 'ram'), async (given, layer) => {
        const ref = await write(bench, given, layer);
        deepStrictEqual(await bench.artifacts.read(ref), given);
        expect((await streamed(bench, ref)).byteLength).toBe(ref.size);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['text', 'ä\ufeff€', 'text'],
    ['text with a byte order mark', '\ufeffx', 'text'],
    ['text that has no UTF-8', 'a\ud800', 'json'],
    ['bytes', new Uint8Array([1, 2]), 'bytes'],
    ['a buffer', Buffer.from('ab'), 'buffer'],
    ['everything else', { a: 1 }, 'json'],
  ])('are stored in a plain format when that loses nothing: %s', async (_, given, codec) => {
    const bench = await storageBench();
    for (const layer of [null, 'local']) {
      const ref = await write(bench, given, layer);
      expect(ref.codec).toBe(codec);
      deepStrictEqual(await bench.artifacts.read(ref), given);
    }
  });

  it('have the same digest in every layer', async () => {
    const bench = await storageBench();
    const refs = await Promise.all([null, 'local', 'ram'].map((layer) => write(bench, { a: [1] }, layer)));
    expect(new Set(refs.map(({ digest }) => digest)).size).toBe(1);
    expect(new Set(refs.map(({ id }) => id)).size).toBe(3);
  });

  it('cannot be changed by those that wrote or read them', async () => {
    const bench = await storageBench();
    for (const given of [new Uint8Array([1, 2, 3]), Buffer.from([1, 2, 3])]) {
      const ref = await write(bench, given);
      given[0] = 99;
      const read = (await bench.artifacts.read(ref)) as Uint8Array;
      expect([...read]).toEqual([1, 2, 3]);
      read[0] = 99;
      for await (const chunk of bench.artifacts.stream(ref)) chunk[0] = 99;
      expect([...((await bench.artifacts.read(ref)) as Uint8Array)]).toEqual([1, 2, 3]);
    }
  });

  it('need a known codec to be read', async () => {
    const bench = await storageBench();
    const ref = await write(bench, 1);
    await expect(bench.artifacts.read({ ...ref, codec: 'avro' })).rejects.toThrow(UnknownCodec);
    await expect(bench.artifacts.read({ ...ref, codec: 'toString' })).rejects.toThrow(UnknownCodec);
  });
});

describe('artifacts: damaged bytes', () => {
  const damages: [string, (file: string) => Promise<void>, boolean][] = [
    ['cut short', (file) => truncate(file, 10), false],
    ['emptied', (file) => truncate(file, 0), false],
    ['with one bit turned', flipBit, true],
    ['longer', async (file) => writeFile(file, `${await readFile(file, 'utf8')} `), false],
    ['removed', (file) => rm(file), false],
  ];

  it.each(damages)('are never given out: %s', async (how, damage, looksWell) => {
    const bench = await storageBench();
    const ref = await write(bench, { weights: Array.from({ length: 100 }, (_, i) => i) }, 'local');
    expect(await bench.artifacts.isThere(ref)).toBe(true);
    await damage(bench.fileOf(ref));
    // What isn't here may still be somewhere else.
    const damaged = expect.objectContaining({ name: 'ArtifactDamaged', damaged: how === 'removed' ? null : ref.id });
    await expect(bench.artifacts.read(ref)).rejects.toThrow(damaged);
    await expect(streamed(bench, ref)).rejects.toThrow(damaged);
    expect(await bench.artifacts.isThere(ref)).toBe(looksWell);
  });

  it('are detected in the record too', async () => {
    const bench = await storageBench();
    const ref = await write(bench, 'abc');
    const other = { ...ref, inline: Buffer.from('abd') };
    await expect(bench.artifacts.read(other)).rejects.toThrow(ArtifactDamaged);
    await expect(streamed(bench, other)).rejects.toThrow(ArtifactDamaged);
  });

  async function flipBit(file: string): Promise<void> {
    const bytes = await readFile(file);
    bytes[20]! ^= 4;
    await writeFile(file, bytes);
  }
});
