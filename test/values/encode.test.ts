import { deepStrictEqual } from 'node:assert';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NotEncodable } from '../../src/values/errors.ts';
import { encode } from '../../src/values/encode.ts';
import { decode } from '../../src/values/special-values.ts';
import { made, record, value } from './arbitrary.ts';

const roundTrip = (given: unknown): unknown => decode(encode(given));

/** What deepStrictEqual lets pass: the order of sets and maps, and what a URL holds. */
function order(given: unknown): unknown {
  if (given instanceof Map) return ['map', [...given].map(([k, v]) => [order(k), order(v)])];
  if (given instanceof Set) return ['set', [...given].map(order)];
  if (given instanceof URL) return ['url', given.href];
  if (Array.isArray(given)) return given.map(order);
  if (typeof given !== 'object' || given === null || ArrayBuffer.isView(given)) return given;
  const prototype = Object.getPrototypeOf(given) as unknown;
  return prototype === Object.prototype || prototype === null
    ? [prototype === null, Object.entries(given).map(([k, v]) => [k, order(v)])]
    : given;
}

describe('encoding of values', () => {
  it('decodes to a deeply equal value in the same order', () => {
    fc.assert(
      fc.property(value, (given) => {
        const back = roundTrip(given);
        deepStrictEqual(back, given);
        deepStrictEqual(order(back), order(given));
      }),
      { numRuns: 1500 },
    );
  });

  it('decodes the canonical form too, so that different values never share one', () => {
    fc.assert(fc.property(value, (given) => deepStrictEqual(decode(encode(given, { canonical: true })), given)));
  });

  it('keeps what JSON loses', () => {
    const bare = made([['__proto__', 1]], null);
    const given = {
      zero: -0,
      nan: Number.NaN,
      nothing: undefined,
      list: [undefined, null, -0, Infinity],
      big: 2n ** 80n,
      when: [new Date(0), new Date(Number.NaN)],
      map: new Map<unknown, unknown>([
        [{ a: 1 }, new Set([1n])],
        [Number.NaN, undefined],
      ]),
      floats: new Float32Array([1.5, Number.NaN, -0]),
      part: new Uint8Array([1, 2, 3, 4]).subarray(1, 3),
      buffer: Buffer.from('ä'),
      url: new URL('https://ex.org/?a=1#b'),
      pattern: /a|"$"/giu,
      bare,
      $: 'date',
      surrogate: '\ud83d',
    };
    deepStrictEqual(roundTrip(given), given);
    expect(Object.getPrototypeOf((roundTrip(given) as typeof given).bare)).toBeNull();
  });

  it('keeps values that look like its own tags', () => {
    for (const given of [{ $: 'date', v: 'x' }, { $: 5 }, { $: { $: 'undefined' } }, [{ $: 'object', v: {} }]]) {
      deepStrictEqual(roundTrip(given), given);
    }
  });

  it('keeps keys that would change an object when assigned, such as __proto__', () => {
    const given = JSON.parse('{"__proto__": {"polluted": 1}, "toJSON": 1, "constructor": 2}') as object;
    const back = roundTrip(given) as Record<string, unknown>;
    deepStrictEqual(back, given);
    expect(back['polluted']).toBeUndefined();
    deepStrictEqual(roundTrip([given, new Date(0)]), [given, new Date(0)]);
  });

  it('keeps keys that JSON escapes, whatever objects were read before', () => {
    // V8 takes the one for the other where it has met the one before.
    const before = { q: 1, '\\': 2 };
    deepStrictEqual(roundTrip([before, before]), [before, before]);
    for (const key of ['A\n', '\ud800', '"', '\\\\', '\u0000', '🧵']) {
      const given = { q: 1, [key]: 2 };
      deepStrictEqual(roundTrip(given), given);
      deepStrictEqual(roundTrip(made(Object.entries(given), null)), made(Object.entries(given), null));
      deepStrictEqual(roundTrip({ [key]: new Date(0), q: '\n' }), { [key]: new Date(0), q: '\n' });
    }
  });

  it('accepts the same object twice', () => {
    const shared = { a: 1 };
    deepStrictEqual(roundTrip({ one: shared, two: [shared] }), { one: shared, two: [shared] });
  });

  it('accepts 900 levels of nesting', () => {
    let deep: unknown = 'end';
    for (let i = 0; i < 900; i++) deep = i % 2 ? [deep] : { deep };
    deepStrictEqual(roundTrip(deep), deep);
  });
});

class Model {
  weights = 1;
}
class Names extends Map {}
const cycle: { self?: unknown } = {};
cycle.self = { back: [cycle] };
const holes = [1, , 3]; // oxlint-disable-line no-sparse-arrays -- that is what is tested
const balanced = Object.assign([1, , 3], { extra: 2 }); // oxlint-disable-line no-sparse-arrays -- as above
let endless: unknown = 0;
for (let i = 0; i < 100_000; i++) endless = [endless];

describe('encoding of values that would not come back is refused', () => {
  it.each<[string, unknown, string]>([
    [
      'a date with more',
      { at: Object.assign(new Date(0), { zone: 'CET' }) },
      "at in the value can't be kept: it is a Date with properties of its own (zone).",
    ],
    [
      'a map with more',
      Object.assign(new Map(), { unit: 'K', of: 1 }),
      "the value can't be kept: it is a Map with properties of its own (unit, of).",
    ],
    [
      'a set with a symbol',
      [Object.assign(new Set(), { [Symbol('s')]: 1 })],
      "[0] in the value can't be kept: it is a Set with properties of its own (Symbol(s)).",
    ],
    [
      'a URL with more',
      Object.assign(new URL('http://a'), { title: 'A' }),
      "the value can't be kept: it is a URL with properties of its own (title).",
    ],
    [
      'few numbers with more',
      Object.assign(new Float64Array(3), { unit: 'K' }),
      "the value can't be kept: it is a Float64Array with properties of its own (unit).",
    ],
    [
      'many numbers with more',
      Object.assign(new Float64Array(1e5), { unit: 'K' }),
      "the value can't be kept: it is a Float64Array with properties of its own (unit).",
    ],
    [
      'many bytes with more',
      Object.assign(Buffer.alloc(1e5), { type: 'x' }),
      "the value can't be kept: it is a Buffer with properties of its own (type).",
    ],
    ['a function', { fit: () => 1 }, "fit in the value can't be kept: it is a function."],
    ['a symbol', [Symbol('x')], "[0] in the value can't be kept: it is a symbol."],
    ['a class', { models: [new Model()] }, "models[0] in the value can't be kept: it is an instance of Model."],
    ['a subclass', new Names(), "the value can't be kept: it is an instance of Names."],
    ['a promise', { 'a b': Promise.resolve(1) }, `["a b"] in the value can't be kept: it is a promise.`],
    ['an error', new Map([['x', new Error('no')]]), "x in the value can't be kept: it is an error."],
    ['a weak map', new Set([new WeakMap()]), "[0] in the value can't be kept: it is an instance of WeakMap."],
    ['a cycle', cycle, "self.back[0] in the value can't be kept: it is part of itself (a cycle)."],
    ['holes', { holes }, "holes in the value can't be kept: it is an array with holes or with named properties."],
    ['a hole and a name', balanced, "the value can't be kept: it is an array with holes or with named properties."],
    [
      'a symbol as a key',
      { a: { [Symbol('k')]: 1 } },
      "a in the value can't be kept: it is an object with a symbol as a key.",
    ],
    [
      'a key without a text',
      new Map([[Object.create(null), () => 1]]),
      `["value 0"] in the value can't be kept: it is a function.`,
    ],
    ['a boxed number', Object(1), "the value can't be kept: it is an instance of Number."],
  ])('for %s, by its path', (_, given, message) => {
    expect(() => encode(given)).toThrow(expect.objectContaining({ name: 'NotEncodable', message }));
    expect(() => encode(given, { canonical: true })).toThrow(NotEncodable);
  });

  it('for a value nested too deep, in a message of one line', () => {
    expect(() => encode(endless)).toThrow(/nested more than 1000 levels deep/);
    expect(() => encode(endless)).toThrow(expect.objectContaining({ message: expect.not.stringMatching(/.{400}/) }));
  });

  it('with the label of the caller', () => {
    expect(() => encode({ a: () => 1 }, { label: 'the returned value' })).toThrow(/^a in the returned value /);
  });

  it('for an invalid value beside any others', () => {
    fc.assert(
      fc.property(record, (list) => {
        const given = made([...list.filter(([key]) => key !== 'bad'), ['bad', () => 1]], Object.prototype);
        expect(() => encode(given)).toThrow("bad in the value can't be kept");
      }),
      { numRuns: 50 },
    );
  });
});

describe('encoding of values: canonical form', () => {
  it('does not depend on the order of keys, at any depth', () => {
    fc.assert(
      fc.property(
        record.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
        ([list, other]) => {
          const one = { deep: [made(list, Object.prototype)], map: new Map([[1, made(list, null)]]) };
          const two = { map: new Map([[1, made(other, null)]]), deep: [made(other, Object.prototype)] };
          expect(encode(one, { canonical: true })).toBe(encode(two, { canonical: true }));
        },
      ),
    );
  });

  it('depends on the order in maps, sets and arrays, which a task can tell apart', () => {
    const forms = [
      new Map([
        ['a', 1],
        ['b', 2],
      ]),
      new Map([
        ['b', 2],
        ['a', 1],
      ]),
      new Set(['a', 'b']),
      new Set(['b', 'a']),
      ['a', 'b'],
      ['b', 'a'],
    ].map((given) => encode(given, { canonical: true }));
    expect(new Set(forms).size).toBe(forms.length);
  });
});

describe('decoding of values', () => {
  it('refuses an unknown tag', () => {
    expect(() => decode('{"a":{"$":"tomorrow","v":1}}')).toThrow(expect.objectContaining({ code: 'NOT_DECODABLE' }));
  });

  it('uses foreign codecs for their tags', () => {
    class Point {
      constructor(readonly x: number) {}
    }
    const foreign = {
      encode: (given: object) => (given instanceof Point ? { tag: 'point', value: given.x } : undefined),
      decode: (tag: string, x: unknown) => (tag === 'point' ? new Point(x as number) : undefined),
    };
    const text = encode({ at: [new Point(3)], map: new Map([['p', new Point(4)]]) }, { foreign });
    deepStrictEqual(decode(text, foreign), { at: [new Point(3)], map: new Map([['p', new Point(4)]]) });
  });
});
