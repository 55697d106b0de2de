import type { ComponentInfo } from '../../lineage/entries.ts';
import type { LineageRecord } from '../../lineage/record.ts';
import type { Frame, FrameInput, Trace } from '../../lineage/trace.ts';
import type { FlagMark } from '../../lineage/annotations.ts';
import { findStaleness } from '../staleness/find-staleness.ts';
import { flagOf } from './flagged-outputs.ts';
import type { Stale } from '../staleness/stale.ts';

/** A trace as one tells it: what it is, by which steps it came about, and what is out of date. */
export interface Explanation {
  readonly asked: string;
  /** The words in which whoever gave out the id says what it is. */
  readonly label: string | null;
  /** The sources first, what was asked for last. */
  readonly steps: readonly Step[];
  readonly stale: readonly StaleStep[];
  /** Flags by which somebody calls what was asked about bad: the output id itself, or what the run gave out. */
  readonly flagged: readonly FlagMark[];
}

/** All component runs of one component that led to it. */
export interface Step {
  readonly component: string;
  readonly doc: string | null;
  readonly owner: string | null;
  readonly modelFamily: string | null;
  /** Nothing of the record came into them: where the data begin. */
  readonly isSource: boolean;
  /**
   * The things that came into them from outside of the record, each once: what each is called, and where it lies or
   * what it is.
   */
  readonly outside: readonly string[];
  readonly componentRuns: readonly string[];
  /** ISO 8601: when the first of them began, and the last. */
  readonly first: string;
  readonly last: string;
  /** The values of each parameter, each once, in order. */
  readonly params: Readonly<Record<string, readonly unknown[]>>;
  /** The least and the greatest value of each metric. */
  readonly metrics: Readonly<Record<string, readonly [number, number]>>;
  readonly error: string | null;
}

/** Why something is out of date, and in which component run. */
export interface StaleStep {
  readonly component: string;
  readonly componentRun: string;
  readonly reason: Stale;
}

export async function explainTrace(record: LineageRecord, trace: Trace, root: string): Promise<Explanation> {
  const { asked, frames } = trace;
  const about = await record.about(frames.map(({ component }) => component));
  const staleness = await findStaleness(record, frames, root);
  const groups = [...Map.groupBy(frames, ({ component }) => component)];
  const ranks = ranksOf(trace);
  const rank = (of: readonly Frame[]): number =>
    of.reduce((most, { componentRun }) => Math.max(most, ranks.get(componentRun)!), 0);
  const steps = groups
    .toSorted(([, a], [, b]) => rank(a) - rank(b) || (earliest(a) < earliest(b) ? -1 : 1))
    .map(([component, of]) => stepOf(component, of, about.get(component)));
  const stale = frames.flatMap(({ component, componentRun }) =>
    (staleness.get(componentRun) ?? []).map((reason) => ({ component, componentRun, reason })),
  );
  // What came from outside was made by nobody.
  const outputIds = frames[0] ? (await record.componentRun(frames[0].componentRun)).outputIds : [];
  const given = outputIds.find(({ id }) => id === asked);
  const flag = given ? await flagOf(record, asked) : null;
  return { asked, label: given?.label ?? null, steps, stale, flagged: flag ? [flag] : [] };
}

/** How many steps lead to each component run at most: what was read comes before who read it. */
function ranksOf({ frames, edges }: Trace): ReadonlyMap<string, number> {
  const ranks = new Map(frames.map(({ componentRun }) => [componentRun, 0]));
  const readers = Map.groupBy(edges, ([, maker]) => maker);
  const waits = new Map(
    Array.from(
      Map.groupBy(edges, ([reader]) => reader),
      ([id, of]) => [id, of.length],
    ),
  );
  const queue = frames.flatMap(({ componentRun }) => (waits.has(componentRun) ? [] : [componentRun]));
  for (const id of queue) {
    for (const [reader] of readers.get(id) ?? []) {
      ranks.set(reader, Math.max(ranks.get(reader)!, ranks.get(id)! + 1));
      const left = waits.get(reader)! - 1;
      waits.set(reader, left);
      if (left === 0) queue.push(reader);
    }
  }
  return ranks;
}

const earliest = (frames: readonly Frame[]): string =>
  frames.reduce((least, { startedAt }) => (startedAt < least ? startedAt : least), frames[0]!.startedAt);

/** A file by its path; what has a name of its own by that, with its path or its value. */
const placeOf = ({ name, at }: FrameInput): string => (at === undefined || at === name ? name : `${name} (${at})`);

function stepOf(component: string, frames: readonly Frame[], about: ComponentInfo | undefined): Step {
  const starts = frames.map(({ startedAt }) => startedAt).toSorted();
  return {
    component,
    doc: about?.doc ?? null,
    owner: about?.owner ?? null,
    modelFamily: about?.modelFamily ?? null,
    isSource: frames.every(({ inputs, caller }) => caller === undefined && inputs.every(({ from }) => from === null)),
    outside: [...new Set(frames.flatMap(({ inputs }) => inputs.filter(({ from }) => from === null).map(placeOf)))],
    componentRuns: frames.map(({ componentRun }) => componentRun),
    first: starts[0]!,
    last: starts.at(-1)!,
    params: valuesOf(frames.map(({ params }) => params)),
    metrics: rangesOf(frames.map(({ metrics }) => metrics)),
    error: frames.find(({ error }) => error !== null)?.error ?? null,
  };
}

function valuesOf(all: readonly Readonly<Record<string, unknown>>[]): Record<string, unknown[]> {
  const values = new Map<string, Map<string, unknown>>();
  for (const params of all) {
    for (const [name, value] of Object.entries(params)) {
      let of = values.get(name);
      if (!of) values.set(name, (of = new Map()));
      of.set(JSON.stringify(value), value);
    }
  }
  return Object.fromEntries(Array.from(values, ([name, of]) => [name, [...of.values()].sort(inOrder)]));
}

/** Numbers by size, everything else by its text. */
function inOrder(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [x, y] = [a, b].map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
  return x! < y! ? -1 : x! > y! ? 1 : 0;
}

function rangesOf(all: readonly Readonly<Record<string, number>>[]): Record<string, [number, number]> {
  const ranges = new Map<string, [number, number]>();
  for (const metrics of all) {
    for (const [name, value] of Object.entries(metrics)) {
      const [least, greatest] = ranges.get(name) ?? [value, value];
      ranges.set(name, [Math.min(least, value), Math.max(greatest, value)]);
    }
  }
  return Object.fromEntries(ranges);
}
