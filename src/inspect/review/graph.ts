import type { ReviewGraphPart } from '../../lineage/review-graph.ts';
import { type Bits, addBits, noBits, setBit } from './bit-set.ts';

/** A component run on the way to outputs, with the outputs that it led to. */
export interface WayNode extends Omit<Extract<ReviewGraphPart, { kind: 'component run' }>, 'kind'> {
  readonly inputs: Extract<ReviewGraphPart, { kind: 'input' }>[];
  readonly callers: string[];
  readonly led: Bits;
}

/** All that led to some outputs, each before those that led to it. The places of `givers` are those of the bits. */
export async function gatherWays(
  pieces: AsyncIterable<ReviewGraphPart>,
  givers: readonly string[],
): Promise<readonly WayNode[]> {
  const nodes = new Map<string, WayNode>();
  const rest: Exclude<ReviewGraphPart, { kind: 'component run' }>[] = [];
  for await (const piece of pieces) {
    if (piece.kind !== 'component run') rest.push(piece);
    else {
      const { kind: _, ...run } = piece;
      nodes.set(run.id, { ...run, inputs: [], callers: [], led: noBits(givers.length) });
    }
  }
  for (const piece of rest) {
    const node = nodes.get(piece.id)!;
    if (piece.kind === 'input') node.inputs.push(piece);
    else node.callers.push(piece.caller);
  }
  return spread(nodes, givers);
}

/** Gives the nodes that have led to it directly, as far as they are on record. */
const above = (nodes: ReadonlyMap<string, WayNode>, { inputs, callers }: WayNode): WayNode[] =>
  [...new Set([...inputs.map(({ from }) => from), ...callers])].flatMap((id) => nodes.get(id ?? '') ?? []);

/** From the outputs upwards. */
function spread(nodes: ReadonlyMap<string, WayNode>, givers: readonly string[]): WayNode[] {
  const starts = givers.map((id) => nodes.get(id)!);
  starts.forEach(({ led }, place) => setBit(led, place));
  const tops = new Map(Array.from(nodes.values(), (node) => [node, above(nodes, node)]));
  const order = upwards(starts, tops);
  // Twice where nothing goes in a circle; what does is no harm.
  for (let changed = true; changed;) {
    changed = false;
    for (const node of order) for (const one of tops.get(node)!) changed = addBits(one.led, node.led) || changed;
  }
  return order;
}

/** The reverse of a walk in depth. */
function upwards(starts: readonly WayNode[], tops: ReadonlyMap<WayNode, readonly WayNode[]>): WayNode[] {
  const order: WayNode[] = [];
  const seen = new Set<WayNode>();
  for (const start of starts) {
    if (seen.has(start)) continue;
    seen.add(start);
    const stack = [{ node: start, next: 0 }];
    while (stack.length > 0) {
      const at = stack.at(-1)!;
      const one = tops.get(at.node)![at.next];
      at.next += 1;
      if (one === undefined) {
        order.push(at.node);
        stack.pop();
      } else if (!seen.has(one)) {
        seen.add(one);
        stack.push({ node: one, next: 0 });
      }
    }
  }
  return order.toReversed();
}
