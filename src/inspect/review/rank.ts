import { type Bits, addBits, countBits, noBits } from './bit-set.ts';
import type { WayNode } from './graph.ts';
import { type Measure, type Spectrum, isMoreOftenFlagged } from './measure.ts';
import type { Suspect, Trail } from './suspect.ts';

/** Suspects that led to the very same outputs: nothing on record tells them apart. */
export interface Ranked {
  readonly score: number;
  readonly spectrum: Spectrum;
  /** The suspect that explains it with least, then the others. */
  readonly suspects: readonly Suspect[];
  readonly led: Bits;
}

/** How many outputs there are: the first of them are the flagged ones. */
export interface Outputs {
  readonly flagged: number;
  readonly healthy: number;
}

interface Scored {
  readonly trail: Trail;
  readonly score: number;
  readonly spectrum: Spectrum;
  /** Where it is furthest up: nodes come in that order. */
  readonly height: number;
}

/** The most suspicious first, at most `limit`. */
export function rank(
  nodes: readonly WayNode[],
  trails: readonly Trail[],
  outputs: Outputs,
  { measure, limit }: { readonly measure: Measure; readonly limit: number },
): Ranked[] {
  const size = outputs.flagged + outputs.healthy;
  const scratch = noBits(size);
  const scored: Scored[] = [];
  for (const trail of trails) {
    const [flagged, healthy] = countBits(ledBy(nodes, trail, scratch), outputs.flagged);
    const spectrum = { flagged, allFlagged: outputs.flagged, healthy, allHealthy: outputs.healthy };
    const score = isMoreOftenFlagged(spectrum) ? measure(spectrum) : 0;
    if (score > 0) scored.push({ trail, score, spectrum, height: trail.nodes.at(-1)! });
  }
  scored.sort(bySuspicion);
  const groups: (Omit<Ranked, 'suspects'> & { readonly suspects: Suspect[] })[] = [];
  let alike = new Map<string, (typeof groups)[number]>();
  for (const [i, { trail, score, spectrum }] of scored.entries()) {
    if (i === 0 || scored[i - 1]!.score !== score) {
      // All of the score before are there.
      if (groups.length >= limit) break;
      alike = new Map();
    }
    const key = ledBy(nodes, trail, scratch).join();
    const known = alike.get(key);
    if (known) known.suspects.push(trail.suspect);
    else {
      const group = { score, spectrum, suspects: [trail.suspect], led: scratch.slice() };
      alike.set(key, group);
      groups.push(group);
    }
  }
  return groups.slice(0, limit);
}

/** All outputs that it led to, in `scratch` or as one node has it. */
function ledBy(nodes: readonly WayNode[], trail: Trail, scratch: Bits): Bits {
  scratch.fill(0);
  for (const place of trail.nodes) addBits(scratch, nodes[place]!.led);
  return scratch;
}

/**
 * Puts the more suspicious first. Of several that led to the same outputs, what explains most with least comes first:
 * one version of the code rather than all that ran by it, a file rather than who read it, and what is further up rather
 * than what came of it.
 */
function bySuspicion(a: Scored, b: Scored): number {
  return (
    b.score - a.score ||
    b.spectrum.flagged - a.spectrum.flagged ||
    plainness(a.trail) - plainness(b.trail) ||
    b.height - a.height ||
    b.trail.nodes.length - a.trail.nodes.length
  );
}

function plainness({ suspect, nodes }: Trail): number {
  // Code or a parameter of one component run says no more than that one.
  switch (suspect.kind) {
    case 'code':
      return nodes.length > 1 ? 0 : 3;
    case 'input':
      return suspect.from === null ? 1 : 6;
    case 'param':
      return nodes.length > 1 ? 2 : 4;
    case 'component run':
      return 5;
    case 'artifact':
      return 6;
  }
}
