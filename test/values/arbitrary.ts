import fc from 'fast-check';

/** Keys that mean something to JavaScript, to JSON or to our own encoding. */
const keys = fc.oneof(
  fc.constantFrom('$', 'v', '__proto__', 'toJSON', 'constructor', 'length', 'then', '', '0', '-1', 'a b', '\ud800'),
  fc.string({ maxLength: 6 }),
);
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('\udfff', '$', '"$"', '{"$":"date"}'),
);
const number = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom(-0, 0, Number.NaN, Infinity, -Infinity, 5e-324, 2 ** 53),
);
const bytes = fc.uint8Array({ maxLength: 20 });

const leaf = fc.oneof(
  text,
  number,
  fc.bigInt(),
  fc.boolean(),
  fc.constantFrom(null, undefined),
  fc.date({ noInvalidDate: false }),
  fc.constantFrom(/a/g, Object.assign(/b/y, { lastIndex: 7 }), /^\/(?<x>[\]"])$/imsuy, new RegExp('')),
  fc.webUrl().map((href) => new URL(href)),
  bytes,
  bytes.map((list) => Buffer.from(list)),
  bytes.map((list) => new Uint8Array(list).buffer),
  fc.int8Array({ maxLength: 5 }),
  fc.uint8ClampedArray({ maxLength: 5 }),
  fc.int16Array({ maxLength: 5 }),
  fc.uint16Array({ maxLength: 5 }),
  fc.int32Array({ maxLength: 5 }),
  fc.uint32Array({ maxLength: 5 }),
  fc.float32Array({ maxLength: 5 }),
  fc.float64Array({ maxLength: 5 }),
  fc.bigInt64Array({ maxLength: 5 }),
  fc.bigUint64Array({ maxLength: 5 }),
);

/** Own properties whatever their names are: assignment of `__proto__` would lose it. */
export function made(entries: readonly (readonly [string, unknown])[], prototype: object | null): object {
  const result = Object.create(prototype) as object;
  for (const [key, value] of entries) {
    Object.defineProperty(result, key, { value, enumerable: true, configurable: true, writable: true });
  }
  return result;
}

const entries = (value: fc.Arbitrary<unknown>): fc.Arbitrary<[string, unknown][]> =>
  fc.uniqueArray(fc.tuple(keys, value), { selector: ([key]) => key, maxLength: 5 });

/** Everything that can be kept. */
export const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }),
    entries(tie('value')).map((list) => made(list, Object.prototype)),
    entries(tie('value')).map((list) => made(list, null)),
    fc.array(tie('value'), { maxLength: 4 }).map((items) => new Set(items)),
    fc.array(fc.tuple(tie('value'), tie('value')), { maxLength: 4 }).map((items) => new Map(items)),
  ),
})).value;

/** Plain objects with their entries, to be put into another order. */
export const record = entries(value);
