import { type TypedKind, typedArrays } from '../typed-arrays.ts';

/**
 * The kind of a column. A typed array holds its numbers and no null; `number` and `bigint` are lists of them with nulls
 * between. `json` is everything else that Clew can keep. `null` is a column of nothing but nulls.
 */
export type Kind =
  | TypedKind
  | 'number'
  | 'bigint'
  | 'boolean'
  | 'string'
  | 'date'
  | 'bytes'
  | 'buffer'
  | 'json'
  | 'null';

export const isTyped = (kind: Kind): kind is TypedKind => Object.hasOwn(typedArrays, kind);

/** Gives the kind of one cell; undefined for what no column can hold. */
export function cellKind(value: unknown): Kind | undefined {
  switch (typeof value) {
    case 'number':
    case 'bigint':
    case 'boolean':
    case 'string':
      return typeof value as Kind;
    case 'object':
      break;
    default:
      return undefined;
  }
  if (value === null) return 'null';
  switch (Object.getPrototypeOf(value)) {
    case Date.prototype:
      return 'date';
    case Uint8Array.prototype:
      return 'bytes';
    case Buffer.prototype:
      return 'buffer';
    default:
      return 'json';
  }
}

/** The kind of a column whose parts are of these kinds; undefined where they don't go together. */
export function joined(one: Kind, other: Kind): Kind | undefined {
  if (one === other) return one;
  const [a, b] = [nullable(one), nullable(other)];
  if (a === b) return a;
  if (a === 'null') return isTyped(b) ? undefined : b;
  if (b === 'null') return isTyped(a) ? undefined : a;
  return undefined;
}

/** Lists without nulls are kept as arrays of these two types. */
export const nullable = (kind: Kind): Kind =>
  kind === 'Float64Array' ? 'number' : kind === 'BigInt64Array' ? 'bigint' : kind;

const words: Partial<Record<Kind, string>> = {
  number: 'numbers',
  bigint: 'bigints',
  boolean: 'booleans',
  string: 'strings',
  date: 'dates',
  bytes: 'bytes',
  buffer: 'buffers',
  json: 'objects',
  null: 'nulls',
  Float64Array: 'numbers',
  BigInt64Array: 'bigints',
};

/** For people. */
export const kindInWords = (kind: Kind): string => words[kind] ?? `an ${kind}`.replace('an Uint', 'a Uint');
