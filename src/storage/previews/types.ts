import { fileNamed, handleRef } from '../artifact-marks.ts';

/** Names the type of a value as people call it: `text`, `list`, `date`, `Float32Array`, `artifact`. */
export function typeOf(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return 'text';
    case 'object':
      return value === null ? 'null' : typeOfObject(value);
    default:
      return typeof value;
  }
}

function typeOfObject(value: object): string {
  if (Array.isArray(value)) return 'list';
  if (isPlain(value)) return handleRef(value) ? 'artifact' : 'object';
  if (handleRef(value)) return 'artifact';
  const named = fileNamed(value);
  if (named) return named.kind;
  if (value instanceof Date) return 'date';
  if (value instanceof Map) return 'map';
  if (value instanceof Set) return 'set';
  return (value.constructor as { name?: string } | undefined)?.name || 'object';
}

/** An object as people write it down, of no class. */
export function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

export type Numeric = ArrayLike<number | bigint> & ArrayBufferView;

/** Typed arrays but for those that are bytes. */
export const isNumeric = (value: unknown): value is Numeric =>
  ArrayBuffer.isView(value) && !(value instanceof DataView) && !(value instanceof Uint8Array);
