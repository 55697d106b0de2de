import { type ClassifierRows, evaluateClassifier } from './evaluate-classifier.ts';
import { type ClusteringRows, evaluateClustering } from './evaluate-clustering.ts';
import { type RankerRows, evaluateRanker } from './evaluate-ranker.ts';
import {
  type ForecasterRows,
  type RegressorRows,
  evaluateForecaster,
  evaluateRegressor,
} from './evaluate-regressor.ts';
import type { Evaluation } from './evaluation.ts';

/** Name of one evaluation. */
export interface EvaluationOptions {
  /** `holdout` makes its metrics `holdout.accuracy` and so on. Default: none, and metrics have their own names. */
  readonly name?: string;
}

/** Keeps an evaluation with the component run. */
export type KeepEvaluation = (evaluation: Evaluation, options: EvaluationOptions) => Promise<Evaluation>;

/** Evaluates the models of one family. A task asks for that of its own family in the constructor. */
abstract class ModelEvaluation<Rows> {
  readonly #evaluate: (rows: Rows) => Evaluation;
  readonly #keep: KeepEvaluation;

  /** @internal */
  constructor(evaluate: (rows: Rows) => Evaluation, keep: KeepEvaluation) {
    this.#evaluate = evaluate;
    this.#keep = keep;
  }

  /**
   * Evaluates rows. The metrics are recorded with the component run; they and the curves behind them are kept as an
   * artifact of it.
   */
  of(rows: Rows, options: EvaluationOptions = {}): Promise<Evaluation> {
    return this.#keep(this.#evaluate(rows), options);
  }
}

/**
 * Evaluates classifiers: of two classes, or of more.
 *
 * @example
 * ```ts
 * @Task({ modelFamily: 'classifier' })
 * class Train {
 *   constructor(private readonly evaluation: ClassifierEvaluation) {}
 *   async run() {
 *     await this.evaluation.of({ truth: [1, 0, 1], scores: [0.9, 0.2, 0.7] }, { name: 'holdout' });
 *     return { weights: [0.3] };
 *   }
 * }
 * ```
 */
export class ClassifierEvaluation extends ModelEvaluation<ClassifierRows> {
  /** @internal */
  constructor(keep: KeepEvaluation) {
    super(evaluateClassifier, keep);
  }
}

/** Evaluates models that tell a number: `await evaluation.of({ truth: [1.5, 2], predicted: [1.4, 2.2] })`. */
export class RegressorEvaluation extends ModelEvaluation<RegressorRows> {
  /** @internal */
  constructor(keep: KeepEvaluation) {
    super(evaluateRegressor, keep);
  }
}

/** Evaluates forecasts of a series: with its `history`, beside a naive forecast. */
export class ForecasterEvaluation extends ModelEvaluation<ForecasterRows> {
  /** @internal */
  constructor(keep: KeepEvaluation) {
    super(evaluateForecaster, keep);
  }
}

/** Evaluates models that put lists in order: `await evaluation.of({ relevance: [[0, 2]], scores: [[0.1, 0.8]], k: 10 })`. */
export class RankerEvaluation extends ModelEvaluation<RankerRows> {
  /** @internal */
  constructor(keep: KeepEvaluation) {
    super(evaluateRanker, keep);
  }
}

/** Evaluates clusterings: `await evaluation.of({ points: [[0, 1], [5, 5], [0, 2]], labels: [0, 1, 0] })`. */
export class ClusteringEvaluation extends ModelEvaluation<ClusteringRows> {
  /** @internal */
  constructor(keep: KeepEvaluation) {
    super(evaluateClustering, keep);
  }
}

/** The class that a task of a family may ask for. */
export const evaluationClasses = {
  classifier: ClassifierEvaluation,
  regressor: RegressorEvaluation,
  forecaster: ForecasterEvaluation,
  ranker: RankerEvaluation,
  clustering: ClusteringEvaluation,
} as const satisfies Readonly<Record<string, new (keep: KeepEvaluation) => unknown>>;

export const evaluationClassOf = (family: string | undefined): (new (keep: KeepEvaluation) => object) | undefined =>
  Object.entries(evaluationClasses).find(([name]) => name === family)?.[1];

/** The family whose evaluation a class is. */
export const familyOfEvaluation = (type: unknown): string | undefined =>
  Object.entries(evaluationClasses).find(([, of]) => of === type)?.[0];
