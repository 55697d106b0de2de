import { deepStrictEqual } from 'node:assert';
import { appendFile, open } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { Artifacts } from '../../../src/storage/artifacts.ts';
import type { StorageDriver } from '../../../src/storage/driver.ts';
import { ArtifactDamaged } from '../../../src/storage/errors.ts';
import { Layers } from '../../../src/storage/layers.ts';
import { MemoryDriver } from '../../../src/storage/memory.ts';
import { Table } from '../../../src/values/table/table.ts';
import { storageBench } from '../bench.ts';

/** A layer of a user, which tells how many bytes were asked for. */
class Counting extends MemoryDriver implements StorageDriver {
  bytes = 0;

  override async *stream(key: string, range?: { readonly from: number; readonly to?: number }) {
    for await (const chunk of super.stream(key, range)) {
      this.bytes += chunk.byteLength;
      yield chunk;
    }
  }

  override async get(key: string): Promise<Uint8Array> {
    const bytes = await super.get(key);
    this.bytes += bytes.byteLength;
    return bytes;
  }
}

const options = { id: 'art-1', name: 'output', prefix: 'p', layer: 'counting', label: 'it' };

function counted() {
  const driver = new Counting();
  const layers = new Layers({ layers: { counting: driver }, default: 'counting', home: '.' });
  return { driver, artifacts: new Artifacts(layers) };
}

const million = 1024 * 1024;
const noise = (seed: number): Float64Array =>
  Float64Array.from({ length: 2 * million }, (_, i) => Math.sin(i * 7919 + seed) * 43758.5453);

/** 64 MB in two row groups. */
const wide = Table.of({ a: noise(1), b: noise(2), c: noise(3), d: noise(4), few: new Uint8Array(2 * million) });

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

describe('stored tables: columns and parts', () => {
  it('reads only the bytes of the columns asked for', async () => {
    const { driver, artifacts } = counted();
    const ref = await artifacts.write(wide, options);
    expect(ref.size).toBeGreaterThan(50e6);
    driver.bytes = 0;
    deepStrictEqual(await artifacts.read(ref, [], { columns: ['few'] }), wide.select(['few']));
    expect(driver.bytes).toBeLessThan(ref.size / 3);
    driver.bytes = 0;
    deepStrictEqual(await artifacts.read(ref, [], { columns: ['c', 'few'] }), wide.select(['c', 'few']));
    expect(driver.bytes).toBeLessThan(ref.size / 1.5);
  });

  it('reads row groups as parts', async () => {
    const { driver, artifacts } = counted();
    const ref = await artifacts.write(wide, options);
    const parts = await all(artifacts.batches(ref, [], { columns: ['a'] }));
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.reduce((sum, { length }) => sum + length, 0)).toBe(wide.length);
    deepStrictEqual(
      parts[1]!.column('a'),
      wide.column('a').slice(parts[0]!.length, parts[0]!.length + parts[1]!.length),
    );
    driver.bytes = 0;
    for await (const _ of artifacts.batches(ref, [], { columns: ['a'] })) break;
    expect(driver.bytes).toBeLessThan(ref.size / 2);
  });

  it('names the existing columns when one is unknown', async () => {
    const { artifacts } = counted();
    const ref = await artifacts.write(Table.of({ load: [1], machine: ['a'] }), options);
    const reading = artifacts.read(ref, [], { columns: ['laod'] });
    await expect(reading).rejects.toMatchObject({
      code: 'UNKNOWN_COLUMN',
      message: 'There is no column "laod". Did you mean load?',
      next: 'Use one of: load, machine.',
    });
    await expect(artifacts.read(ref, [], { columns: [] })).rejects.toMatchObject({ code: 'NO_COLUMNS' });
    await expect(all(artifacts.batches(ref, [], { columns: ['x'] }))).rejects.toMatchObject({ code: 'UNKNOWN_COLUMN' });
  });

  it('reads only those columns from rows and objects of columns', async () => {
    const { artifacts } = counted();
    const rows = [{ a: 1, b: 'x', c: null }, { a: 2, b: 'y', c: null }]; // prettier-ignore
    const kept = await artifacts.write(rows, { ...options, codec: 'parquet' });
    deepStrictEqual(await artifacts.read(kept, [], { columns: ['b', 'a'] }), [{ a: 1, b: 'x' }, { a: 2, b: 'y' }]); // prettier-ignore
    const columns = { a: [1, 2], b: new Float32Array(2), c: [true, null] };
    const other = await artifacts.write(columns, { ...options, id: 'art-2', prefix: 'q', codec: 'parquet' });
    deepStrictEqual(await artifacts.read(other, [], { columns: ['a', 'b'] }), { a: [1, 2], b: new Float32Array(2) });
  });

  it('refuses columns for artifacts in other formats', async () => {
    const { artifacts } = counted();
    const ref = await artifacts.write([{ a: 1 }], options);
    await expect(artifacts.read(ref, [], { columns: ['a'] })).rejects.toThrow(
      'The artifact "output", which is kept as json, can\'t be read by columns or parts.',
    );
    await expect(all(artifacts.batches(ref))).rejects.toMatchObject({ code: 'NO_COLUMNS' });
  });

  it('detects damage in the part that is read', async () => {
    const { artifacts, fileOf } = await storageBench();
    const ref = await artifacts.write(wide, { ...options, layer: 'other' });
    const file = await open(fileOf(ref), 'r+');
    await file.write(Buffer.from('damaged'), 0, 7, 5 * 1024 * 1024);
    await file.close();
    await expect(artifacts.read(ref, [], { columns: ['a'] })).rejects.toThrow(ArtifactDamaged);
    deepStrictEqual(await artifacts.read(ref, [], { columns: ['few'] }), wide.select(['few']));
    const small = await artifacts.write(Table.of({ a: [1] }), { ...options, layer: 'other', prefix: 'q' });
    await appendFile(fileOf(small), 'x');
    await expect(artifacts.read(small)).rejects.toThrow(ArtifactDamaged);
  });
});
