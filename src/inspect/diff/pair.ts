import type { Frame } from '../../lineage/trace.ts';
import { HashedSecret, mask } from '../../values/hashed-secret.ts';
import { type ParamsSide, likeness, paramSide } from '../../scheduler/why/compare-nodes.ts';

/** Two frames that are held against each other, in the order of the first trace. */
export interface Pair {
  readonly a: Frame;
  readonly b: Frame;
}

export interface Paired {
  readonly pairs: readonly Pair[];
  readonly onlyA: readonly Frame[];
  readonly onlyB: readonly Frame[];
}

/** Among more of one component than these, likeness is not looked for: they are taken in order. */
const maxWeighed = 200;

/**
 * Decides which frames are held against each other: a component run against itself, then a node against the same node,
 * then what is left of a component by how many parameters are the same. `ends`: the first frames are what people
 * compare, whatever they are.
 */
export function pairUp(a: readonly Frame[], b: readonly Frame[], ends: boolean): Paired {
  const partner = new Map<Frame, Frame>();
  const [left, right] = [new Set(newest(a)), new Set(newest(b))];
  const take = (one: Frame, other: Frame | undefined): void => {
    if (!other || !left.delete(one)) return;
    right.delete(other);
    partner.set(one, other);
  };
  if (ends && a[0] && b[0]) take(a[0], b[0]);
  const byId = new Map([...right].map((frame) => [frame.componentRun, frame]));
  for (const frame of left) take(frame, byId.get(frame.componentRun));
  const byNode = new Map([...right].map((frame) => [frame.node, frame]));
  for (const frame of left) if (frame.node !== null) take(frame, byNode.get(frame.node));
  const rest = Map.groupBy(right, ({ component }) => component);
  for (const [component, frames] of Map.groupBy(left, (frame) => frame.component)) {
    const others = rest.get(component) ?? [];
    for (const [one, other] of alike(frames, others)) take(one, other);
  }
  const pairs = a.flatMap((frame) => (partner.has(frame) ? [{ a: frame, b: partner.get(frame)! }] : []));
  return { pairs, onlyA: [...left], onlyB: [...right] };
}

/** Keeps only the last of the attempts at each node. */
function newest(frames: readonly Frame[]): Frame[] {
  const last = new Map<string, Frame>();
  for (const frame of frames) {
    const name = frame.node ?? frame.componentRun;
    const known = last.get(name);
    if (!known || frame.startedAt > known.startedAt) last.set(name, frame);
  }
  return frames.filter((frame) => last.get(frame.node ?? frame.componentRun) === frame);
}

function alike(frames: readonly Frame[], others: readonly Frame[]): [Frame, Frame][] {
  const free = others.map((frame) => ({ frame, params: paramsOfFrame(frame) }));
  const weigh = frames.length <= maxWeighed && others.length <= maxWeighed;
  return frames.slice(0, free.length).map((frame) => {
    const params = paramsOfFrame(frame);
    const scores = weigh ? free.map((one) => likeness(one.params, params)) : [];
    const best = weigh ? scores.indexOf(Math.max(...scores)) : 0;
    return [frame, free.splice(best, 1)[0]!.frame];
  });
}

/** As far as a frame shows them. */
export const paramsOfFrame = ({ params, hashes = {} }: Frame): ParamsSide =>
  new Map(
    Object.entries(params).map(([name, value]) => {
      const hash = Object.hasOwn(hashes, name) ? hashes[name] : undefined;
      return [name, paramSide(hash === undefined ? value : new HashedSecret(hash), value === mask)];
    }),
  );
