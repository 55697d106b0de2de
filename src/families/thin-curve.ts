import type { Curve } from './score-curves.ts';

/**
 * Keeps at most so many points of a curve, its ends among them. They are spread evenly along it; of the points that
 * would do next, the one is taken that makes up best for the area that was lost or won so far.
 */
export function thinCurve(curve: Curve, most = 512): Curve {
  const size = curve.x.length;
  if (size <= most) return curve;
  const { lengths, areas } = sums(curve);
  const step = lengths.at(-1)! / (most - 1);
  const kept = [0];
  let off = 0;
  for (let from = 1, window = 1; window < most - 1 && from < size - 1; window++) {
    let best = -1;
    let leastOff = Infinity;
    let at = from;
    for (; at < size - 1 && lengths[at]! <= window * step; at++) {
      const offHere = off + trapezoid(curve, kept.at(-1)!, at) - (areas[at]! - areas[kept.at(-1)!]!);
      if (Math.abs(offHere) > Math.abs(leastOff)) continue;
      best = at;
      leastOff = offHere;
    }
    from = at;
    if (best < 0) continue;
    kept.push(best);
    off = leastOff;
  }
  kept.push(size - 1);
  return { x: Float64Array.from(kept, (at) => curve.x[at]!), y: Float64Array.from(kept, (at) => curve.y[at]!) };
}

/** Gives the length of the curve and the area under it up to each point. */
function sums(curve: Curve): { readonly lengths: Float64Array; readonly areas: Float64Array } {
  const { x, y } = curve;
  const lengths = new Float64Array(x.length);
  const areas = new Float64Array(x.length);
  for (let i = 1; i < x.length; i++) {
    lengths[i] = lengths[i - 1]! + Math.abs(x[i]! - x[i - 1]!) + Math.abs(y[i]! - y[i - 1]!);
    areas[i] = areas[i - 1]! + trapezoid(curve, i - 1, i);
  }
  return { lengths, areas };
}

const trapezoid = ({ x, y }: Curve, from: number, to: number): number =>
  ((x[to]! - x[from]!) * (y[to]! + y[from]!)) / 2;
