import type { Preview } from '../../storage/previews/preview.ts';
import { inlineShape } from '../../storage/previews/shape.ts';
import { visible } from '../../values/controls.ts';
import { counted, grouped } from './figures.ts';
import { bytesText, filesText, imageText, textText } from './preview-bytes.ts';
import { listText, tableText } from './preview-table.ts';
import { shapeText, tensorText, valueText } from './preview-value.ts';

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
