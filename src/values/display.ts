import { decode } from './special-values.ts';

/** Longer typed arrays are named, not spelled out. */
const maxNumbers = 32;

/** A value that was encoded by `values/encode`, as plain JSON for people: dates as ISO strings, maps as objects and so on. */
export function displayEncoded(text: string): unknown {
  return display(decode(text, { decode: (tag, value) => ({ [tag]: value }) }));
}

/** Encoded parameters for people. */
export function displayParams(text: string): Readonly<Record<string, unknown>> {
  return displayEncoded(text) as Readonly<Record<string, unknown>>;
}

/** The nearest plain JSON value of any value that can be encoded. It can't be turned back: it is for looking at. */
export function display(value: unknown): unknown {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0) ? value : Object.is(value, -0) ? '-0' : String(value);
    case 'bigint':
      return String(value);
    case 'undefined':
      return null;
    case 'object':
      return value === null ? null : displayObject(value);
    default:
      return value;
  }
}

function displayObject(value: object): unknown {
  if (Array.isArray(value)) return value.map(display);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (value instanceof Set) return [...value].map(display);
  if (value instanceof Map) return displayMap(value);
  if (value instanceof RegExp) return String(value);
  if (value instanceof URL) return value.href;
  if (value instanceof ArrayBuffer || Buffer.isBuffer(value)) return `${nameOf(value)} of ${value.byteLength} bytes`;
  if (ArrayBuffer.isView(value)) return displayNumbers(value as Uint8Array);
  const { toJSON } = value as { toJSON?: unknown };
  return typeof toJSON === 'function' ? display(toJSON.call(value)) : fromEntries(Object.entries(value));
}

function displayMap(value: ReadonlyMap<unknown, unknown>): unknown {
  const entries = [...value];
  if (entries.every((entry): entry is [string, unknown] => typeof entry[0] === 'string')) return fromEntries(entries);
  return entries.map(([key, item]) => [display(key), display(item)]);
}

function displayNumbers(value: Uint8Array): unknown {
  if (value.length > maxNumbers) return `${nameOf(value)} of ${value.length} numbers`;
  return Array.from(value as ArrayLike<number | bigint>, display);
}

function nameOf(value: object): string {
  return value.constructor.name;
}

/** Keys such as `__proto__` stay keys. */
function fromEntries(entries: readonly (readonly [string, unknown])[]): { [key: string]: unknown } {
  return Object.fromEntries(entries.map(([key, item]) => [key, display(item)]));
}
