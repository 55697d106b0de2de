import type { NodeRow } from '../../src/lineage/query-results.ts';
import { type NodeReport, type RunReport, countNodes } from '../../src/scheduler/report.ts';
import type { Reason } from '../../src/scheduler/why/reason.ts';
import { type Host, isHandler } from './build.ts';
import type { Made } from './memory.ts';
import { type Node, type Reference, keyOf } from './reference.ts';
import type { ExpectedReason } from './why.ts';

/** What really became of a run. */
export interface Actual {
  readonly report: RunReport;
  /** What the tasks themselves saw. */
  readonly host: Host;
  /** The target names tasks for its end. */
  readonly handled: boolean;
  /** What the record has of it, in the order in which it was recorded. */
  readonly rows: readonly NodeRow[];
  /** What ended it before its end. */
  readonly stopped: 'aborted' | 'failed fast' | undefined;
  readonly concurrency: number;
  readonly window: number | undefined;
  /** How often `run()` may have been called: nothing begins any more after an abort. */
  readonly maxCalls: number;
}

/** A node that really was there, and what the reference says about it. */
export interface Pair {
  readonly actual: Became;
  readonly label: string;
  readonly expected: Node | undefined;
  /** What became of its component runs, in the order in which they were recorded. */
  readonly recorded: readonly NodeRow['status'][];
}

/** What a report says of a node; of a node that was let go, what the record says. */
export type Became = Pick<NodeReport, 'status' | 'attempts' | 'componentRun'> & { readonly listed?: NodeReport };

const indexOf = (task: string): number => Number(task.slice(task.lastIndexOf('T') + 1));

export const actualKey = ({ task, params, scope }: NodeReport['node']): string =>
  keyOf(indexOf(task), params as Record<string, number>, scope.params as Record<string, number>);

export function pair(reference: Reference, { report, rows, window }: Actual): Pair[] {
  const all = Map.groupBy(rows, ({ node }) => node!);
  const listed = report.nodes.map((node): Pair => {
    const { label } = node.node;
    const own = all.get(label) ?? [];
    all.delete(label);
    // It has been there before, was let go, and came in again: that took what was there, or was skipped as the run was stopped.
    const isSkipped = node.status === 'skipped' && node.attempts === 0 && own.length > 0;
    const isReused = own.length > 1 && own.some(({ status }) => status === 'cached');
    const isAgain = window !== undefined && (isSkipped || isReused);
    const recorded = (isAgain ? ownRows(own) : own).map(({ status }) => status);
    const expected = reference.nodes.get(actualKey(node.node));
    return { actual: isAgain ? becameOf(own) : { ...node, listed: node }, label, expected, recorded };
  });
  if (report.unlisted === 0) return listed;
  const named = new Map([...reference.nodes.values()].map((node) => [nameOf(node.task, namedParams(node)), node]));
  const unlisted = [...all].map(([label, own]): Pair => {
    const expected = named.get(nameOf(indexOf(label.split('(', 1)[0]!), shownParams(label)));
    return { actual: becameOf(own), label, expected, recorded: ownRows(own).map(({ status }) => status) };
  });
  return [...listed, ...unlisted];
}

/** Those of a node's first time in a run. What is recorded in one millisecond has no order. */
function ownRows(rows: readonly NodeRow[]): readonly NodeRow[] {
  const tried = rows.filter(({ status }) => status !== 'cached');
  return tried.length > 0 ? tried : rows.slice(0, 1);
}

function becameOf(rows: readonly NodeRow[]): Became {
  const { status, componentRun, cachedFrom } = ownRows(rows).at(-1)!;
  const attempts = rows.filter((row) => row.status !== 'cached').length;
  return { status, attempts, componentRun: cachedFrom ?? componentRun };
}

const nameOf = (task: number, params: readonly string[]): string => `${task} ${params.join(' ')}`;

export const shownParams = (label: string): string[] =>
  (label.slice(label.indexOf('(')).match(/\w+=-?\d+/g) ?? []).sort();

/** Parameters at their default are left out. */
export function namedParams({ spec, scope }: Node): string[] {
  const isDefault = ([name, value]: [string, number]): boolean =>
    spec.params.some((param) => param.name === name && param.byDefault === value);
  return Object.entries(scope)
    .filter((param) => !isDefault(param))
    .map(([name, value]) => `${name}=${value}`)
    .sort();
}

/** It was made again, because somebody fell over its bytes. */
export const isHealed = ({ expected, recorded }: Pair): boolean =>
  expected?.healing !== undefined && recorded.length > 1;

/** Without ids and times. */
export function plain(because: Reason | null): ExpectedReason | undefined {
  switch (because?.kind) {
    case undefined:
      return undefined;
    case 'unfinished':
      return { kind: because.kind, what: [because.status] };
    case 'changed': {
      const params = because.params.map(({ name, from, to }) => `${name}: ${String(from)} → ${String(to)}`);
      const inputs = because.inputs.map(({ field, changed, from, to }) => `${field}: ${changed} of ${from} → ${to}`);
      return { kind: because.kind, what: [...(because.code ? ['code'] : []), ...params, ...inputs] };
    }
    default:
      return { kind: because!.kind };
  }
}

/** Tells of a run what became of everything but the tasks for the target's end. */
export function withoutHandlers(report: RunReport): RunReport {
  const nodes = report.nodes.filter(({ node }) => !isHandler(node.task));
  const handlers = countNodes(report.nodes.filter(({ node }) => isHandler(node.task)));
  const { total, ran, cached, failed, skipped, cancelled } = report.counts;
  const counts = {
    total: total - handlers.total,
    ran: ran - handlers.ran,
    cached: cached - handlers.cached,
    failed: failed - handlers.failed,
    skipped: skipped - handlers.skipped,
    cancelled: cancelled - handlers.cancelled,
  };
  return { ...report, nodes, counts };
}

/** What was made in some runs that were one step. */
export const madeIn = (pairs: readonly Pair[], run: number, day: number): Made[] =>
  pairs.flatMap(({ actual: { status, componentRun }, expected }) => {
    if (status !== 'ran' || !expected?.value) return [];
    const { identity, value, spec } = expected;
    const fresh = { bytes: 'whole' as const, isKnownToBeDamaged: false };
    return [{ identity, value, componentRun: componentRun!, run, day, inLayer: spec.inLayer, ...fresh }];
  });
