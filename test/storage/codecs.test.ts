import { deepStrictEqual } from 'node:assert';
import { appendFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Codec } from '../../src/storage/codecs/codec.ts';
import { Codecs } from '../../src/storage/codecs/codecs.ts';
import { defineCodec } from '../../src/storage/codecs/define.ts';
import { UnknownCodec } from '../../src/storage/codecs/errors.ts';
import { ArtifactDamaged } from '../../src/storage/errors.ts';
import type { ArtifactRef } from '../../src/storage/ref.ts';
import { value } from '../values/arbitrary.ts';
import { all, writingBench } from './bench.ts';

class Points {
  readonly xy: Float64Array;
  constructor(xy: readonly number[]) {
    this.xy = new Float64Array(xy);
  }
}

const points = defineCodec({
  name: 'points',
  extension: 'f64',
  accepts: (given) => given instanceof Points,
  encode: (given: Points) => new Uint8Array(given.xy.buffer),
  decode: (bytes) => new Points([...new Float64Array(new Uint8Array(bytes).buffer)]),
});

/** Lines of text, written and read piece by piece. */
const lines: Codec<Set<string>> = {
  name: 'lines',
  extension: 'txt',
  accepts: (given) => given instanceof Set && [...given].every((line) => /^[^\n]*$/.test(String(line))),
  *encode(given) {
    for (const line of given) yield Buffer.from(`${line}\n`);
  },
  async decodeStream(chunks) {
    const set = new Set<string>();
    for await (const line of lines.items!(chunks)) set.add(line as string);
    return set;
  },
  async *items(chunks) {
    let text = '';
    for await (const chunk of chunks) text += Buffer.from(chunk).toString('latin1');
    yield* text.split('\n').slice(0, -1);
  },
};

const both = new Codecs([points, lines], import.meta.dirname);

const withCodecs = (codecs = both) => writingBench(codecs);

describe('codecs read back what was written', () => {
  const layers = fc.constantFrom(null, 'other', 'ram');
  const ways = fc.constantFrom(
    (list: unknown[]) => list,
    (list: unknown[]) => list.values(),
    (list: unknown[]) => (function* () { yield* list; })(), // prettier-ignore
    (list: unknown[]) => (async function* () { yield* list; })(), // prettier-ignore
    (list: unknown[]) => new Set(list.map((item) => [item])),
  );

  it('for lists as lines of JSON (ndjson), from any iterable', async () => {
    const { artifacts, write } = await withCodecs();
    await fc.assert(
      fc.asyncProperty(fc.array(value), ways, layers, async (list, way, layer) => {
        const given = way(list);
        const expected = given instanceof Set ? [...given] : list;
        const ref = await write(given, { codec: 'ndjson', layer });
        deepStrictEqual(await artifacts.read(ref), expected);
        deepStrictEqual(await all(artifacts.items(ref)), expected);
        const lines = Buffer.concat(await all(artifacts.stream(ref)))
          .toString()
          .split('\n');
        expect(lines).toHaveLength(list.length === 0 ? 1 : expected.length + 1);
      }),
      { numRuns: 300 },
    );
  });

  it('for streams of bytes, however they are cut', async () => {
    const { artifacts, write } = await withCodecs();
    // Where they are cut is what matters; bytes one by one would take most of the time.
    const cut = fc.array(fc.nat({ max: 200_000 }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(cut, layers, async (lengths, layer) => {
        const chunks = lengths.map((length, i) => new Uint8Array(Buffer.alloc(length, `${i} of ${lengths.length}, `)));
        const ref = await write(chunks.values(), { codec: 'bytes', layer });
        deepStrictEqual(await artifacts.read(ref), new Uint8Array(Buffer.concat(chunks)));
      }),
      { numRuns: 100 },
    );
  });

  it('for every value by the codec that is asked for, or refuse it', async () => {
    const { artifacts, write } = await withCodecs();
    const names = fc.constantFrom('json', 'text', 'bytes', 'buffer');
    await fc.assert(
      fc.asyncProperty(value, names, layers, async (given, codec, layer) => {
        const ref = await write(given, { codec, layer }).catch((error: unknown) => error);
        if ((ref as { code?: unknown }).code === 'WRONG_FOR_CODEC') {
          expect(codec).not.toBe('json');
          return;
        }
        const bytes = given instanceof Uint8Array && codec === 'bytes';
        deepStrictEqual(await artifacts.read(ref as ArtifactRef), bytes ? new Uint8Array(given) : given);
      }),
      { numRuns: 300 },
    );
  });

  it('for custom codecs', async () => {
    const { artifacts, write } = await withCodecs();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.double()),
        fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '0') })).map((list) => new Set(list)),
        layers,
        async (xy, set, layer) => {
          const ref = await write(new Points(xy), { layer });
          expect(ref.codec).toMatch(/^points from codecs\.test\.ts$/);
          deepStrictEqual(await artifacts.read(ref), new Points(xy));
          const other = await write(set, { layer });
          expect(other.codec).toBe('lines from the settings');
          deepStrictEqual(await artifacts.read(other), set);
          deepStrictEqual(await all(artifacts.items(other)), [...set]);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('custom codec', () => {
  it('is asked before the built-in codecs, which handle the rest', async () => {
    const { write } = await withCodecs();
    expect((await write(new Set(['a']))).codec).toBe('lines from the settings');
    expect((await write(new Set(['a\n']))).codec).toBe('json');
    expect((await write(new Set(['a']), { codec: 'json' })).codec).toBe('json');
    expect(await write(new Points([1]), { layer: 'other' })).toMatchObject({ key: expect.stringMatching(/\.f64$/) });
  });

  it('is named with its file when it is no longer installed', async () => {
    const { bench, write } = await withCodecs();
    const ref = await write(new Points([1]));
    const reading = bench.artifacts.read(ref);
    await expect(reading).rejects.toThrow(UnknownCodec);
    await expect(reading).rejects.toThrow(
      'The artifact "output" (art-1) was written by the codec "points", defined in codecs.test.ts, which isn\'t here.',
    );
    await expect(all(bench.artifacts.items(ref))).rejects.toThrow(UnknownCodec);
    // The bytes are still there for who knows what to do with them.
    expect(Buffer.concat(await all(bench.artifacts.stream(ref)))).toHaveLength(8);
  });

  it.each<[string, Partial<Codec>, string]>([
    ['writes', { encode: () => { throw new Error('out of ink'); } }, 'could not write it: out of ink'], // prettier-ignore
    ['reads', { decode: () => Promise.reject(new Error('no glasses')) }, 'could not read an artifact: no glasses'],
    ['chooses', { accepts: () => { throw new Error('hm'); } }, 'could not tell whether it accepts a value: hm'], // prettier-ignore
    ['writes something else than bytes', { encode: () => 'text' as never }, 'it should be bytes, and a string came'],
    ['writes pieces that are no bytes', { encode: () => ['text'] as never }, 'it should be bytes, and a string came'],
  ])('is named when it throws as it %s', async (_, change, words) => {
    const { artifacts, write } = await withCodecs(new Codecs([{ ...points, ...change }]));
    const trip = write(new Points([1])).then((ref) => artifacts.read(ref));
    await expect(trip).rejects.toThrow(words);
    if (words.startsWith('could')) await expect(trip).rejects.toMatchObject({ code: 'CODEC_FAILED' });
  });

  it('is not blamed for damaged bytes', async () => {
    const { artifacts, write } = await withCodecs();
    for (const given of [new Points([1]), new Set(['abc'])]) {
      const ref = await write(given);
      const damaged = { ...ref, inline: Buffer.from('x') };
      await expect(artifacts.read(damaged)).rejects.toThrow(ArtifactDamaged);
    }
  });

  it('does not hide damaged bytes that it did not read', async () => {
    const first: Codec<Points> = {
      ...points,
      encode: async function* ({ xy }: Points) {
        for (let i = 0; i < 300; i++) yield new Uint8Array(xy.buffer);
      } as never,
      decode: undefined as never,
      async decodeStream(chunks) {
        for await (const chunk of chunks) return points.decode!(chunk.subarray(0, 8)) as Points;
        throw new Error('empty');
      },
    };
    const { artifacts, write, bench } = await withCodecs(new Codecs([first]));
    const ref = await write(new Points(Array.from({ length: 1000 }, (_, i) => i)), { layer: 'other' });
    deepStrictEqual(await artifacts.read(ref), new Points([0]));
    await appendFile(bench.fileOf(ref), 'x');
    await expect(artifacts.read(ref)).rejects.toThrow(ArtifactDamaged);
  });

  it.each([
    [null, 'it is no object'],
    [{ ...points, name: 'a b' }, "its name must be a text of letters, digits, '_', '.' and '-'"],
    [{ ...points, extension: '.f64' }, 'its extension must be'],
    [{ ...points, encode: undefined }, 'it has no method encode'],
    [{ ...points, decode: undefined }, 'it has neither decode nor decodeStream'],
    [{ ...points, items: true }, 'its items is no method'],
  ])('is refused when it lacks something: %#', (codec, words) => {
    expect(() => defineCodec(codec as never)).toThrow(expect.objectContaining({ code: 'BAD_CODEC' }));
    expect(() => defineCodec(codec as never)).toThrow(words);
  });

  it('needs a unique name', () => {
    expect(() => new Codecs([points, { ...points }], import.meta.dirname)).toThrow(
      expect.objectContaining({ code: 'CODEC_TAKEN' }),
    );
    expect(() => new Codecs([{ ...points, name: 'json' }])).toThrow("has the same name as one of Clew's own");
  });
});

it('codec that a task names refuses values that are not for it', async () => {
  const { write } = await withCodecs();
  for (const [codec, given] of [
    ['text', 1],
    ['text', 'a\ud800'],
    ['bytes', 'a'],
    ['ndjson', { a: 1 }],
    ['ndjson', 'text'],
    ['points', [1]],
  ] as const) {
    await expect(write(given, { codec }), codec).rejects.toThrow(expect.objectContaining({ code: 'WRONG_FOR_CODEC' }));
  }
  await expect(write(1, { codec: 'jsn' })).rejects.toThrow('Did you mean json?');
});
