import type { Shape, TensorPreview, ValuePreview, Preview } from '../../storage/previews/preview.ts';
import { inlineShape } from '../../storage/previews/shape.ts';
import { bold, dim, fit } from '../terminal.ts';
import { bars } from './bars.ts';
import { visible } from '../../values/controls.ts';
import { cellText, counted, grouped, meanText, rangeText } from './figures.ts';
import { bytesText, filesText, imageText, textText } from './preview-bytes.ts';
import { listText, tableText } from './preview-table.ts';

export interface PreviewLook {
  /** Columns of the screen. */
  readonly width: number;
  /** Whether it shows 16 million colours: then images are shown. Other colours are taken away where they can't be seen. */
  readonly colors: boolean;
}

/** A preview for people, of as many lines as it needs. */
export function renderPreview(preview: Preview, { width, colors }: PreviewLook): string {
  switch (preview.kind) {
    case 'text':
      return textText(preview, width);
    case 'value':
      return valueText(preview, width);
    case 'list':
      return listText(preview, width);
    case 'table':
      return tableText(preview, width);
    case 'tensor':
      return tensorText(preview, width);
    case 'image':
      return imageText(preview, colors);
    case 'bytes':
      return bytesText(preview, width);
    case 'files':
      return filesText(preview, width);
  }
}

/** In a few words: `1 000 × 10 table`. */
export function summaryOf(preview: Preview): string {
  switch (preview.kind) {
    case 'text':
      return preview.lines === null ? `text of ${counted(preview.characters, 'character')}` : `${counted(preview.lines, 'line')} of text`; // prettier-ignore
    case 'value': {
      const { type, size, parts } = preview.shape;
      return parts || size !== undefined ? `${visible(type)} of ${grouped(size ?? 0)}` : visible(inlineShape(preview.shape, 30)); // prettier-ignore
    }
    case 'list':
      return `list of ${grouped(preview.count)}`;
    case 'table':
      return `${grouped(preview.rows)} × ${grouped(preview.width)} table`;
    case 'tensor':
      return `${visible(preview.dtype)} ${shapeText(preview.shape)}`;
    case 'image':
      return `${grouped(preview.width)} × ${grouped(preview.height)} ${preview.format}`;
    case 'bytes':
      return preview.format ?? 'bytes';
    case 'files':
      return counted(preview.files, 'file');
  }
}

/** Enough for every screen. */
const maxShown = 1000;

/** A value as a tree: what has room in a line is in one. */
export function valueText({ shape }: ValuePreview, width: number): string {
  if (!shape.parts) return `${bold(shape.type)}  ${visible(bare(shape))}`.trimEnd();
  return [`${bold(shape.type)}  ${sizeOf(shape)}`, ...partLines(shape, '  ', width)].join('\n');
}

function partLines(shape: Shape, indent: string, width: number): string[] {
  const parts = shape.parts ?? [];
  const longest = Math.min(24, Math.max(0, ...parts.map(({ name = '' }) => name.length)));
  const lines = parts.flatMap(({ name, value }) => {
    const before = name === undefined ? indent : `${indent}${dim(visible(name).padEnd(longest))}  `;
    const room = width - indent.length - (name === undefined ? 0 : longest + 2);
    const text = inlineShape(value, maxShown);
    if (text.length <= room || !value.parts) return [before + fit(visible(text), Math.max(room, 16))];
    return [`${before}${value.type} of ${grouped(value.size ?? 0)}`, ...partLines(value, `${indent}  `, width)];
  });
  const left = (shape.size ?? 0) - parts.length;
  return left > 0 ? [...lines, dim(`${indent}… ${grouped(left)} more`)] : lines;
}

/** A text by itself needs no quotes. */
const bare = (shape: Shape): string => (shape.type === 'text' ? (shape.text ?? '') : inlineShape(shape, 200));

function sizeOf({ type, size = 0 }: Shape): string {
  const words: Readonly<Record<string, string>> = { object: 'field', map: 'key', set: 'value', list: 'item' };
  return words[type] ? counted(size, words[type]) : '';
}

export function tensorText(preview: TensorPreview, width: number): string {
  const { dtype, shape, looked, notFinite, histogram, first } = preview;
  const size = shape.reduce((product, one) => product * one, 1);
  const mean = meanText(preview);
  const facts = [
    ...[rangeText(preview), mean && `mean ${mean}`, histogram ? bars(histogram) : ''].filter(Boolean),
    ...(notFinite > 0 ? [`${grouped(notFinite)} not finite`] : []),
  ];
  const shown = first.map(cellText).join(', ') + (size > first.length ? ', …' : '');
  return [
    `${bold('tensor')}  ${visible(dtype)} ${shapeText(shape)}`,
    ...(facts.length > 0 ? [`  ${facts.join('  ')}`] : []),
    ...(first.length > 0 ? [`  ${dim(fit(shown, width - 2))}`] : []),
    ...(looked < size ? [dim(`  These figures are about ${grouped(looked)} of ${grouped(size)} numbers.`)] : []),
  ].join('\n');
}

/** `1 000 × 3` */
export const shapeText = (shape: readonly number[]): string =>
  shape.length === 0 ? 'one number' : shape.map(grouped).join(' × ');
