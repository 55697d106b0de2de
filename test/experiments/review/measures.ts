import { type Measure, ochiai } from '../../../src/inspect/review/measure.ts';

/** Measures of spectrum-based fault localisation, and the raw count. */
export const measures: Readonly<Record<string, Measure>> = {
  ochiai,
  tarantula: ({ flagged, allFlagged, healthy, allHealthy }) => {
    const bad = flagged / allFlagged;
    const good = allHealthy === 0 ? 0 : healthy / allHealthy;
    return bad + good === 0 ? 0 : bad / (bad + good);
  },
  jaccard: ({ flagged, allFlagged, healthy }) => flagged / (allFlagged + healthy),
  dstar: ({ flagged, allFlagged, healthy }) => {
    const rest = healthy + allFlagged - flagged;
    // Where nothing speaks against it, more than anything else.
    return rest === 0 ? 1e6 * flagged ** 2 : flagged ** 2 / rest;
  },
  op2: ({ flagged, healthy, allHealthy }) => flagged - healthy / (allHealthy + 1),
  barinel: ({ flagged, healthy }) => (flagged === 0 ? 0 : 1 - healthy / (healthy + flagged)),
  kulczynski2: ({ flagged, allFlagged, healthy }) =>
    flagged === 0 ? 0 : (flagged / allFlagged + flagged / (flagged + healthy)) / 2,
  'raw count': ({ flagged }) => flagged,
};
