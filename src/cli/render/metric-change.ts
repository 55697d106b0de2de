import { isBetter } from '../../families/metric-names.ts';
import { dim, green, red } from '../terminal.ts';
import { number } from './values.ts';

/** Renders by how much a metric has changed, and says so where that is for the worse: `(-0.02, worse)`. */
export function metricChange(name: string, by: number): string {
  const change = `${by > 0 ? '+' : ''}${number(by)}`;
  const isForTheBetter = isBetter(name, by);
  if (isForTheBetter === undefined) return dim(`(${change})`);
  return isForTheBetter ? green(`(${change})`) : red(`(${change}, worse)`);
}
