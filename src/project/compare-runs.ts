import type { RunResult } from '../lineage/entries.ts';
import type { Record as LineageRecord } from '../lineage/record.ts';
import type { RunReport } from '../scheduler/report.ts';

/** What a node gave now, beside what it gave in the run that is repeated. */
export interface ComparedNode {
  readonly node: string;
  /** `same`: the same bytes. `fails` and `works` are changes; where both failed, `same` is the same error. */
  readonly outcome: 'same' | 'differs' | 'fails' | 'works';
  readonly before: ComparedResult;
  readonly now: ComparedResult;
}

export interface ComparedResult {
  readonly componentRun: string | null;
  readonly digest: string | null;
  readonly error: string | null;
}

/** A run and the one that it repeats. */
export interface ComparedRuns {
  readonly run: string;
  readonly same: number;
  readonly different: number;
  /** Of those that came to an end both times. */
  readonly nodes: readonly ComparedNode[];
  /** Of those that came to an end in one of them only. */
  readonly onlyThen: readonly string[];
  readonly onlyNow: readonly string[];
}

/** Holds what a run gave against what it gave before, node by node. */
export async function compareRuns(record: LineageRecord, before: string, report: RunReport): Promise<ComparedRuns> {
  const [old, fresh] = await Promise.all([before, report.run].map(async (run) => byNode(await record.resultsOf(run))));
  const nodes = [...fresh!.values()].flatMap((now) => {
    const then = old!.get(now.node);
    return then ? [compared(then, now)] : [];
  });
  const same = nodes.filter(({ outcome }) => outcome === 'same').length;
  const missing = (from: Results, to: Results): string[] => [...from.keys()].filter((node) => !to.has(node));
  return {
    run: before,
    same,
    different: nodes.length - same,
    nodes,
    onlyThen: missing(old!, fresh!),
    onlyNow: missing(fresh!, old!),
  };
}

type Results = ReadonlyMap<string, RunResult>;

/** What was cancelled tells nothing. */
function byNode(results: readonly RunResult[]): Results {
  return new Map(
    results.filter(({ status, output }) => output || status === 'failed').map((result) => [result.node, result]),
  );
}

function compared(then: RunResult, now: RunResult): ComparedNode {
  return { node: now.node, outcome: outcomeOf(then, now), before: resultOf(then), now: resultOf(now) };
}

function outcomeOf(then: RunResult, now: RunResult): ComparedNode['outcome'] {
  if (then.output && now.output) {
    // The same bytes mean the same value only by the same codec.
    const isSame = then.output.digest === now.output.digest && then.output.codec === now.output.codec;
    return isSame ? 'same' : 'differs';
  }
  if (then.output || now.output) return now.output ? 'works' : 'fails';
  return then.error?.name === now.error?.name && then.error?.message === now.error?.message ? 'same' : 'differs';
}

const resultOf = ({ componentRun, output, error }: RunResult): ComparedResult => ({
  componentRun,
  digest: output?.digest ?? null,
  error: error?.message ?? null,
});
