import { noRows, notANumber, unequalRows } from './errors.ts';

/** Numbers by row: a typed array or a list. */
export type Numbers = ArrayLike<number>;

/** Takes a list of as many rows as there are, whatever they hold. */
export function checkLength(name: string, list: ArrayLike<unknown>, rows: number): void {
  if (list.length !== rows) throw unequalRows(name, list.length, rows);
}

export function checkNotEmpty(what: string, list: ArrayLike<unknown>): void {
  if (list.length === 0) throw noRows(what);
}

/** Takes finite numbers only, as many as there are rows. */
export function checkNumbers(name: string, numbers: Numbers, rows: number): Numbers {
  checkLength(name, numbers, rows);
  for (let i = 0; i < rows; i++) {
    if (!Number.isFinite(numbers[i])) throw notANumber(name, i, numbers[i], 'a finite number');
  }
  return numbers;
}

/** Takes numbers from 0 to 1. */
export function checkProbabilities(name: string, numbers: Numbers, rows: number): Numbers {
  checkNumbers(name, numbers, rows);
  for (let i = 0; i < rows; i++) {
    if (numbers[i]! < 0 || numbers[i]! > 1) throw notANumber(name, i, numbers[i], 'a probability, from 0 to 1');
  }
  return numbers;
}

/** Gives what each row counts; `undefined` stands for 1 each. */
export function weightsOf(weights: Numbers | undefined, rows: number): Float64Array {
  if (weights === undefined) return new Float64Array(rows).fill(1);
  checkNumbers('weights', weights, rows);
  let sum = 0;
  for (let i = 0; i < rows; i++) {
    if (weights[i]! < 0) throw notANumber('weights', i, weights[i], '0 or more');
    sum += weights[i]!;
  }
  if (sum === 0) throw noRows('weights, which are all 0,');
  return Float64Array.from(weights);
}

/** Gives the mean of a function of each row. */
export function weightedMean(weights: Float64Array, of: (row: number) => number): number {
  let sum = 0;
  let weight = 0;
  for (let i = 0; i < weights.length; i++) {
    sum += weights[i]! * of(i);
    weight += weights[i]!;
  }
  return sum / weight;
}
