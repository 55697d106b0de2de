import { Table } from '../../values/table/table.ts';
import { arrowColumns, isArrowTable } from '../tables/arrow.ts';
import { bytesPreview } from './bytes.ts';
import { ItemsBuilder } from './items.ts';
import type { Preview } from './preview.ts';
import { shapeOf } from './shape.ts';
import { tensorPreview } from './tensor.ts';
import { textPreview } from './text.ts';
import { TableBuilder, type TableColumn, partOf } from './table.ts';
import { typeOf } from './types.ts';
import type { Words } from './words.ts';

/** What our own codecs keep, but for what has a preview of its own kind. */
const known = new Set(['object', 'map', 'set', 'date', 'number', 'bigint', 'boolean', 'null', 'undefined', 'artifact', 'file', 'folder',
  'URL', 'RegExp', 'ArrayBuffer']); // prettier-ignore

/** The preview of a whole value; undefined for what is of a class that only its codec knows. Not yet bounded. */
export function previewOf(value: unknown, words: Words): Preview | Promise<Preview> | undefined {
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

function tablePreview(columns: readonly TableColumn[], rows: number, words: Words): Preview {
  const table = new TableBuilder(words);
  table.columns(columns, rows);
  return table.finish();
}
