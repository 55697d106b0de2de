/** A figure of rows, by what each of them counts. */
export type Figure = (weights: Float64Array) => number;

export interface BootstrapOptions {
  /** The same seed gives the same interval. */
  readonly seed?: number;
  /** How many times rows are drawn. */
  readonly rounds?: number;
  /** The share of drawings that the interval holds. */
  readonly level?: number;
}

export interface ConfidenceInterval {
  readonly lower: number;
  readonly upper: number;
  readonly level: number;
}

/** Two evaluations of the same rows. */
export interface PairedComparison {
  /** The second less the first. */
  readonly difference: number;
  readonly interval: ConfidenceInterval;
  /** The share of drawings in which the second is larger; of equal ones, half. */
  readonly probabilityLarger: number;
}

const defaults = { seed: 1, rounds: 1000, level: 0.95 };

/**
 * Gives the interval that a figure stays in when as many rows are drawn again and again, with repetition.
 *
 * @example
 * ```ts
 * const interval = confidenceInterval(weights, (drawn) => accuracy(confusionOf(classes, drawn)));
 * ```
 */
export function confidenceInterval(
  weights: Float64Array,
  figure: Figure,
  options: BootstrapOptions = {},
): ConfidenceInterval {
  const { level } = { ...defaults, ...options };
  return intervalOf(drawFigures(weights, [figure], options)[0]!, level);
}

/** Compares two figures on the same drawings, so that what rows have in common cancels out. */
export function compareFigures(
  weights: Float64Array,
  first: Figure,
  second: Figure,
  options: BootstrapOptions = {},
): PairedComparison {
  const { level } = { ...defaults, ...options };
  const [a, b] = drawFigures(weights, [first, second], options);
  const differences = b!.map((value, round) => value - a![round]!);
  const larger = differences.reduce((sum, value) => sum + (value > 0 ? 1 : value === 0 ? 0.5 : 0), 0);
  return {
    difference: second(weights) - first(weights),
    interval: intervalOf(differences, level),
    probabilityLarger: larger / differences.length,
  };
}

/** Draws rows and gives each figure of each drawing; one without a value (NaN) is left out of the interval. */
function drawFigures(weights: Float64Array, figures: readonly Figure[], options: BootstrapOptions): Float64Array[] {
  const { seed, rounds } = { ...defaults, ...options };
  const random = randomNumbers(seed);
  const values = figures.map(() => new Float64Array(rounds));
  const drawn = new Float64Array(weights.length);
  for (let round = 0; round < rounds; round++) {
    drawn.fill(0);
    for (let i = 0; i < weights.length; i++) {
      const row = Math.floor(random() * weights.length);
      drawn[row]! += weights[row]!;
    }
    for (const [index, figure] of figures.entries()) values[index]![round] = figure(drawn);
  }
  return values;
}

function intervalOf(values: Float64Array, level: number): ConfidenceInterval {
  const sorted = values.filter((value) => !Number.isNaN(value)).toSorted();
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))]!;
  return { lower: at((1 - level) / 2), upper: at((1 + level) / 2), level };
}

/** Gives numbers from 0 to 1, without 1, that depend on the seed alone (sfc32). */
function randomNumbers(seed: number): () => number {
  let [a, b, c, counter] = [0, seed | 0, Math.floor(seed / 2 ** 32) | 0, 1];
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 15; i++) next();
  return next;
}
