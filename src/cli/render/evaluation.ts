import type { CurvePoints, Evaluation } from '../../families/evaluation.ts';
import { bold, cyan, dim } from '../terminal.ts';
import { pad, table, widthOf } from './table.ts';
import { number } from './values.ts';
import { wrap } from './wrap.ts';

const maxSlices = 20;
const maxClasses = 20;
/** Columns of the table of slices: more can't be compared at a glance. */
const maxSliceMetrics = 4;

/** Renders an evaluation: its figures, then what is behind them. */
export function evaluationText(evaluation: Evaluation, width: number): string {
  const { family, rows, metrics, missing, confusion, roc, precisionRecall, calibration, residuals } = evaluation;
  const parts = [
    `${bold(family)}  ${dim(`${rows} rows`)}`,
    figures(metrics, width),
    ...Object.entries(missing).map(([name, why]) => wrap(`no ${name}: ${why}`, width, '  ')),
    ...(confusion ? [confusionText(confusion, width)] : []),
    ...(roc ? [plot('ROC: positive rows found, over false alarms', roc, width)] : []),
    ...(precisionRecall ? [plot('precision, over recall', precisionRecall, width)] : []),
    ...(calibration ? [calibrationText(calibration)] : []),
    ...(residuals ? [residualText(residuals)] : []),
    ...(Object.keys(evaluation.slices).length > 0 ? [slicesText(evaluation, width)] : []),
  ];
  return parts.join('\n\n');
}

/** As many columns as there is room for. */
function figures(metrics: Evaluation['metrics'], width: number): string {
  const names = Object.keys(metrics);
  const widest = Math.max(0, ...names.map((name) => name.length));
  const cells = names.map((name) => pad(`${dim(pad(name, widest))}  ${number(metrics[name]!)}`, widest + 12));
  const columns = Math.max(1, Math.floor(width / (widest + 14)));
  const lines = Math.ceil(cells.length / columns);
  return Array.from({ length: lines }, (_, line) =>
    cells
      .filter((__, i) => i % lines === line)
      .join('  ')
      .trimEnd(),
  ).join('\n');
}

function confusionText({ labels, counts }: NonNullable<Evaluation['confusion']>, width: number): string {
  const title = 'taken for';
  if (labels.length > maxClasses) return dim(`${labels.length} classes: --json has who was taken for whom`);
  const lines = [
    [dim('truth'), ...labels.map(String)],
    ...labels.map((label, k) => [
      String(label),
      ...counts[k]!.map((count, j) => (j === k ? bold(number(count)) : number(count))),
    ]),
  ];
  const text = table(lines);
  const isTooWide = Math.max(...text.split('\n').map(widthOf)) > width;
  if (!isTooWide)
    return `${' '.repeat(Math.max(5, ...labels.map((label) => String(label).length)) + 2)}${dim(title)}\n${text}`;
  // Too wide for a matrix: the pairs that were mixed up most.
  const pairs = counts
    .flatMap((line, k) => line.map((count, j) => ({ count, k, j })))
    .filter(({ count, k, j }) => k !== j && count > 0);
  const worst = pairs.toSorted((a, b) => b.count - a.count).slice(0, 10);
  return table(worst.map(({ count, k, j }) => [number(count), `${String(labels[k])} taken for ${String(labels[j])}`]));
}

/** A curve in a square from 0 to 1, one character for each place that it passes. */
function plot(title: string, { x, y }: CurvePoints, width: number): string {
  const [columns, lines] = [Math.min(40, Math.max(10, width - 6)), 10];
  const grid = Array.from({ length: lines }, () => Array.from({ length: columns }, () => ' '));
  const mark = (atX: number, atY: number): void => {
    const line = lines - 1 - Math.min(lines - 1, Math.floor(atY * lines));
    grid[line]![Math.min(columns - 1, Math.floor(atX * columns))] = '*';
  };
  const steps = 2 * columns;
  for (let i = 1; i < x.length; i++) {
    for (let step = 0; step <= steps; step++) {
      const share = step / steps;
      mark(x[i - 1]! + share * (x[i]! - x[i - 1]!), y[i - 1]! + share * (y[i]! - y[i - 1]!));
    }
  }
  const text = grid.map(
    (line, i) => `${i === 0 ? '1' : i === lines - 1 ? '0' : ' '} │${cyan(line.join('').trimEnd())}`,
  );
  return [wrap(dim(title), width, ''), ...text, `  └${'─'.repeat(columns)}`, `   0${' '.repeat(columns - 2)}1`].join(
    '\n',
  );
}

function calibrationText(bins: NonNullable<Evaluation['calibration']>): string {
  const rows = bins.map(({ from, to, weight, predicted, observed }) => [
    `${number(from)} to ${number(to)}`,
    number(predicted),
    number(observed),
    number(weight),
  ]);
  return table([['probability', 'predicted', 'happened', 'rows'].map(dim), ...rows]);
}

function residualText({ x, y }: CurvePoints): string {
  const shown = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1];
  const at = (level: number): number => y[x.indexOf(level)]!;
  return table([
    [dim('errors at'), ...shown.map((level) => dim(`${level * 100} %`))],
    ['', ...shown.map((level) => number(at(level)))],
  ]);
}

function slicesText({ slices, metrics }: Evaluation, width: number): string {
  const all = Object.entries(slices);
  const textWith = (names: readonly string[]): string =>
    table([
      ['slice', 'rows', ...names].map((name) => dim(name)),
      ...all
        .slice(0, maxSlices)
        .map(([slice, of]) => [slice, String(of.rows), ...names.map((name) => numberOf(of.metrics[name]))]),
    ]);
  const names = Object.keys(metrics).slice(0, maxSliceMetrics);
  while (names.length > 1 && Math.max(...textWith(names).split('\n').map(widthOf)) > width) names.pop();
  const more = all.length > maxSlices ? `\n${dim(`… and ${all.length - maxSlices} more; --json has them all`)}` : '';
  return textWith(names) + more;
}

const numberOf = (value: number | undefined): string => (value === undefined ? '-' : number(value));
