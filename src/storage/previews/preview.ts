/**
 * The preview of an artifact: small, plain JSON, kept in the record beside it. It is for looking at and can't be turned
 * back. However large the artifact is, a preview has at most {@link maxBytes} bytes.
 */
export type Preview =
  | TextPreview
  | ValuePreview
  | ListPreview
  | TablePreview
  | TensorPreview
  | ImagePreview
  | BytesPreview
  | FilesPreview;

/** So many bytes a preview takes as JSON at most. */
export const maxBytes = 16 * 1024;

/** The content of one place of a table: shortened where it is a text, a description where it is more than that. */
export type Cell = string | number | boolean | null;

export interface TextPreview {
  readonly kind: 'text';
  readonly characters: number;
  /** Null where counting them would take too long. */
  readonly lines: number | null;
  readonly head: string;
}

/** Any other value, as deep and as wide as there is room. */
export interface ValuePreview {
  readonly kind: 'value';
  readonly shape: Shape;
}

/** A value in the words of whoever looks at it. */
export interface Shape {
  /** `object`, `list`, `map`, `set`, `text`, `number`, `date`, `Float32Array`, `artifact`, … */
  readonly type: string;
  /** The text of a value that has no parts. */
  readonly text?: string;
  /** The number of its parts, or characters, numbers or bytes, where that is more than is shown. */
  readonly size?: number;
  /** The first of them; those of lists and sets have no name. */
  readonly parts?: readonly { readonly name?: string; readonly value: Shape }[];
}

export interface ListPreview {
  readonly kind: 'list';
  readonly count: number;
  readonly first: readonly Shape[];
  /** Where the items are numbers, texts, dates and the like. */
  readonly values: ColumnPreview | null;
}

export interface TablePreview {
  readonly kind: 'table';
  readonly rows: number;
  /** The number of columns; those of `columns` are the first of them. */
  readonly width: number;
  readonly columns: readonly ColumnPreview[];
  /** The first rows, in the order of `columns`. */
  readonly first: readonly (readonly Cell[])[];
}

/** The content of one column. */
export interface ColumnPreview {
  readonly name: string;
  /** `integer`, `number`, `text`, `date`, … or several, such as `number, text`. */
  readonly type: string;
  /** The number of values that all figures here are about: of many rows, a part is looked at. */
  readonly looked: number;
  /** The number of those that are null, undefined or not there. */
  readonly nulls: number;
  /** The number of different values; `exact` while they are few. */
  readonly distinct: { readonly count: number; readonly exact: boolean } | null;
  /** Numbers as such, dates as ISO texts. */
  readonly min: number | string | null;
  readonly max: number | string | null;
  readonly mean: number | string | null;
  /** Standard deviation; of dates in milliseconds. */
  readonly deviation: number | null;
  readonly histogram: HistogramPreview | null;
  /** The most frequent values; the counts are at least so high. */
  readonly top: readonly { readonly value: Cell; readonly count: number }[];
}

/** The numbers of values in equally wide parts between `from` and `to`. */
export interface HistogramPreview {
  readonly from: number | string;
  readonly to: number | string;
  readonly counts: readonly number[];
}

export interface TensorPreview {
  readonly kind: 'tensor';
  /** `Float32`, `BigInt64`, … or what the value says of itself. */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** The count of numbers that the figures are about. */
  readonly looked: number;
  /** The count of those that are NaN or infinite. */
  readonly notFinite: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  readonly deviation: number | null;
  readonly histogram: HistogramPreview | null;
  readonly first: readonly Cell[];
}

export interface ImagePreview {
  readonly kind: 'image';
  readonly format: ImageFormat;
  readonly width: number;
  readonly height: number;
  readonly size: number;
  /** A small PNG in base64. */
  readonly thumbnail: { readonly width: number; readonly height: number; readonly png: string } | null;
}

export type ImageFormat = 'PNG' | 'JPEG' | 'GIF' | 'WebP';

export interface BytesPreview {
  readonly kind: 'bytes';
  readonly size: number;
  /** The format that the first bytes tell: `gzip`, `zip`, `Parquet`, … or `text`. */
  readonly format: string | null;
  /** The first bytes in hex. */
  readonly head: string;
  /** The beginning, where it is text. */
  readonly text: string | null;
}

export interface FilesPreview {
  readonly kind: 'files';
  readonly files: number;
  readonly size: number;
  readonly biggest: readonly { readonly path: string; readonly size: number }[];
  /** By extension, what takes most first; the extension is empty for files without one. */
  readonly kinds: readonly { readonly extension: string; readonly files: number; readonly size: number }[];
}
