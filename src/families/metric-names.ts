/** Metrics of which less is better. */
const lessIsBetter = new Set([
  'brier',
  'daviesBouldin',
  'hammingLoss',
  'inertia',
  'intervalWidth',
  'logLoss',
  'loss',
  'mae',
  'mape',
  'mase',
  'maxError',
  'medianAbsoluteError',
  'mse',
  'rmse',
  'smape',
]);

/** Metrics of which more is better. */
const moreIsBetter = new Set([
  'accuracy',
  'adjustedRand',
  'auc',
  'averagePrecision',
  'balancedAccuracy',
  'calinskiHarabasz',
  'explainedVariance',
  'f1',
  'kappa',
  'map',
  'mcc',
  'mrr',
  'ndcg',
  'normalizedMutualInfo',
  'precision',
  'r2',
  'recall',
  'silhouette',
]);

/**
 * Says whether a change of a metric is for the better; undefined of metrics that nothing is known of, and of `coverage`,
 * which is good where it is as promised. `holdout.f1Macro[machine=M-14]` goes by `f1`.
 */
export function isBetter(metric: string, by: number): boolean | undefined {
  const name = metric
    .replace(/\[.*\]$/s, '')
    .replace(/^.*\./s, '')
    .replace(/(?:Macro|Micro|Weighted)$/, '');
  if (by === 0) return undefined;
  if (moreIsBetter.has(name)) return by > 0;
  return lessIsBetter.has(name) ? by < 0 : undefined;
}

/** Tells `holdout.auc` from `holdout.auc[machine=M-14]`, of which there may be hundreds. */
export const isOfAllRows = (metric: string): boolean => !metric.endsWith(']');
