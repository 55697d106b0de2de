import { type Evaluation, type Slices, evaluationOf, pick, pickNumbers } from './evaluation.ts';
import { type Interval, intervalCoverage, intervalWidth, mase } from './forecast-metrics.ts';
import type { MetricValue } from './no-value.ts';
import {
  type Residuals,
  explainedVariance,
  mae,
  mape,
  maxError,
  medianAbsoluteError,
  mse,
  r2,
  residualQuantiles,
  residualsOf,
  rmse,
  smape,
} from './regression-metrics.ts';
import type { Numbers } from './rows.ts';

/** The rows of a regressor: the true number of each, and what the model said. */
export interface RegressorRows {
  readonly truth: Numbers;
  readonly predicted: Numbers;
  readonly weights?: Numbers;
  readonly slices?: Slices;
}

/** The rows of a forecaster. */
export interface ForecasterRows extends RegressorRows {
  /** The series before the forecast: with it there is a `mase`. */
  readonly history?: Numbers;
  /** The length of a season in `history`. Default: 1. */
  readonly season?: number;
  /** The limits that it gave for each row: with them there is a `coverage`. */
  readonly interval?: Interval;
}

/** Levels at which errors are kept. */
const levels = Array.from({ length: 101 }, (_, percent) => percent / 100);

export function evaluateRegressor(rows: RegressorRows): Evaluation {
  return evaluateNumbers('regressor', rows, regressionFigures);
}

export function evaluateForecaster(rows: ForecasterRows): Evaluation {
  const { history, season, interval } = rows;
  return evaluateNumbers('forecaster', rows, (residuals, some) => ({
    ...regressionFigures(residuals),
    ...(history && { mase: mase(residuals, history, season) }),
    ...(interval && intervalFigures(residuals, interval, some)),
  }));
}

function evaluateNumbers(
  family: string,
  { truth, predicted, weights, slices }: RegressorRows,
  figures: (residuals: Residuals, some: readonly number[] | undefined) => Record<string, MetricValue>,
): Evaluation {
  const all = residualsOf(truth, predicted, weights);
  const ofSome = (some: readonly number[] | undefined): Residuals =>
    some ? residualsOf(pick(truth, some), pick(predicted, some), pickNumbers(weights, some)) : all;
  return evaluationOf(family, truth.length, (some) => figures(ofSome(some), some), {
    slices,
    residuals: { x: levels, y: residualQuantiles(all, levels) },
  });
}

const regressionFigures = (residuals: Residuals): Record<string, MetricValue> => ({
  mae: mae(residuals),
  rmse: rmse(residuals),
  r2: r2(residuals),
  mse: mse(residuals),
  medianAbsoluteError: medianAbsoluteError(residuals),
  explainedVariance: explainedVariance(residuals),
  mape: mape(residuals),
  smape: smape(residuals),
  maxError: maxError(residuals),
});

function intervalFigures(residuals: Residuals, { lower, upper }: Interval, some: readonly number[] | undefined) {
  const interval = { lower: pick(lower, some), upper: pick(upper, some) };
  return { coverage: intervalCoverage(residuals, interval), intervalWidth: intervalWidth(residuals, interval) };
}
