import { deepStrictEqual } from 'node:assert';
import type { Table as ArrowTable } from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Artifacts } from '../../../src/storage/artifacts.ts';
import { Codecs } from '../../../src/storage/codecs/codecs.ts';
import { codecName } from '../../../src/storage/codecs/codec.ts';
import type { StorageDriver } from '../../../src/storage/driver.ts';
import { Layers } from '../../../src/storage/layers.ts';
import { isArrowTable } from '../../../src/storage/tables/arrow.ts';
import { own, trips } from './trips.ts';

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** Arrow's tables remember how their memory is cut, which is nothing of their value. */
const seen = (value: unknown): unknown =>
  isArrowTable(value) ? (value as unknown as ArrowTable).toArray().map((row) => row?.toJSON()) : value;

/** Every codec, whole and streamed, through one driver: what comes back equals what went in. */
export function codecsContract(name: string, make: () => Promise<StorageDriver> | StorageDriver, numRuns = 60): void {
  describe(`codecs through the storage layer ${name}`, () => {
    it.each(Object.entries(trips))('read back what was written: %s', async (_, trip) => {
      const layers = new Layers({ layers: { one: await make() }, default: 'one', home: '.' });
      const artifacts = new Artifacts(layers, new Codecs(own));
      let count = 0;
      await fc.assert(
        fc.asyncProperty(trip, async ({ codec, kept, make: given, expected, items, part }) => {
          const options = { id: 'art-1', name: 'output', prefix: `p/${++count}`, layer: 'one', label: 'it', codec };
          const ref = await artifacts.write(given(), options);
          expect(codecName(ref.codec)).toBe(kept);
          deepStrictEqual(seen(await artifacts.read(ref)), seen(expected));
          if (items) deepStrictEqual(await all(artifacts.items(ref)), items);
          if (part) deepStrictEqual(await artifacts.read(ref, [], part), part.expected);
          // The digest is of what lies there.
          const bytes = Buffer.concat(await all(artifacts.stream(ref)));
          expect(bytes.byteLength).toBe(ref.size);
          expect((await artifacts.write(given(), { ...options, prefix: `p/${++count}` })).digest).toBe(ref.digest);
        }),
        { numRuns },
      );
    });
  });
}
