import {
  adjustedRand,
  calinskiHarabasz,
  clustersOf,
  daviesBouldin,
  normalizedMutualInfo,
  silhouette,
} from './clustering-metrics.ts';
import type { Label } from './confusion.ts';
import { type Evaluation, evaluationOf } from './evaluation.ts';
import type { Numbers } from './rows.ts';

/** Points and the clusters that they were put into. */
export interface ClusteringRows {
  readonly points: readonly Numbers[];
  readonly labels: ArrayLike<Label>;
  /** The groups that they are known to belong to, if they are. */
  readonly truth?: ArrayLike<Label>;
}

export function evaluateClustering({ points, labels, truth }: ClusteringRows): Evaluation {
  const clusters = clustersOf(points, labels);
  return evaluationOf(
    'clustering',
    points.length,
    () => ({
      silhouette: silhouette(clusters),
      daviesBouldin: daviesBouldin(clusters),
      calinskiHarabasz: calinskiHarabasz(clusters),
      ...(truth && {
        adjustedRand: adjustedRand(truth, labels),
        normalizedMutualInfo: normalizedMutualInfo(truth, labels),
      }),
    }),
    {},
  );
}
