import type { NodeRow } from '../../src/lineage/answers.ts';
import type { NodeReport, RunReport } from '../../src/scheduler/report.ts';
import type { Because } from '../../src/scheduler/why/because.ts';
import type { Host } from './build.ts';
import type { Made } from './memory.ts';
import { type Node, type Reference, keyOf } from './reference.ts';
import type { Reason } from './why.ts';

/** What really became of a run. */
export interface Actual {
  readonly report: RunReport;
  /** What the tasks themselves saw. */
  readonly host: Host;
  /** What the record has of it, in the order in which it was recorded. */
  readonly rows: readonly NodeRow[];
  /** What ended it before its end. */
  readonly stopped: 'aborted' | 'failed fast' | undefined;
  readonly concurrency: number;
  /** How often `run()` may have been called: nothing begins any more after an abort. */
  readonly mostCalls: number;
}

/** A node that really was there, and what the reference says about it. */
export interface Pair {
  readonly actual: NodeReport;
  readonly label: string;
  readonly expected: Node | undefined;
}

const indexOf = (task: string): number => Number(task.slice(task.lastIndexOf('T') + 1));

export const actualKey = ({ task, params, scope }: NodeReport['node']): string =>
  keyOf(indexOf(task), params as Record<string, number>, scope.params as Record<string, number>);

export const pair = (reference: Reference, { report }: Actual): Pair[] =>
  report.nodes.map((actual) => {
    const expected = reference.nodes.get(actualKey(actual.node));
    return { actual, label: actual.node.label, expected };
  });

/** Without ids and times. */
export function plain(because: Because | null): Reason | undefined {
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

/** What was made in some runs that were one step. */
export const madeIn = (pairs: readonly Pair[], run: number, day: number): Made[] =>
  pairs.flatMap(({ actual: { status, componentRun }, expected }) => {
    if (status !== 'ran' || !expected?.value) return [];
    const { identity, value, spec } = expected;
    const fresh = { bytes: 'whole' as const, isKnownToBeDamaged: false };
    return [{ identity, value, componentRun: componentRun!, run, day, inLayer: spec.inLayer, ...fresh }];
  });
