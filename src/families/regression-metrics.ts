import { type MetricValue, noValue } from './no-value.ts';
import { checkNotEmpty, checkNumbers, weightedMean, weightsOf, type Numbers } from './rows.ts';

/** The rows of a regression, checked once: the errors of all figures come from here. */
export interface Residuals {
  readonly truth: Numbers;
  readonly predicted: Numbers;
  /** Truth less prediction. */
  readonly errors: Float64Array;
  readonly weights: Float64Array;
  readonly isWeighted: boolean;
}

export function residualsOf(truth: Numbers, predicted: Numbers, weights?: Numbers): Residuals {
  checkNotEmpty('truth', truth);
  checkNumbers('truth', truth, truth.length);
  checkNumbers('predicted', predicted, truth.length);
  const errors = Float64Array.from(truth, (value, row) => value - predicted[row]!);
  return { truth, predicted, errors, weights: weightsOf(weights, truth.length), isWeighted: weights !== undefined };
}

export const mae = ({ errors, weights }: Residuals): number => weightedMean(weights, (row) => Math.abs(errors[row]!));
export const mse = ({ errors, weights }: Residuals): number => weightedMean(weights, (row) => errors[row]! ** 2);
export const rmse = (residuals: Residuals): number => Math.sqrt(mse(residuals));
export const maxError = ({ errors }: Residuals): number =>
  errors.reduce((most, error) => Math.max(most, Math.abs(error)), 0);

/** Gives the median of absolute errors: between two, their mean, or the lower one where rows have weights. */
export function medianAbsoluteError({ errors, weights, isWeighted }: Residuals): number {
  const absolute = errors.map(Math.abs);
  return isWeighted ? weightedQuantile(absolute, weights, 0.5) : quantile(absolute, 0.5);
}

/** Gives the share of the variance that is explained; 0 where truth is constant and missed, 1 where it is met. */
export function r2({ truth, errors, weights }: Residuals): MetricValue {
  if (truth.length < 2) return noValue('there is one row only');
  const mean = weightedMean(weights, (row) => truth[row]!);
  return explained(
    weightedMean(weights, (row) => errors[row]! ** 2),
    isConstant(truth) ? 0 : weightedMean(weights, (row) => (truth[row]! - mean) ** 2),
  );
}

/** The same, without what all errors have in common. */
export function explainedVariance({ truth, errors, weights }: Residuals): number {
  const mean = weightedMean(weights, (row) => truth[row]!);
  const bias = weightedMean(weights, (row) => errors[row]!);
  return explained(
    isConstant(errors) ? 0 : weightedMean(weights, (row) => (errors[row]! - bias) ** 2),
    isConstant(truth) ? 0 : weightedMean(weights, (row) => (truth[row]! - mean) ** 2),
  );
}

/** Compares values themselves: a weighted mean of equal numbers is not always that number. */
function isConstant(values: Numbers): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return false;
  return true;
}

function explained(left: number, whole: number): number {
  if (whole === 0) return left === 0 ? 1 : 0;
  return 1 - left / whole;
}

/** Gives the mean error as a share of truth: very large where truth is near 0. */
export const mape = ({ truth, errors, weights }: Residuals): number =>
  weightedMean(weights, (row) => Math.abs(errors[row]!) / Math.max(Math.abs(truth[row]!), Number.EPSILON));

/** Gives the mean error as a share of the middle of truth and prediction, from 0 to 2; 0 where both are 0. */
export const smape = ({ truth, predicted, errors, weights }: Residuals): number =>
  weightedMean(weights, (row) => {
    const size = Math.abs(truth[row]!) + Math.abs(predicted[row]!);
    return size === 0 ? 0 : (2 * Math.abs(errors[row]!)) / size;
  });

/** Gives the mean loss of a prediction of a quantile: too low costs `level`, too high the rest. */
export const pinballLoss = ({ errors, weights }: Residuals, level: number): number =>
  weightedMean(weights, (row) => Math.max(level * errors[row]!, (level - 1) * errors[row]!));

/** Gives the errors at some levels from 0 to 1. */
export const residualQuantiles = ({ errors }: Residuals, levels: readonly number[]): number[] => {
  const sorted = errors.toSorted();
  return levels.map((level) => quantileOfSorted(sorted, level));
};

export const quantile = (values: Float64Array, level: number): number => quantileOfSorted(values.toSorted(), level);

/** Takes the line between the two values beside it, as numpy does. */
function quantileOfSorted(sorted: Float64Array, level: number): number {
  const place = level * (sorted.length - 1);
  const below = Math.floor(place);
  const [low, high] = [sorted[below]!, sorted[Math.min(below + 1, sorted.length - 1)]!];
  return low + (place - below) * (high - low);
}

function weightedQuantile(values: Float64Array, weights: Float64Array, level: number): number {
  const order = Uint32Array.from(values, (_, row) => row).toSorted((a, b) => values[a]! - values[b]!);
  const wanted = level * weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  for (const row of order) {
    sum += weights[row]!;
    if (sum >= wanted && sum > 0) return values[row]!;
  }
  return values[order.at(-1)!]!;
}
