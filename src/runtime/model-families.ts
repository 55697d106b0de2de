/** The part that a model family adds to a task, by composition: the figures that its runs should record. */
export interface ModelFamily {
  /** Numbers in the returned value, at its top level, that are recorded as metrics. */
  readonly metrics: readonly string[];
}

/** The families that everyone has; the settings may add others. */
export const modelFamilies: Readonly<Record<string, ModelFamily>> = {
  classifier: { metrics: ['accuracy', 'auc', 'f1', 'logLoss', 'precision', 'recall', 'threshold'] },
  regressor: { metrics: ['mae', 'mape', 'mse', 'r2', 'rmse'] },
  ranker: { metrics: ['map', 'mrr', 'ndcg'] },
  clustering: { metrics: ['inertia', 'silhouette'] },
};

/** The figures of a family that a returned value holds. */
export function familyMetrics(family: ModelFamily | undefined, value: unknown): Record<string, number> {
  if (!family || typeof value !== 'object' || value === null) return {};
  const found = family.metrics
    .map((name) => [name, (value as Record<string, unknown>)[name]] as const)
    .filter((entry): entry is readonly [string, number] => typeof entry[1] === 'number');
  return Object.fromEntries(found);
}
