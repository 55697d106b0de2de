/** How good probabilities are, once the answers are known. */
export interface Scores {
  /** How often a row that stops is ranked above one that doesn't: 0.5 is guessing. */
  readonly auc: number;
  readonly accuracy: number;
  readonly logLoss: number;
}

export function scoresOf(probabilities: readonly number[], labels: readonly boolean[]): Scores {
  return {
    auc: rounded(auc(probabilities, labels)),
    accuracy: rounded(accuracy(probabilities, labels)),
    logLoss: rounded(logLoss(probabilities, labels)),
  };
}

/** By the sum of ranks; equal probabilities share theirs. */
function auc(probabilities: readonly number[], labels: readonly boolean[]): number {
  const sorted = probabilities.map((p, i) => ({ p, yes: labels[i]! })).toSorted((a, b) => a.p - b.p);
  let ranks = 0;
  for (let start = 0; start < sorted.length;) {
    let end = start;
    while (end < sorted.length && sorted[end]!.p === sorted[start]!.p) end++;
    const shared = (start + 1 + end) / 2;
    for (let i = start; i < end; i++) if (sorted[i]!.yes) ranks += shared;
    start = end;
  }
  const yes = labels.filter(Boolean).length;
  return (ranks - (yes * (yes + 1)) / 2) / (yes * (labels.length - yes));
}

const accuracy = (probabilities: readonly number[], labels: readonly boolean[]): number =>
  average(probabilities.map((p, i) => Number(p >= 0.5 === labels[i])));

function logLoss(probabilities: readonly number[], labels: readonly boolean[]): number {
  return average(probabilities.map((p, i) => -Math.log(Math.max(1e-15, labels[i] ? p : 1 - p))));
}

/** Four digits are more than some hundred rows can tell. */
export const rounded = (value: number): number => Math.round(value * 1e4) / 1e4;

export const average = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;
