import { type MetricValue, noValue } from './no-value.ts';
import { mae, type Residuals } from './regression-metrics.ts';
import { checkNumbers, weightedMean, type Numbers } from './rows.ts';

/**
 * Gives the mean error beside that of a naive forecast within `history`, the series before: the value of one season
 * earlier. Below 1 it is better than naive.
 */
export function mase(residuals: Residuals, history: Numbers, season = 1): MetricValue {
  checkNumbers('history', history, history.length);
  if (history.length <= season) return noValue(`the history has ${history.length} values, and a season ${season}`);
  let sum = 0;
  for (let i = season; i < history.length; i++) sum += Math.abs(history[i]! - history[i - season]!);
  if (sum === 0) return noValue('the history is the same in every season: a naive forecast has no error');
  return mae(residuals) / (sum / (history.length - season));
}

/** The limits that a forecast gives for each row. */
export interface Interval {
  readonly lower: Numbers;
  readonly upper: Numbers;
}

/** Gives the share of rows whose truth is within the limits, these included. */
export function intervalCoverage({ truth, weights }: Residuals, { lower, upper }: Interval): number {
  checkNumbers('lower', lower, truth.length);
  checkNumbers('upper', upper, truth.length);
  return weightedMean(weights, (row) => Number(lower[row]! <= truth[row]! && truth[row]! <= upper[row]!));
}

export const intervalWidth = ({ weights }: Residuals, { lower, upper }: Interval): number =>
  weightedMean(weights, (row) => upper[row]! - lower[row]!);
