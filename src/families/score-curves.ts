import { type MetricValue, noValue } from './no-value.ts';
import { orderDescending } from './order.ts';
import { checkNumbers, weightsOf, type Numbers } from './rows.ts';

/** Points of a curve, from left to right. */
export interface Curve {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** The weight of positive and negative rows with a score of at least each threshold, the highest threshold first. */
export interface ScoreCounts {
  readonly thresholds: Float64Array;
  readonly positive: Float64Array;
  readonly negative: Float64Array;
}

/** Counts once; all curves and areas of the scores come from it. `isPositive` holds 0 or 1 for each row. */
export function countScores(isPositive: Numbers, scores: Numbers, weights?: Numbers): ScoreCounts {
  const rows = isPositive.length;
  checkNumbers('scores', scores, rows);
  const each = weightsOf(weights, rows);
  return countInOrder(isPositive, scores, each, orderDescending(scores));
}

/** The same for rows that are sorted already: resampling sorts once. */
export function countInOrder(
  isPositive: Numbers,
  scores: Numbers,
  weights: Float64Array,
  order: Uint32Array,
): ScoreCounts {
  const thresholds = new Float64Array(order.length);
  const positive = new Float64Array(order.length);
  const negative = new Float64Array(order.length);
  let size = 0;
  let positives = 0;
  let negatives = 0;
  for (let at = 0; at < order.length; at++) {
    const row = order[at]!;
    if (isPositive[row]) positives += weights[row]!;
    else negatives += weights[row]!;
    const isLastOfScore = at + 1 === order.length || scores[order[at + 1]!] !== scores[row];
    if (!isLastOfScore) continue;
    thresholds[size] = scores[row]!;
    positive[size] = positives;
    negative[size] = negatives;
    size += 1;
  }
  return {
    thresholds: thresholds.subarray(0, size),
    positive: positive.subarray(0, size),
    negative: negative.subarray(0, size),
  };
}

const oneClass = noValue('truth is one class alone');

/** Gives the share of positive rows that are found over the share of negative ones that are taken for them. */
export function rocCurve({ positive, negative }: ScoreCounts): Curve {
  const scale = (counts: Float64Array): Float64Array => {
    const whole = counts.at(-1)!;
    const curve = new Float64Array(counts.length + 1);
    for (let i = 0; i < counts.length; i++) curve[i + 1] = whole === 0 ? 0 : counts[i]! / whole;
    return curve;
  };
  return { x: scale(negative), y: scale(positive) };
}

export function rocAuc(counts: ScoreCounts): MetricValue {
  return counts.positive.at(-1) === 0 || counts.negative.at(-1) === 0 ? oneClass : areaUnder(rocCurve(counts));
}

/** Gives precision over recall; it begins where nothing is found, with the precision of the highest score. */
export function precisionRecallCurve({ positive, negative }: ScoreCounts): Curve {
  const whole = positive.at(-1)!;
  const x = new Float64Array(positive.length + 1);
  const y = new Float64Array(positive.length + 1);
  for (let i = 0; i < positive.length; i++) {
    const found = positive[i]! + negative[i]!;
    x[i + 1] = whole === 0 ? 0 : positive[i]! / whole;
    y[i + 1] = found === 0 ? 1 : positive[i]! / found;
  }
  y[0] = y[1]!;
  return { x, y };
}

/** Sums precision by the recall that each threshold adds: steps, not the line between points. */
export function averagePrecision(counts: ScoreCounts): MetricValue {
  if (counts.positive.at(-1) === 0) return noValue('no row is positive');
  const { x, y } = precisionRecallCurve(counts);
  let sum = 0;
  for (let i = 1; i < x.length; i++) sum += (x[i]! - x[i - 1]!) * y[i]!;
  return sum;
}

/** Gives the area under the line between a curve's points. */
export function areaUnder({ x, y }: Curve): number {
  let sum = 0;
  for (let i = 1; i < x.length; i++) sum += ((x[i]! - x[i - 1]!) * (y[i]! + y[i - 1]!)) / 2;
  return sum;
}
