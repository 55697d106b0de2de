import { classesOf, type Label } from './confusion.ts';
import { type MetricValue, noValue } from './no-value.ts';
import { checkLength, checkNotEmpty, checkNumbers, type Numbers } from './rows.ts';

/** Points and the cluster that each of them was put into. */
export interface Clusters {
  readonly points: readonly Numbers[];
  /** The cluster of each point, as a place. */
  readonly cluster: Int32Array;
  readonly size: readonly number[];
}

export function clustersOf(points: readonly Numbers[], labels: ArrayLike<Label>): Clusters {
  checkNotEmpty('points', points);
  checkLength('labels', labels, points.length);
  for (const [row, point] of points.entries()) checkNumbers(`point ${row}`, point, points[0]!.length);
  const { labels: names, truth: cluster } = classesOf(labels, labels, undefined);
  const size = names.map(() => 0);
  for (const of of cluster) size[of]! += 1;
  return { points, cluster, size };
}

function distance(a: Numbers, b: Numbers): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return Math.sqrt(sum);
}

function centresOf({ points, cluster, size }: Clusters): Float64Array[] {
  const centres = size.map(() => new Float64Array(points[0]!.length));
  for (const [row, point] of points.entries()) {
    const centre = centres[cluster[row]!]!;
    for (let i = 0; i < centre.length; i++) centre[i]! += point[i]! / size[cluster[row]!]!;
  }
  return centres;
}

const tooFew = ({ size, points }: Clusters): MetricValue | undefined =>
  size.length < 2 || size.length >= points.length
    ? noValue(
        `${size.length} clusters of ${points.length} points can't be told apart: it takes 2 or more, and fewer than points`,
      )
    : undefined;

/** Gives the mean, from -1 to 1, of how much nearer points are to their own cluster than to the next. Quadratic in rows. */
export function silhouette(clusters: Clusters): MetricValue {
  const { points, cluster, size } = clusters;
  const few = tooFew(clusters);
  if (few !== undefined) return few;
  let sum = 0;
  const toCluster = new Float64Array(size.length);
  for (const [row, point] of points.entries()) {
    toCluster.fill(0);
    for (const [other, at] of points.entries()) toCluster[cluster[other]!]! += distance(point, at);
    const own = cluster[row]!;
    if (size[own] === 1) continue;
    const within = toCluster[own]! / (size[own]! - 1);
    let next = Infinity;
    for (const [k, all] of toCluster.entries()) if (k !== own) next = Math.min(next, all / size[k]!);
    const larger = Math.max(within, next);
    if (larger > 0) sum += (next - within) / larger;
  }
  return sum / points.length;
}

/** Gives the mean over clusters of how much they overlap with the one they overlap most with: 0 is best. */
export function daviesBouldin(clusters: Clusters): MetricValue {
  const few = tooFew(clusters);
  if (few !== undefined) return few;
  const { points, cluster, size } = clusters;
  const centres = centresOf(clusters);
  const spread = size.map(() => 0);
  for (const [row, point] of points.entries()) {
    const k = cluster[row]!;
    spread[k]! += distance(point, centres[k]!) / size[k]!;
  }
  const worst = centres.map((centre, k) =>
    Math.max(
      ...centres.map((other, j) => {
        const apart = distance(centre, other);
        return j === k || apart === 0 ? 0 : (spread[k]! + spread[j]!) / apart;
      }),
    ),
  );
  return worst.reduce((sum, value) => sum + value, 0) / worst.length;
}

/** Gives how far clusters are from the middle of all, beside how far points are from their own: more is better. */
export function calinskiHarabasz(clusters: Clusters): MetricValue {
  const few = tooFew(clusters);
  if (few !== undefined) return few;
  const { points, cluster, size } = clusters;
  const centres = centresOf(clusters);
  const [middle] = centresOf({ points, cluster: new Int32Array(points.length), size: [points.length] });
  const between = centres.reduce((sum, centre, k) => sum + size[k]! * distance(centre, middle!) ** 2, 0);
  const within = points.reduce((sum, point, row) => sum + distance(point, centres[cluster[row]!]!) ** 2, 0);
  if (within === 0) return 1;
  return (between * (points.length - size.length)) / (within * (size.length - 1));
}

/** How often two clusterings put rows together: `counts[a * b.length + b]`. */
function sharedRows(truth: ArrayLike<Label>, labels: ArrayLike<Label>) {
  const { labels: names, truth: a, predicted: b } = classesOf(truth, labels, undefined);
  const counts = new Float64Array(names.length ** 2);
  for (let row = 0; row < a.length; row++) counts[a[row]! * names.length + b[row]!]! += 1;
  const ofTruth = names.map((_, k) => names.reduce<number>((sum, __, j) => sum + counts[k * names.length + j]!, 0));
  const ofLabels = names.map((_, k) => names.reduce<number>((sum, __, j) => sum + counts[j * names.length + k]!, 0));
  return { counts, rows: a.length, ofTruth, ofLabels };
}

/** Gives how well two clusterings agree on pairs of rows, beyond chance: 1 is the same, 0 is chance. */
export function adjustedRand(truth: ArrayLike<Label>, labels: ArrayLike<Label>): number {
  const { counts, rows, ofTruth, ofLabels } = sharedRows(truth, labels);
  const pairs = (list: readonly number[]): number => list.reduce((sum, count) => sum + count ** 2, 0);
  const shared = [...counts];
  const together = pairs(shared) - rows;
  const onlyInLabels = pairs(ofLabels) - pairs(shared);
  const onlyInTruth = pairs(ofTruth) - pairs(shared);
  const apart = rows ** 2 - onlyInLabels - onlyInTruth - pairs(shared);
  if (onlyInTruth === 0 && onlyInLabels === 0) return 1;
  return (
    (2 * (together * apart - onlyInTruth * onlyInLabels)) /
    ((together + onlyInTruth) * (onlyInTruth + apart) + (together + onlyInLabels) * (onlyInLabels + apart))
  );
}

/** Gives what two clusterings say of each other, from 0 to 1, as a share of the mean of what each says alone. */
export function normalizedMutualInfo(truth: ArrayLike<Label>, labels: ArrayLike<Label>): number {
  const { counts, rows, ofTruth, ofLabels } = sharedRows(truth, labels);
  const entropy = (list: readonly number[]): number =>
    -list.reduce((sum, count) => (count === 0 ? sum : sum + (count / rows) * Math.log(count / rows)), 0);
  const size = ofTruth.length;
  const shared = counts.reduce((sum, count, place) => {
    if (count === 0) return sum;
    const expected = (ofTruth[Math.floor(place / size)]! * ofLabels[place % size]!) / rows;
    return sum + (count / rows) * Math.log(count / expected);
  }, 0);
  const alone = (entropy(ofTruth) + entropy(ofLabels)) / 2;
  if (alone === 0) return 1;
  return Math.max(shared, 0) / alone;
}
