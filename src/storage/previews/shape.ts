import { fileNamed, handleRef } from '../artifact-marks.ts';
import { display } from '../../values/display.ts';
import type { Cell, Shape } from './preview.ts';
import { isPlain, typeOf } from './types.ts';
import { type Redactor, defaultText } from './redactor.ts';

/** The number of parts that are shown, level by level: what lies deeper is told by its type and size. */
const defaultWidths = [30, 8, 4, 3];

/** A value with its first parts, each of them with its own. */
export function shapeOf(value: unknown, words: Redactor, widths: readonly number[] = defaultWidths): Shape {
  const type = typeOf(value);
  if (typeof value === 'string') {
    const text = words.short(value);
    return value.length > defaultText ? { type, text, size: value.length } : { type, text };
  }
  if (typeof value !== 'object' || value === null) return { type, text: hidden(scalar(value), words) };
  if (Array.isArray(value)) return ofParts(type, value.length, value.values(), words, widths, (part) => [undefined, part]); // prettier-ignore
  if (type === 'set') return ofParts(type, (value as Set<unknown>).size, (value as Set<unknown>).values(), words, widths, (part) => [undefined, part]); // prettier-ignore
  if (type === 'map') {
    const named = ([key, part]: [unknown, unknown]): [string, unknown] => [keyText(key, words), part];
    return ofParts(type, (value as Map<unknown, unknown>).size, (value as Map<unknown, unknown>).entries(), words, widths, named); // prettier-ignore
  }
  if (type === 'object' && isPlain(value)) {
    const keys = Object.keys(value);
    return ofParts(type, keys.length, keys.values(), words, widths, (key) => [words.short(key), value[key]]);
  }
  return special(type, value, words);
}

function ofParts<T>(
  type: string,
  size: number,
  parts: Iterable<T>,
  words: Redactor,
  [most = 0, ...deeper]: readonly number[],
  part: (one: T) => readonly [name: string | undefined, value: unknown],
): Shape {
  const shown: { readonly name?: string; readonly value: Shape }[] = [];
  if (most > 0) {
    for (const one of parts) {
      if (shown.length === most) break;
      const [name, value] = part(one);
      const shape = shapeOf(value, words, deeper);
      shown.push(name === undefined ? { value: shape } : { name, value: shape });
    }
  }
  return { type, size, ...(shown.length > 0 && { parts: shown }) };
}

function special(type: string, value: object, words: Redactor): Shape {
  const ref = handleRef(value);
  if (ref) return { type, text: words.short(ref.name), size: ref.size };
  const named = fileNamed(value);
  if (named) return { type, text: words.short(named.name), ...(named.size !== undefined && { size: named.size }) };
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    const numbers = value as Uint8Array;
    const first = Array.from(numbers.subarray(0, 5), (number) => hidden(scalar(number), words)).join(', ');
    return { type, size: numbers.length, text: numbers.length > 5 ? `${first}, …` : first };
  }
  if (value instanceof ArrayBuffer) return { type, size: value.byteLength };
  // Dates, addresses, expressions: one word; a class of the user's by itself.
  const shown = value instanceof Date || value instanceof URL || value instanceof RegExp ? display(value) : type;
  return { type, text: words.short(String(shown)) };
}

const scalar = (value: unknown): string => (Object.is(value, -0) ? '-0' : String(value));

const hidden = (text: string, words: Redactor): string => (words.hides(text) ? '***' : words.short(text));

const keyText = (key: unknown, words: Redactor): string =>
  typeof key === 'string' ? words.short(key) : inlineShape(shapeOf(key, words, [3, 2]), 30);

/** A value in one place of a table. */
export function cellOf(value: unknown, words: Redactor): Cell {
  switch (typeof value) {
    case 'undefined':
      return null;
    case 'string':
      return words.short(value);
    case 'boolean':
      return value;
    case 'number':
      if (Number.isFinite(value) && !Object.is(value, -0) && !words.hides(String(value))) return value;
      return hidden(scalar(value), words);
    default:
      return value === null ? null : inlineShape(shapeOf(value, words, [6, 3, 2]), defaultText);
  }
}

/** A shape in one line: `{ a: 1, b: [1, 2, …], c: text }`. */
export function inlineShape(shape: Shape, most: number): string {
  const text = inline(shape);
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

function inline({ type, text, size, parts }: Shape): string {
  if (type === 'text') return JSON.stringify(text);
  if (type === 'artifact' || type === 'file' || type === 'folder') return `${type} ${text}`;
  if (parts === undefined) {
    if (size === undefined) return text ?? type;
    if (size === 0) return type === 'list' ? '[]' : type === 'object' ? '{}' : `empty ${type}`;
    return text === undefined ? `${type} of ${size}` : `${type} of ${size} [${text}]`;
  }
  const shown = parts.map(({ name, value }) => (name === undefined ? inline(value) : `${name}: ${inline(value)}`));
  if (size !== undefined && size > parts.length) shown.push('…');
  const list = shown.join(', ');
  return type === 'list' ? `[${list}]` : `${type === 'object' ? '' : `${type} `}{ ${list} }`;
}
