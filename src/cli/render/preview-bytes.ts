import { readPng } from '../../storage/previews/png.ts';
import type { BytesPreview, FilesPreview, ImagePreview, TextPreview } from '../../storage/previews/preview.ts';
import { bold, dim, fit } from '../terminal.ts';
import { visible } from '../../values/controls.ts';
import { counted, grouped } from './figures.ts';
import { table } from './table.ts';
import { bytes } from './values.ts';

const maxLines = 12;

export function textText({ characters, lines, head }: TextPreview, width: number): string {
  const size = [counted(characters, 'character'), ...(lines === null ? [] : [counted(lines, 'line')])];
  return [`${bold('text')}  ${size.join(', ')}`, ...headLines(head, width, lines ?? Infinity)].join('\n');
}

export function bytesText({ size, format, head, text }: BytesPreview, width: number): string {
  const what = `${bold('bytes')}  ${bytes(size)}${format === null ? '' : `, ${format}`}`;
  return [what, ...(text === null ? hexLines(head) : headLines(text, width, Infinity))].join('\n');
}

function headLines(head: string, width: number, all: number): string[] {
  const lines = head.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const shown = lines.slice(0, maxLines).map((line) => `  ${fit(visible(line.replaceAll('\t', '  ')), width - 2)}`);
  return all > shown.length && (lines.length > maxLines || head.endsWith('…')) ? [...shown, dim('  …')] : shown;
}

/** Sixteen bytes a line, and the letters among them. */
function hexLines(head: string): string[] {
  return (head.match(/.{1,32}/g) ?? []).map((line) => {
    const hex = line.match(/../g)!;
    const letters = hex.map((byte) => (/^[2-6]|^7[0-9a-e]/.test(byte) ? String.fromCharCode(parseInt(byte, 16)) : '·'));
    return `  ${hex.join(' ').padEnd(47)}  ${dim(letters.join(''))}`;
  });
}

/** `pixels`: where they can be seen. */
export function imageText({ format, width, height, size, thumbnail }: ImagePreview, pixels: boolean): string {
  const head = `${bold('image')}  ${grouped(width)} × ${grouped(height)} ${format}, ${bytes(size)}`;
  return pixels && thumbnail ? [head, ...pixelLines(thumbnail)].join('\n') : head;
}

/** Two pixels, one above the other, for each character. */
function pixelLines({ png, width, height }: NonNullable<ImagePreview['thumbnail']>): string[] {
  const pixels = readPng(Buffer.from(png, 'base64'), Math.max(width, height));
  if (!pixels) return [];
  const { rgb, width: across, height: down } = pixels;
  const colour = (x: number, y: number): string => [...rgb.subarray(3 * (y * across + x), 3 * (y * across + x) + 3)].join(';'); // prettier-ignore
  const lines: string[] = [];
  for (let y = 0; y < down; y += 2) {
    let line = '';
    for (let x = 0; x < across; x++) {
      const below = y + 1 < down ? `\u001b[48;2;${colour(x, y + 1)}m` : '';
      line += `\u001b[38;2;${colour(x, y)}m${below}▀`;
    }
    lines.push(`  ${line}\u001b[0m`);
  }
  return lines;
}

export function filesText({ files, size, biggest, kinds }: FilesPreview, width: number): string {
  const head = `${bold('files')}  ${counted(files, 'file')}, ${bytes(size)}`;
  const kindRows = kinds.map((kind) => [kind.extension === '' ? dim('no extension') : `.${visible(kind.extension)}`, counted(kind.files, 'file'), bytes(kind.size)]); // prettier-ignore
  const fileRows = biggest.map((file) => [bytes(file.size), fit(visible(file.path), width - 16)]);
  return [
    head,
    ...(kindRows.length > 0 ? [table(kindRows, { indent: '  ' })] : []),
    ...(fileRows.length > 0 ? ['', dim('  the largest'), table(fileRows, { indent: '  ' })] : []),
    ...(files > biggest.length ? [dim(`  … and ${counted(files - biggest.length, 'smaller one')}`)] : []),
  ].join('\n');
}
