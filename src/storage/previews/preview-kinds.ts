import { Table } from '../../values/table/table.ts';
import { arrowColumns, isArrowTable } from '../tables/arrow.ts';
import { bytesPreview } from './bytes.ts';
import { ItemsBuilder } from './items.ts';
import type { Preview, TextPreview } from './preview.ts';
import { shapeOf } from './shape.ts';
import { tensorPreview } from './tensor.ts';
import { TableBuilder, type TableColumn, partOf } from './table.ts';
import { typeOf } from './types.ts';
import type { Redactor } from './redactor.ts';

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
