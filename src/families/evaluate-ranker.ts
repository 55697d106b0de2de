import { type Evaluation, type Slices, evaluationOf, pick } from './evaluation.ts';
import { type Rankings, meanAveragePrecision, meanReciprocalRank, ndcg, recallAt } from './ranking-metrics.ts';

/** Lists that a ranker has ordered: by the scores that it gave their items. */
export interface RankerRows extends Rankings {
  /** The places at which lists are cut off. Default: 10. */
  readonly k?: number;
  /** A value for each list. */
  readonly slices?: Slices;
}

export function evaluateRanker({ relevance, scores, k = 10, slices }: RankerRows): Evaluation {
  return evaluationOf(
    'ranker',
    relevance.length,
    (some) => {
      const rankings = { relevance: pick(relevance, some), scores: pick(scores, some) };
      return {
        ndcg: ndcg(rankings, k),
        map: meanAveragePrecision(rankings, k),
        mrr: meanReciprocalRank(rankings, k),
        recall: recallAt(rankings, k),
      };
    },
    { slices },
  );
}
