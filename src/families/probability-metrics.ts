import { checkNumbers, checkProbabilities, weightedMean, weightsOf, type Numbers } from './rows.ts';

/** Keeps a certain prediction that is wrong from costing without end, as scikit-learn does. */
const clip = (probability: number): number => Math.min(Math.max(probability, Number.EPSILON), 1 - Number.EPSILON);

/** Gives the mean surprise, in nats. `isPositive` holds 0 or 1 for each row. */
export function logLoss(isPositive: Numbers, probabilities: Numbers, weights?: Numbers): number {
  const rows = isPositive.length;
  checkProbabilities('scores', probabilities, rows);
  return weightedMean(weightsOf(weights, rows), (row) => {
    const probability = clip(probabilities[row]!);
    return -Math.log(isPositive[row] ? probability : 1 - probability);
  });
}

/** The same for several classes: `probabilities[row][class]`. Rows that don't sum to 1 are scaled. */
export function multiclassLogLoss(truth: Numbers, probabilities: ArrayLike<Numbers>, weights?: Numbers): number {
  return weightedMean(weightsOf(weights, truth.length), (row) => {
    const ofRow = probabilities[row]!;
    let sum = 0;
    for (let k = 0; k < ofRow.length; k++) sum += clip(ofRow[k]!);
    return -Math.log(clip(ofRow[truth[row]!]!) / sum);
  });
}

/** Gives the mean squared distance of the probability from what was true. */
export function brier(isPositive: Numbers, probabilities: Numbers, weights?: Numbers): number {
  const rows = isPositive.length;
  checkProbabilities('scores', probabilities, rows);
  return weightedMean(weightsOf(weights, rows), (row) => (probabilities[row]! - Number(Boolean(isPositive[row]))) ** 2);
}

/** One bar of a calibration: of the rows with such probabilities, how many were positive. */
export interface CalibrationBin {
  readonly from: number;
  readonly to: number;
  readonly weight: number;
  readonly predicted: number;
  readonly observed: number;
}

/** Compares probabilities with what happened, in bins of equal width; empty bins are left out. */
export function calibration(
  isPositive: Numbers,
  probabilities: Numbers,
  { bins = 10, weights }: { readonly bins?: number; readonly weights?: Numbers } = {},
): CalibrationBin[] {
  const rows = isPositive.length;
  checkProbabilities('scores', probabilities, rows);
  const each = weightsOf(weights, rows);
  const weight = new Float64Array(bins);
  const predicted = new Float64Array(bins);
  const observed = new Float64Array(bins);
  for (let row = 0; row < rows; row++) {
    const bin = binOf(probabilities[row]!, bins);
    weight[bin]! += each[row]!;
    predicted[bin]! += each[row]! * probabilities[row]!;
    if (isPositive[row]) observed[bin]! += each[row]!;
  }
  return Array.from(weight, (sum, bin) => ({
    from: bin / bins,
    to: (bin + 1) / bins,
    weight: sum,
    predicted: predicted[bin]! / sum,
    observed: observed[bin]! / sum,
  })).filter(({ weight: sum }) => sum > 0);
}

/** Puts what lies between two bins into the lower one. */
function binOf(probability: number, bins: number): number {
  let bin = Math.min(Math.floor(probability * bins), bins - 1);
  if (bin > 0 && probability <= bin * (1 / bins)) bin -= 1;
  return bin;
}

/** Takes one list of probabilities for each row, each with one for every class. */
export function checkProbabilityRows(probabilities: ArrayLike<Numbers>, rows: number, classes: number): void {
  for (let row = 0; row < rows; row++) {
    checkNumbers(`scores of row ${row}`, probabilities[row]!, classes);
    checkProbabilities(`scores of row ${row}`, probabilities[row]!, classes);
  }
}
