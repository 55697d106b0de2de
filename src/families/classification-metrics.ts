import { type Confusion, type Tally, talliesOf } from './confusion.ts';
import { type MetricValue, noValue } from './no-value.ts';

/** How figures of classes become one: all alike, by their rows, or from all decisions together. */
export type Average = 'macro' | 'micro' | 'weighted';

const totalOf = ({ counts }: Confusion): number => counts.reduce((sum, count) => sum + count, 0);

/** A share of nothing is 0, as in scikit-learn: a class that was never predicted has a precision of 0. */
const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

const diagonal = ({ labels, counts }: Confusion): number =>
  labels.reduce<number>((sum, _, k) => sum + counts[k * labels.length + k]!, 0);

export const accuracy = (confusion: Confusion): number => diagonal(confusion) / totalOf(confusion);

/** The mean recall of the classes that have rows. */
export function balancedAccuracy(confusion: Confusion): number {
  const present = talliesOf(confusion).filter(({ support }) => support > 0);
  return present.reduce((sum, { right, support }) => sum + right / support, 0) / present.length;
}

export const precisionOf = ({ right, falsePositive }: Tally): number => share(right, right + falsePositive);
export const recallOf = ({ right, support }: Tally): number => share(right, support);
export const f1Of = ({ right, falsePositive, missed }: Tally): number =>
  share(2 * right, 2 * right + falsePositive + missed);

/**
 * Gives one figure of several classes or labels.
 *
 * @example
 * ```ts
 * averaged(talliesOf(confusion), f1Of, 'macro');
 * ```
 */
export function averaged(tallies: readonly Tally[], figure: (tally: Tally) => number, average: Average): number {
  if (average === 'micro') return figure(tallies.reduce(addTallies));
  const weightOf = ({ support }: Tally): number => (average === 'macro' ? 1 : support);
  const weight = tallies.reduce((sum, tally) => sum + weightOf(tally), 0);
  return share(
    tallies.reduce((sum, tally) => sum + weightOf(tally) * figure(tally), 0),
    weight,
  );
}

const addTallies = (a: Tally, b: Tally): Tally => ({
  label: a.label,
  right: a.right + b.right,
  falsePositive: a.falsePositive + b.falsePositive,
  missed: a.missed + b.missed,
  support: a.support + b.support,
});

/** Gives Matthews' correlation coefficient; 0 where truth or prediction is one class alone, as in scikit-learn. */
export function mcc(confusion: Confusion): number {
  const tallies = talliesOf(confusion);
  const total = totalOf(confusion);
  const right = diagonal(confusion);
  const takenAs = tallies.map((tally) => tally.right + tally.falsePositive);
  const products = tallies.reduce((sum, { support }, k) => sum + support * takenAs[k]!, 0);
  const squares = (list: readonly number[]): number => list.reduce((sum, value) => sum + value ** 2, 0);
  const spread = (total ** 2 - squares(takenAs)) * (total ** 2 - squares(tallies.map(({ support }) => support)));
  // What should be 0 is some 1e-16 of the total when weights are fractions.
  if (spread <= 1e-14 * total ** 4) return 0;
  return (right * total - products) / Math.sqrt(spread);
}

/** Gives Cohen's kappa: agreement beyond chance. */
export function kappa(confusion: Confusion): MetricValue {
  const total = totalOf(confusion);
  const expected = talliesOf(confusion).reduce(
    (sum, { right, falsePositive, support }) => sum + (support * (right + falsePositive)) / total ** 2,
    0,
  );
  if (1 - expected <= 1e-14) return noValue('truth and prediction are one class alone: chance would agree as well');
  return (accuracy(confusion) - expected) / (1 - expected);
}
