import { orderDescending } from './order.ts';
import { checkLength, checkNotEmpty, checkNumbers, type Numbers } from './rows.ts';

/** Lists that were ranked: of each item how relevant it is, and the score that it was given. */
export interface Rankings {
  readonly relevance: ArrayLike<Numbers>;
  readonly scores: ArrayLike<Numbers>;
}

/** Gives the mean of a figure of each list. */
function meanOf({ relevance, scores }: Rankings, figure: (relevance: Numbers, scores: Numbers) => number): number {
  checkNotEmpty('relevance', relevance);
  checkLength('scores', scores, relevance.length);
  let sum = 0;
  for (let i = 0; i < relevance.length; i++) {
    const ofList = relevance[i]!;
    checkNumbers(`relevance of list ${i}`, ofList, ofList.length);
    checkNumbers(`scores of list ${i}`, scores[i]!, ofList.length);
    sum += figure(ofList, scores[i]!);
  }
  return sum / relevance.length;
}

/** Gives the gain of the first `k` items, each counted less the later it comes. */
export const dcg = (rankings: Rankings, k = Infinity): number => meanOf(rankings, (...list) => listDcg(...list, k));

/** The same as a share of the best order's; a list without a relevant item gives 0. */
export const ndcg = (rankings: Rankings, k = Infinity): number =>
  meanOf(rankings, (relevance, scores) => {
    const best = listDcg(relevance, relevance, k);
    return best === 0 ? 0 : listDcg(relevance, scores, k) / best;
  });

/** Items with equal scores share the mean of their places, as in scikit-learn. */
function listDcg(relevance: Numbers, scores: Numbers, k: number): number {
  const order = orderDescending(scores);
  let sum = 0;
  for (let from = 0; from < order.length;) {
    let to = from;
    let gain = 0;
    let discount = 0;
    while (to < order.length && scores[order[to]!] === scores[order[from]!]) {
      gain += relevance[order[to]!]!;
      if (to < k) discount += 1 / Math.log2(to + 2);
      to += 1;
    }
    sum += (gain / (to - from)) * discount;
    from = to;
  }
  return sum;
}

/** Gives the mean, over the relevant items among the first `k`, of the precision at their places. */
export const meanAveragePrecision = (rankings: Rankings, k = Infinity): number =>
  meanOf(rankings, (relevance, scores) => {
    const relevant = countRelevant(relevance);
    let found = 0;
    let sum = 0;
    for (const [place, item] of firstOf(scores, k)) {
      if (!(relevance[item]! > 0)) continue;
      found += 1;
      sum += found / (place + 1);
    }
    return relevant === 0 ? 0 : sum / Math.min(k, relevant);
  });

/** Gives the mean of 1 over the place of the first relevant item; 0 where there is none. */
export const meanReciprocalRank = (rankings: Rankings, k = Infinity): number =>
  meanOf(rankings, (relevance, scores) => {
    for (const [place, item] of firstOf(scores, k)) if (relevance[item]! > 0) return 1 / (place + 1);
    return 0;
  });

/** Gives the mean share of relevant items that are among the first `k`. */
export const recallAt = (rankings: Rankings, k: number): number =>
  meanOf(rankings, (relevance, scores) => {
    const relevant = countRelevant(relevance);
    const found = [...firstOf(scores, k)].filter(([, item]) => relevance[item]! > 0).length;
    return relevant === 0 ? 0 : found / relevant;
  });

function countRelevant(relevance: Numbers): number {
  let count = 0;
  for (let i = 0; i < relevance.length; i++) if (relevance[i]! > 0) count += 1;
  return count;
}

/** Gives the first places with their items; of equal scores, the one that was listed first. */
const firstOf = (scores: Numbers, k: number) => orderDescending(scores).slice(0, Math.min(k, scores.length)).entries();

/** Gives the mean, over relevant items, of the share of relevant ones among those ranked at least as high. */
export const labelRankingPrecision = (rankings: Rankings): number =>
  meanOf(rankings, (relevance, scores) => {
    const relevant = countRelevant(relevance);
    if (relevant === 0 || relevant === relevance.length) return 1;
    let sum = 0;
    for (let i = 0; i < relevance.length; i++) {
      if (!(relevance[i]! > 0)) continue;
      let above = 0;
      let relevantAbove = 0;
      for (let j = 0; j < relevance.length; j++) {
        if (scores[j]! < scores[i]!) continue;
        above += 1;
        if (relevance[j]! > 0) relevantAbove += 1;
      }
      sum += relevantAbove / above;
    }
    return sum / relevant;
  });
