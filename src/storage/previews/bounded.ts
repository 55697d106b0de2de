import {
  type Cell,
  type ColumnPreview,
  type HistogramPreview,
  type Preview,
  type Shape,
  type TablePreview,
  maxBytes,
} from './preview.ts';
import { cut } from './redactor.ts';

/** The room that is left for everything. */
interface Room {
  readonly columns: number;
  readonly rows: number;
  readonly text: number;
  readonly head: number;
  readonly top: number;
  readonly histograms: boolean;
  readonly widths: readonly number[];
  readonly files: number;
}

/** From all there is to what always has room: one after the other is tried. */
const rooms: readonly Room[] = [
  { columns: 100, rows: 10, text: 80, head: 4000, top: 5, histograms: true, widths: [30, 8, 4, 3], files: 10 },
  { columns: 60, rows: 10, text: 60, head: 4000, top: 5, histograms: true, widths: [30, 6, 3], files: 10 },
  { columns: 40, rows: 5, text: 40, head: 2500, top: 3, histograms: true, widths: [24, 5, 2], files: 10 },
  { columns: 40, rows: 5, text: 30, head: 2500, top: 2, histograms: false, widths: [20, 4], files: 5 },
  { columns: 25, rows: 3, text: 20, head: 1500, top: 1, histograms: false, widths: [15, 3], files: 5 },
  { columns: 12, rows: 2, text: 12, head: 500, top: 1, histograms: false, widths: [10], files: 3 },
];

/** The preview with as much in it as {@link maxBytes} allow. */
export function bounded(preview: Preview): Preview {
  let left = preview;
  for (const room of rooms) {
    left = cutTo(preview, room);
    if (Buffer.byteLength(JSON.stringify(left)) <= maxBytes) return left;
  }
  return left.kind === 'image' ? { ...left, thumbnail: null } : left;
}

function cutTo(preview: Preview, room: Room): Preview {
  switch (preview.kind) {
    case 'text':
      return { ...preview, head: cut(preview.head, room.head) };
    case 'bytes':
      return { ...preview, text: preview.text && cut(preview.text, room.head) };
    case 'value':
      return { ...preview, shape: cutShape(preview.shape, room.widths, room) };
    case 'list':
      return {
        ...preview,
        first: preview.first.slice(0, room.rows).map((one) => cutShape(one, room.widths.slice(1), room)),
        values: preview.values && cutColumn(preview.values, room),
      };
    case 'table':
      return cutTable(preview, room);
    case 'tensor':
      return {
        ...preview,
        shape: preview.shape.slice(0, 16),
        first: preview.first.slice(0, 12).map((cell) => cutCell(cell, room)),
      };
    case 'image':
      return preview;
    case 'files':
      return {
        ...preview,
        biggest: preview.biggest
          .slice(0, room.files)
          .map(({ path, size }) => ({ path: cut(path, 2 * room.text), size })),
        kinds: preview.kinds.slice(0, 2 * room.files).map((kind) => ({ ...kind, extension: cut(kind.extension, 20) })),
      };
  }
}

function cutTable({ columns, first, ...rest }: TablePreview, room: Room): TablePreview {
  return {
    ...rest,
    columns: columns.slice(0, room.columns).map((column) => cutColumn(column, room)),
    first: first.slice(0, room.rows).map((row) => row.slice(0, room.columns).map((cell) => cutCell(cell, room))),
  };
}

function cutColumn(column: ColumnPreview, room: Room): ColumnPreview {
  return {
    ...column,
    name: cut(column.name, room.text),
    type: cut(column.type, room.text),
    min: cutCell(column.min, room),
    max: cutCell(column.max, room),
    mean: rounded(column.mean),
    deviation: rounded(column.deviation),
    histogram: room.histograms ? column.histogram && cutHistogram(column.histogram) : null,
    top: column.top.slice(0, room.top).map(({ value, count }) => ({ value: cutCell(value, room), count })),
  };
}

const cutHistogram = ({ counts, ...ends }: HistogramPreview): HistogramPreview => ({
  ...ends,
  counts: counts.slice(0, 24),
});

function cutShape(shape: Shape, [most = 0, ...deeper]: readonly number[], room: Room): Shape {
  const { parts, text, ...rest } = shape;
  const shown = parts?.slice(0, most).map(({ name, value }) => {
    const part = cutShape(value, deeper, room);
    return name === undefined ? { value: part } : { name: cut(name, room.text), value: part };
  });
  return {
    ...rest,
    type: cut(shape.type, room.text),
    ...(text !== undefined && { text: cut(text, room.text) }),
    ...(shown && shown.length > 0 && { parts: shown }),
  };
}

const cutCell = <T extends Cell>(cell: T, room: Room): T =>
  typeof cell === 'string' ? (cut(cell, room.text) as T) : cell;

/** Figures that were counted together have no more digits than that. */
const rounded = <T extends number | string | null>(value: T): T =>
  typeof value === 'number' ? (Number(value.toPrecision(12)) as T) : value;
