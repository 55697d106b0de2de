import fc from 'fast-check';
import { value } from '../../values/arbitrary.ts';

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }).map((given) => given.toWellFormed()),
  fc.constantFrom('', '\ufeff', '\ufeffa', '\0', 'null', 'ä日🧵'),
);
const number = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom(-0, 0, 1, Number.NaN, Infinity, -Infinity, 5e-324, 2 ** 53),
);
const date = fc.oneof(fc.date({ noInvalidDate: true }), fc.constantFrom(new Date(-1), new Date(0), new Date(8.64e15)));
const long = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const bytes = fc.uint8Array({ maxLength: 9 });

/** Of what a table keeps as one of its own kinds: strings and the like may be dates or bytes in another column. */
const isNested = (given: unknown): boolean =>
  typeof given === 'object' &&
  given !== null &&
  !(given instanceof Date) &&
  Object.getPrototypeOf(given) !== Uint8Array.prototype &&
  !Buffer.isBuffer(given);

const cells: readonly fc.Arbitrary<unknown>[] = [
  number,
  fc.constantFrom(0, -0, 1, Number.NaN),
  long,
  fc.boolean(),
  text,
  fc.constantFrom('a', 'b', '\ufeff'),
  date,
  bytes,
  bytes.map((given) => Buffer.from(given)),
  value.filter(isNested),
  fc.constant(null),
];

/** Lists of one kind of value, some of them with nulls between. */
const list = (length: number): fc.Arbitrary<unknown[]> =>
  fc
    .tuple(fc.constantFrom(...cells), fc.boolean())
    .chain(([cell, nulls]) =>
      fc.array(nulls ? fc.option(cell, { nil: null, freq: 3 }) : cell, { minLength: length, maxLength: length }),
    );

const exactly = (length: number): { minLength: number; maxLength: number } => ({
  minLength: length,
  maxLength: length,
});

const typed = (length: number): fc.Arbitrary<unknown> =>
  fc.oneof(
    fc.int8Array(exactly(length)),
    fc.uint8Array(exactly(length)),
    fc.uint8ClampedArray(exactly(length)),
    fc.int16Array(exactly(length)),
    fc.uint16Array(exactly(length)),
    fc.int32Array(exactly(length)),
    fc.uint32Array(exactly(length)),
    fc.float32Array(exactly(length)),
    fc.float64Array(exactly(length)),
    fc.bigInt64Array(exactly(length)),
    fc.bigUint64Array(exactly(length)),
  );

const name = fc.oneof(
  fc.constantFrom('a', 'b', 'c', '0', '1', '', 'a.b', 'list', 'element', 'constructor', 'toJSON', 'length', 'ä日'),
  fc.string({ maxLength: 5 }).filter((given) => given !== '__proto__' && !given.startsWith('\ufeff')),
);

const lengths = fc.oneof(fc.nat(5), fc.nat(5), fc.nat(60), fc.constantFrom(0, 1, 8, 9, 16, 17, 1000, 1001));

const columnsOf = (column: (length: number) => fc.Arbitrary<unknown>): fc.Arbitrary<Record<string, unknown>> =>
  lengths.chain((length) =>
    fc
      .uniqueArray(fc.tuple(name, column(length)), { selector: ([key]) => key, minLength: 1, maxLength: 5 })
      .map((entries) => Object.fromEntries(entries)),
  );

/** Objects of columns that a table holds: lists and typed arrays. */
export const columns = columnsOf((length) => fc.oneof(list(length), typed(length)));

/** Rows that a table holds. */
export const rows = columnsOf(list).map((given) => rowsOf(given as Record<string, unknown[]>));

function rowsOf(given: Record<string, unknown[]>): Record<string, unknown>[] {
  const names = Object.keys(given);
  return given[names[0]!]!.map((_, row) => Object.fromEntries(names.map((key) => [key, given[key]![row]])));
}

/** Rows and columns that a table may have to refuse. */
export const anyRows = fc.array(
  fc.oneof(
    fc.record({ a: value, b: fc.oneof(number, text, fc.constantFrom(null, undefined, '\ud800')) }),
    fc.record({ a: fc.oneof(number, date), b: number }, { requiredKeys: ['b'] }),
    value,
  ),
  { minLength: 1, maxLength: 4 },
);
