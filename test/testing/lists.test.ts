import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pageOf } from '../../src/testing/s3/operations/page.ts';
import { SortedKeys, compareKeys } from '../../src/testing/s3/store/sorted-keys.ts';

const text = fc.string({ unit: fc.constantFrom('a', 'b', '/', '-', 'ä', '\uffee', '🧵', '\u0000'), maxLength: 6 });

describe('S3 emulator: lists', () => {
  it('sort keys by their bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        expect(Math.sign(compareKeys(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
    );
  });

  it('in pages hold each key or prefix once, also when keys are added and removed', () => {
    const keys = fc.uniqueArray(
      text.filter((key) => key !== ''),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(
        keys,
        text,
        fc.constantFrom('', '/', 'a', '//'),
        fc.integer({ min: 1, max: 5 }),
        fc.nat(),
        (keys, prefix, delimiter, most, gone) => {
          const sorted = new SortedKeys([]);
          for (const key of [...keys, ...keys]) sorted.add(key);
          const removed = keys.length > 0 ? keys[gone % keys.length]! : '';
          sorted.delete(removed);
          const found: string[] = [];
          let after: string | undefined;
          for (let pages = 0; ; pages++) {
            expect(pages).toBeLessThanOrEqual(keys.length);
            const page = pageOf(sorted, { prefix, delimiter, most, after });
            expect(page.keys.length + page.prefixes.length).toBeLessThanOrEqual(most);
            found.push(...page.keys, ...page.prefixes);
            after = page.last;
            if (!page.isTruncated) break;
          }
          const wanted = keys
            .filter((key) => key !== removed && key.startsWith(prefix))
            .map((key) => {
              const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
              return end < 0 ? key : key.slice(0, end + delimiter.length);
            });
          expect(found.toSorted(compareKeys)).toEqual([...new Set(wanted)].sort(compareKeys));
        },
      ),
    );
  });
});
