import type { Label } from './confusion.ts';
import { type MetricValue, hasValue } from './no-value.ts';
import type { CalibrationBin } from './probability-metrics.ts';
import { checkLength, type Numbers } from './rows.ts';

/** The way in which rows are divided, by name: `{ machine: ['M-14', 'M-17', …] }`, a value for each row. */
export type Slices = Readonly<Record<string, ArrayLike<Label>>>;

/** A curve as it is kept: 512 points at most. */
export interface CurvePoints {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** How good a model is on some rows: its figures, and the curves behind them. */
export interface Evaluation {
  readonly family: string;
  readonly rows: number;
  readonly metrics: Readonly<Record<string, number>>;
  /** The metrics that have no value for these rows, and why. */
  readonly missing: Readonly<Record<string, string>>;
  /** The same of the rows of each slice, as `machine=M-14`. */
  readonly slices: Readonly<Record<string, EvaluatedSlice>>;
  /** How often which class was taken for which: a line for each true one. */
  readonly confusion?: { readonly labels: readonly Label[]; readonly counts: readonly (readonly number[])[] };
  readonly roc?: CurvePoints;
  readonly precisionRecall?: CurvePoints;
  readonly calibration?: readonly CalibrationBin[];
  /** Levels from 0 to 1, and the error at each of them. */
  readonly residuals?: CurvePoints;
}

export type EvaluatedSlice = Pick<Evaluation, 'rows' | 'metrics' | 'missing'>;

export type EvaluationDetails = Omit<Evaluation, 'family' | 'rows' | 'metrics' | 'missing' | 'slices'>;

/** Evaluates some of the rows. */
export type Figures = (rows: readonly number[] | undefined) => Readonly<Record<string, MetricValue>>;

/** Puts an evaluation together: of all rows, and of those of each slice. */
export function evaluationOf(
  family: string,
  rows: number,
  figures: Figures,
  { slices = {}, ...details }: EvaluationDetails & { readonly slices?: Slices | undefined },
): Evaluation {
  const evaluated: Record<string, EvaluatedSlice> = {};
  for (const [name, values] of Object.entries(slices)) {
    checkLength(`slices.${name}`, values, rows);
    const places = Map.groupBy(
      Array.from(values, (_, row) => row),
      (row) => String(values[row]),
    );
    for (const [value, ofValue] of [...places].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      evaluated[`${name}=${value}`] = { rows: ofValue.length, ...valuesOf(figures(ofValue)) };
    }
  }
  return { family, rows, ...valuesOf(figures(undefined)), slices: evaluated, ...details };
}

function valuesOf(figures: Readonly<Record<string, MetricValue>>): Pick<Evaluation, 'metrics' | 'missing'> {
  const metrics: Record<string, number> = {};
  const missing: Record<string, string> = {};
  for (const [name, value] of Object.entries(figures)) {
    if (hasValue(value)) metrics[name] = value;
    else missing[name] = value.because;
  }
  return { metrics, missing };
}

/** Gives the values of some rows, or the list itself. */
export const pick = <T>(list: ArrayLike<T>, rows: readonly number[] | undefined): ArrayLike<T> =>
  rows ? rows.map((row) => list[row]!) : list;

export const pickNumbers = (list: Numbers | undefined, rows: readonly number[] | undefined): Numbers | undefined =>
  list && pick(list, rows);
