import { userError } from '../errors.ts';
import { didYouMean } from '../values/nearest-names.ts';

/** The part that a model family adds to a task, by composition: the figures that its runs should record. */
export interface ModelFamily {
  /** Numbers in the returned value, at its top level, that are recorded as metrics. */
  readonly metrics: readonly string[];
}

/** The families that everyone has; the settings may add others. */
export const modelFamilies: Readonly<Record<string, ModelFamily>> = {
  classifier: { metrics: ['accuracy', 'auc', 'f1', 'logLoss', 'precision', 'recall', 'threshold'] },
  regressor: { metrics: ['mae', 'mape', 'mse', 'r2', 'rmse'] },
  forecaster: { metrics: ['coverage', 'mae', 'mape', 'mase', 'rmse', 'smape'] },
  ranker: { metrics: ['map', 'mrr', 'ndcg'] },
  clustering: { metrics: ['inertia', 'silhouette'] },
};

/** A task names a family that nobody has defined. */
export const unknownFamily = userError('UNKNOWN_FAMILY', (path: string, family: string, known: readonly string[]) => ({
  message: `${path} names the model family ${family}, which doesn't exist.${didYouMean(family, known)}`,
  next: `Known are: ${known.join(', ')}. Others are added under \`modelFamilies\` in clew.config.ts.`,
}));

/** The figures of a family that a returned value holds. */
export function familyMetrics(family: ModelFamily | undefined, value: unknown): Record<string, number> {
  if (!family || typeof value !== 'object' || value === null) return {};
  const found = family.metrics
    .map((name) => [name, (value as Record<string, unknown>)[name]] as const)
    .filter((entry): entry is readonly [string, number] => typeof entry[1] === 'number');
  return Object.fromEntries(found);
}
