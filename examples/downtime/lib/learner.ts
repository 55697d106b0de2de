/** Numbers by name. */
export type Features = Readonly<Record<string, number>>;

/** Logistic regression on standardised features. Plain data, so that it can be stored. */
export interface Model {
  readonly names: readonly string[];
  /** Of the train set, per feature. */
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
  /** The intercept first. */
  readonly weights: readonly number[];
}

/**
 * Fits by Newton's method: exact, and the same on every machine. Minimises the log loss plus strength/2 · |weights|²;
 * the intercept goes free.
 */
export function fit(features: readonly Features[], labels: readonly boolean[], strength: number): Model {
  const scale = scaleOf(features);
  const rows = features.map((row) => standardised(row, scale));
  const size = scale.names.length + 1;
  let weights = Array.from({ length: size }, () => 0);
  for (let round = 0; round < 25; round++) {
    const gradient = weights.map((weight, i) => (i === 0 ? 0 : strength * weight));
    const hessian = weights.map((_, i) => weights.map((_, j) => (i === j ? (i === 0 ? 1e-9 : strength) : 0)));
    rows.forEach((row, n) => {
      const p = sigmoid(dot(weights, row));
      const error = p - Number(labels[n]);
      for (let i = 0; i < size; i++) {
        gradient[i]! += error * row[i]!;
        for (let j = 0; j < size; j++) hessian[i]![j]! += p * (1 - p) * row[i]! * row[j]!;
      }
    });
    const step = solve(hessian, gradient);
    weights = weights.map((weight, i) => weight - step[i]!);
    if (Math.max(...step.map(Math.abs)) < 1e-9) break;
  }
  return { ...scale, weights };
}

/** How likely the answer is yes. */
export function probability(model: Model, features: Features): number {
  return sigmoid(dot(model.weights, standardised(features, model)));
}

type Scale = Omit<Model, 'weights'>;

/** Of the rows that are learned from, never of those that are judged. */
function scaleOf(rows: readonly Features[]): Scale {
  const names = Object.keys(rows[0]!);
  const columns = names.map((name) => rows.map((row) => row[name]!));
  const mean = columns.map((column) => column.reduce((sum, x) => sum + x, 0) / column.length);
  const deviation = columns.map((column, i) => {
    const variance = column.reduce((sum, x) => sum + (x - mean[i]!) ** 2, 0) / column.length;
    return Math.sqrt(variance) || 1;
  });
  return { names, mean, deviation };
}

const standardised = (features: Features, { names, mean, deviation }: Scale): number[] => [
  1,
  ...names.map((name, i) => (features[name]! - mean[i]!) / deviation[i]!),
];

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0);

/** Solves A·x = b by Gaussian elimination; A is symmetric and positive, so no rows need to be swapped. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const a = matrix.map((row, i) => [...row, right[i]!]);
  const size = a.length;
  for (let i = 0; i < size; i++) {
    for (let k = i + 1; k < size; k++) {
      const factor = a[k]![i]! / a[i]![i]!;
      for (let j = i; j <= size; j++) a[k]![j]! -= factor * a[i]![j]!;
    }
  }
  const x = Array.from({ length: size }, () => 0);
  for (let i = size - 1; i >= 0; i--) {
    const rest = a[i]!.slice(i + 1, size).reduce((sum, value, k) => sum + value * x[i + 1 + k]!, 0);
    x[i] = (a[i]![size]! - rest) / a[i]![i]!;
  }
  return x;
}
