import { checkLength, checkNotEmpty, weightedMean, weightsOf, type Numbers } from './rows.ts';
import type { Label, Tally } from './confusion.ts';

/** Rows that have any number of labels: 0 or 1 for each of them. */
export interface LabelRows {
  readonly labels: readonly Label[];
  readonly truth: ArrayLike<Numbers>;
  readonly predicted: ArrayLike<Numbers>;
  readonly weights: Float64Array;
}

export function labelRowsOf(
  truth: ArrayLike<Numbers>,
  predicted: ArrayLike<Numbers>,
  { labels, weights }: { readonly labels?: readonly Label[]; readonly weights?: Numbers } = {},
): LabelRows {
  checkNotEmpty('truth', truth);
  checkLength('predicted', predicted, truth.length);
  const names = labels ?? Array.from(truth[0]!, (_, place) => place);
  for (let row = 0; row < truth.length; row++) {
    checkLength(`truth of row ${row}`, truth[row]!, names.length);
    checkLength(`predicted of row ${row}`, predicted[row]!, names.length);
  }
  return { labels: names, truth, predicted, weights: weightsOf(weights, truth.length) };
}

/** Counts each label by itself, as a class against the rest. */
export function labelTallies({ labels, truth, predicted, weights }: LabelRows): readonly Tally[] {
  return labels.map((label, place) => {
    let right = 0;
    let falsePositive = 0;
    let missed = 0;
    for (let row = 0; row < weights.length; row++) {
      const isTrue = truth[row]![place]! > 0;
      const isPredicted = predicted[row]![place]! > 0;
      if (isTrue && isPredicted) right += weights[row]!;
      else if (isPredicted) falsePositive += weights[row]!;
      else if (isTrue) missed += weights[row]!;
    }
    return { label, right, falsePositive, missed, support: right + missed };
  });
}

/** Gives the share of rows whose labels are all right. */
export const subsetAccuracy = (rows: LabelRows): number =>
  weightedMean(rows.weights, (row) => Number(wrongLabels(rows, row) === 0));

/** Gives the share of all decisions that are wrong. */
export const hammingLoss = (rows: LabelRows): number =>
  weightedMean(rows.weights, (row) => wrongLabels(rows, row) / rows.labels.length);

function wrongLabels({ labels, truth, predicted }: LabelRows, row: number): number {
  let wrong = 0;
  for (let place = 0; place < labels.length; place++) {
    if (truth[row]![place]! > 0 !== predicted[row]![place]! > 0) wrong += 1;
  }
  return wrong;
}
