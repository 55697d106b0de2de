import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestOf, shortDigest } from '../../src/values/digest.ts';
import { display, displayEncoded, displayParams } from '../../src/values/display.ts';
import { formatAge, formatDuration, formatExact, parseDuration } from '../../src/values/duration.ts';
import { encode } from '../../src/values/encode.ts';
import { artifactIdOf, idMaker, makerOf, markOf, momentOf, newComponentRunId, newRunId } from '../../src/values/id.ts';
import { didYouMean, nearest } from '../../src/values/nearest-names.ts';
import { value } from './arbitrary.ts';

describe('ids', () => {
  it('are unique and sort by creation, a hundred thousand at once', () => {
    const ids = Array.from({ length: 100_000 }, () => newComponentRunId('run-0t31snfbc9k5'));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.toSorted()).toEqual(ids);
  });

  it('stay unique and sorted when one millisecond has more than fit into its digits', () => {
    const next = idMaker('x', 1);
    const ids = Array.from({ length: 5000 }, () => next());
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.toSorted()).toEqual(ids);
  });

  it('of component runs contain their run and their time', () => {
    const [run, other] = [newRunId(), newRunId()];
    const before = Date.now();
    const id = newComponentRunId(run);
    expect(id).toMatch(/^cr-[0-9a-hjkmnp-tv-z]{15}$/);
    expect([markOf(id) === markOf(run), markOf(id) === markOf(other)]).toEqual([true, false]);
    expect(markOf('cr-1')).toBeUndefined();
    expect(momentOf(id)).toBeGreaterThanOrEqual(before);
    expect([artifactIdOf(id, 0), artifactIdOf(id, 12)].map(makerOf)).toEqual([id, id]);
    // Runs of tests and of other tools may be called as they like.
    expect(newComponentRunId('run-1')).toHaveLength(id.length);
  });

  it('can be read aloud, typed into a shell and used in a path', () => {
    for (let i = 0; i < 1000; i++) expect(newRunId()).toMatch(/^run-[0-9a-hjkmnp-tv-z]{12}$/);
  });
});

describe('durations', () => {
  it.each([
    ['30 min', 1_800_000],
    ['1.5 h', 5_400_000],
    ['250 ms', 250],
    ['1ms', 1],
    ['2 days', 172_800_000],
    ['1 hour', 3_600_000],
    [' 10 s ', 10_000],
  ])('parses %s', (text, ms) => expect(parseDuration(text)).toBe(ms));

  it.each(['', '5', 'min', '-5 s', '5 weeks', '5 constructor', '1e3 s', '5 s s', 'NaN s', '5  minutes ago'])(
    'refuses %j',
    (text) => expect(parseDuration(text)).toBeUndefined(),
  );

  it.each([
    [0.2, '0 ms'],
    [12, '12 ms'],
    [999.7, '1.0 s'],
    [3449, '3.4 s'],
    [59_960, '1 min 0 s'],
    [125_000, '2 min 5 s'],
    [3_599_900, '1 h 0 min'],
    [4_800_000, '1 h 20 min'],
  ])('formats %d ms as %s', (ms, text) => expect(formatDuration(ms)).toBe(text));

  it.each([
    [86_400_000, '1 day', '24 h'],
    [26 * 3_600_000, '26 h', '26 h'],
    [36 * 3_600_000, '36 h', '36 h'],
    [14 * 86_400_000, '14 days', '14 days'],
    [5_400_000, '90 min', '90 min'],
    [1500, '1500 ms', '1500 ms'],
    [45_999, '45999 ms', '45 s'],
    [0, '0 ms', '0 ms'],
  ])('formats %d ms exactly as %s, and as an age of %s', (ms, exact, age) =>
    expect([formatExact(ms), formatAge(ms)]).toEqual([exact, age]),
  );
});

describe('nearest names', () => {
  const names = ['Nightly', 'Weekly', 'TrainDowntime', 'Validate', 'nightlyReport'];

  it('finds what was probably meant, the most similar first', () => {
    expect(nearest('Nigthly', names)).toEqual(['Nightly']);
    expect(nearest('train', names)).toEqual(['TrainDowntime']);
    expect(nearest('NIGHTLY', names)[0]).toBe('Nightly');
    expect(nearest('Quarterly', ['Publish'])).toEqual([]);
  });

  it('formats a suggestion, or an empty text', () => {
    expect(didYouMean('Weakly', names)).toBe(' Did you mean Weekly?');
    expect(didYouMean('zzzzzz', names)).toBe('');
  });

  it('always finds the name itself', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.stringMatching(/^[A-Za-z]{3,12}$/), { minLength: 1 }), (list) => {
        const [name] = list as [string];
        const found = nearest(name, list, list.length).map((one) => one.toLowerCase());
        expect(found).toContain(name.toLowerCase());
      }),
    );
  });
});

describe('digests', () => {
  it('are of bytes, and of texts as UTF-8', () => {
    expect(digestOf('ä')).toBe(digestOf(new TextEncoder().encode('ä')));
    expect(digestOf('')).toBe('sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(shortDigest(digestOf(''))).toBe('e3b0c44298');
  });
});

describe('display of values', () => {
  it('is plain JSON for any value', () => {
    fc.assert(
      fc.property(value, (given) => {
        const shown = display(given);
        const text = JSON.stringify(shown);
        // V8's JSON.parse (seen in Node 24) may take one escaped key for another: see `encode`.
        if (!text.includes('\\')) expect(JSON.parse(text)).toEqual(shown);
        expect(displayEncoded(encode(given))).toEqual(shown);
      }),
      { numRuns: 500 },
    );
  });

  it('is readable', () => {
    const given = {
      day: new Date('2026-11-01'),
      sizes: new Set([1, 2n]),
      by: new Map([['a', -0]]),
      pairs: new Map([[1, undefined]]),
      weights: new Float64Array(1000),
      few: new Uint8Array([1, 2]),
      file: Buffer.from('abc'),
      toJSON: 'a name like any other',
    };
    expect(displayParams(encode(given))).toEqual({
      day: '2026-11-01T00:00:00.000Z',
      sizes: [1, '2'],
      by: { a: '-0' },
      pairs: [[1, null]],
      weights: 'Float64Array of 1000 numbers',
      few: [1, 2],
      file: 'Buffer of 3 bytes',
      toJSON: 'a name like any other',
    });
  });

  it('shows an artifact that is not loaded by what is known of it', () => {
    expect(displayEncoded('{"model":{"$":"artifact","v":{"name":"weights.bin"}}}')).toEqual({
      model: { artifact: { name: 'weights.bin' } },
    });
  });
});
