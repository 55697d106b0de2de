import { numberFigures } from './column.ts';
import { Numbers } from './numbers.ts';
import type { TensorPreview, Preview, TextPreview } from './preview.ts';
import { cellOf, shapeOf } from './shape.ts';
import { isNumeric, isPlain, typeOf } from './types.ts';
import type { Redactor } from './redactor.ts';
import { Table } from '../../values/table/table.ts';
import { arrowColumns, isArrowTable } from '../tables/arrow.ts';
import { bytesPreview } from './bytes.ts';
import { ItemsBuilder } from './items.ts';
import { TableBuilder, type TableColumn, partOf } from './table.ts';

/** The types that our own codecs keep, but for those that have a preview of their own kind. */
const known = new Set(['object', 'map', 'set', 'date', 'number', 'bigint', 'boolean', 'null', 'undefined', 'artifact', 'file', 'folder',
  'URL', 'RegExp', 'ArrayBuffer']); // prettier-ignore

/** The preview of a whole value; undefined for what is of a class that only its codec knows. Not yet bounded. */
export function previewOf(value: unknown, words: Redactor): Preview | Promise<Preview> | undefined {
  if (typeof value === 'string') return textPreview(value, words);
  if (value instanceof Uint8Array) return bytesPreview(value, words);
  if (Table.is(value)) return tablePreview(...partOf(value), words);
  if (isArrowTable(value)) return tablePreview(arrowColumns(value), value.numRows, words);
  const tensor = tensorPreview(value, words);
  if (tensor) return tensor;
  if (Array.isArray(value)) {
    const items = new ItemsBuilder(words);
    items.list(value as unknown[]);
    return items.finish();
  }
  return known.has(typeOf(value)) ? { kind: 'value', shape: shapeOf(value, words) } : undefined;
}

function tablePreview(columns: readonly TableColumn[], rows: number, words: Redactor): Preview {
  const table = new TableBuilder(words);
  table.columns(columns, rows);
  return table.finish();
}

export const maxHeadLength = 4000;
/** Lines of longer texts are not counted. */
const maxCounted = 64 * 1024 * 1024;

export function textPreview(text: string, words: Redactor): TextPreview {
  const lines = text.length > maxCounted ? null : linesOf(text);
  return { kind: 'text', characters: text.length, lines, head: words.short(text, maxHeadLength) };
}

/** The end of the last line needs no sign. */
function linesOf(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
  return text === '' || text.endsWith('\n') ? lines : lines + 1;
}

const firstNumbers = 12;
/** The most numbers that are looked at, evenly spread where there are more. */
const maxLooked = 50_000;

interface Tensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data: ArrayLike<number | bigint>;
}

/** Typed arrays, and objects with a shape and that many numbers. */
export function tensorPreview(value: unknown, words: Redactor): TensorPreview | undefined {
  const tensor = tensorOf(value);
  if (!tensor) return undefined;
  const { data, dtype, shape } = tensor;
  const numbers = new Numbers();
  let [looked, notFinite] = [0, 0];
  // Odd, so that it is in step with no dimension that is a power of two.
  const step = data.length <= maxLooked ? 1 : Math.ceil(data.length / maxLooked) | 1;
  for (let i = 0; i < data.length; i += step) {
    const number = Number(data[i]);
    looked += 1;
    if (Number.isFinite(number)) numbers.add(number);
    else notFinite += 1;
  }
  const first = Array.from({ length: Math.min(firstNumbers, data.length) }, (_, i) => cellOf(data[i], words));
  return {
    kind: 'tensor',
    dtype: words.short(dtype, 30),
    shape,
    looked,
    notFinite,
    ...numberFigures(numbers, words),
    first,
  };
}

function tensorOf(value: unknown): Tensor | undefined {
  if (isNumeric(value)) return { dtype: dtypeOf(value), shape: [value.length], data: value };
  if (!isPlain(value)) return undefined;
  const { shape, data, dtype } = value as { shape?: unknown; data?: unknown; dtype?: unknown };
  if (!isShape(shape)) return undefined;
  const isTyped = isNumeric(data) || (data instanceof Uint8Array && !Buffer.isBuffer(data));
  if (!isTyped && !(Array.isArray(data) && typeof data[0] === 'number')) return undefined;
  const numbers = data as ArrayLike<number | bigint>;
  if (shape.reduce((product, size) => product * size, 1) !== numbers.length) return undefined;
  return { dtype: typeof dtype === 'string' ? dtype : isTyped ? dtypeOf(numbers) : 'number', shape, data: numbers };
}

const isShape = (shape: unknown): shape is readonly number[] =>
  Array.isArray(shape) && shape.length <= 16 && shape.every((size) => Number.isSafeInteger(size) && size >= 0);

const dtypeOf = (array: object): string => array.constructor.name.replace(/Array$/, '');
