import type { FlagMark } from '../../lineage/annotations.ts';
import type { LineageRecord } from '../../lineage/record.ts';
import type { Giver } from '../../lineage/review-graph.ts';
import { placesOf } from './bit-set.ts';
import { gatherWays } from './graph.ts';
import { type Measure, ochiai } from './measure.ts';
import { rank } from './rank.ts';
import type { Suspect } from './suspect.ts';
import { trailsOf } from './review-trails.ts';

/** The things that flagged outputs have in common and healthy ones don't. */
export interface Review {
  readonly flagged: {
    /** Output ids. One component run may have handed out several. */
    readonly outputIds: readonly string[];
    /** The number of those that are gone through: the latest, where there are very many. */
    readonly componentRuns: number;
  };
  /** Outputs of the same components, handed out around the flagged ones, and not flagged. */
  readonly healthy: { readonly componentRuns: number; readonly components: readonly string[] };
  readonly suspects: readonly Finding[];
}

/** Suspects that nothing on record tells apart: the first explains it with least. */
export interface Finding {
  /** From 0 to 1. */
  readonly score: number;
  readonly suspect: Suspect;
  readonly alike: readonly Suspect[];
  /** How many more of those there are. */
  readonly furtherAlike: number;
  /** Component runs that handed out flagged and healthy outputs, of those that it led to. */
  readonly flagged: number;
  readonly healthy: number;
  /** Some flagged output ids that it led to. */
  readonly outputIds: readonly string[];
}

export interface ReviewOptions {
  readonly limit: number;
  /** How many healthy component runs to compare with, at most. */
  readonly healthy?: number;
  /** In place of what is flagged: these, flagged or not. */
  readonly outputIds?: readonly string[];
  /** Only what was flagged since then. */
  readonly since?: number;
  readonly measure?: Measure;
}

type Answers = Pick<LineageRecord, 'flagged' | 'giversOf' | 'giversNear' | 'ways'>;

/** More say no more. */
const maxFlagged = 1000;
const maxMarks = 100_000;
const defaultHealthy = 1000;
const maxAlike = 20;
const maxExamples = 3;

export async function review(record: Answers, options: ReviewOptions): Promise<Review> {
  const { limit, measure = ochiai, healthy: mostHealthy = defaultHealthy } = options;
  const marks = await record.flagged({ limit: maxMarks });
  const asked = options.outputIds ?? marks.filter((mark) => isSince(mark, options.since)).map((mark) => mark.outputId);
  const known = await record.giversOf([...new Set([...asked, ...marks.map(({ outputId }) => outputId)])]);
  const outputIds = asked.filter((id) => known.has(id));
  const bad = byRun(outputIds.map((id) => known.get(id)!)).slice(0, maxFlagged);
  const spoiled = new Set(Array.from(known.values(), ({ componentRun }) => componentRun));
  const good = bad.length === 0 ? [] : await healthyBeside(record, bad, spoiled, mostHealthy);
  const givers = [...bad, ...good].map(({ componentRun }) => componentRun);
  const nodes = await gatherWays(record.ways(givers), givers);
  const ranked = rank(nodes, trailsOf(nodes), { flagged: bad.length, healthy: good.length }, { measure, limit });
  const idsOf = Map.groupBy(outputIds, (id) => known.get(id)!.componentRun);
  return {
    flagged: { outputIds, componentRuns: bad.length },
    healthy: { componentRuns: good.length, components: [...new Set(bad.map(({ component }) => component))].toSorted() },
    suspects: ranked.map(({ score, suspects: [suspect, ...alike], spectrum, led }) => ({
      score,
      suspect: suspect!,
      alike: alike.slice(0, maxAlike),
      furtherAlike: Math.max(0, alike.length - maxAlike),
      flagged: spectrum.flagged,
      healthy: spectrum.healthy,
      outputIds: [...placesOf(led)]
        .filter((place) => place < bad.length)
        .slice(0, maxExamples)
        .flatMap((place) => idsOf.get(bad[place]!.componentRun)!)
        .slice(0, maxExamples),
    })),
  };
}

const isSince = ({ at }: FlagMark, since = -Infinity): boolean => at >= since;

/** Each component run once, however much it has handed out, the latest first. */
function byRun(givers: readonly Giver[]): Giver[] {
  const runs = new Map(givers.map((giver) => [giver.componentRun, giver]));
  return [...runs.values()].toSorted((a, b) => b.endedAt - a.endedAt || (a.componentRun < b.componentRun ? 1 : -1));
}

/** Before the first flagged one, after the last, and in between: what is near in time has most else in common. */
async function healthyBeside(
  record: Answers,
  bad: readonly Giver[],
  spoiled: ReadonlySet<string>,
  most: number,
): Promise<Giver[]> {
  const found = new Map<string, Giver>();
  const components = Map.groupBy(bad, ({ component }) => component);
  for (const [component, of] of components) {
    const share = Math.ceil(most / 4 / components.size);
    const ends = [...new Set([of[0]!.endedAt, of.at(-1)!.endedAt])];
    for (const at of ends) {
      for (const side of ['before', 'after'] as const) {
        const near = await record.giversNear({ component, at, side, limit: share + of.length });
        const good = near.filter(({ componentRun }) => !spoiled.has(componentRun)).slice(0, share);
        for (const giver of good) found.set(giver.componentRun, giver);
      }
    }
  }
  return byRun([...found.values()]);
}
