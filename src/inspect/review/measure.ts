/** How often something is on the way to an output, by what became of the outputs. */
export interface Spectrum {
  /** The number of flagged outputs that it led to … */
  readonly flagged: number;
  /** … of so many. */
  readonly allFlagged: number;
  /** The same of the healthy ones. */
  readonly healthy: number;
  readonly allHealthy: number;
}

/** How suspicious something is: the more, the higher. */
export type Measure = (spectrum: Spectrum) => number;

/**
 * The share of the flagged that it led to, and the share of the flagged among all that it led to: their geometric mean.
 * `npm run experiment:review` compares it with others, and `test/experiments/review/README.md` says why it is this one.
 */
export const ochiai: Measure = ({ flagged, allFlagged, healthy }) =>
  flagged === 0 ? 0 : flagged / Math.sqrt(allFlagged * (flagged + healthy));

/**
 * Tells whether it led to a larger share of the flagged than of the healthy: otherwise it has nothing to do with it,
 * however many share it.
 */
export const isMoreOftenFlagged = ({ flagged, allFlagged, healthy, allHealthy }: Spectrum): boolean =>
  flagged > 0 && (allHealthy === 0 || flagged * allHealthy > healthy * allFlagged);
