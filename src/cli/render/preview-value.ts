import type { Shape, TensorPreview, ValuePreview } from '../../storage/previews/preview.ts';
import { inlineShape } from '../../storage/previews/shape.ts';
import { bold, dim, fit } from '../terminal.ts';
import { bars } from './bars.ts';
import { visible } from '../../values/controls.ts';
import { cellText, counted, grouped, meanText, rangeText } from './figures.ts';

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
