import type { RunResult } from '../lineage/query-results.ts';
import type { RunReport } from '../scheduler/report.ts';
import { codecName } from '../storage/codecs/codec.ts';
import type { Project } from '../project/project.ts';
import { isSameButIds } from '../project/output-ids.ts';

/** A result that a node gave now, beside what it gave in the run that is repeated. */
export interface ComparedNode {
  readonly node: string;
  /**
   * `same`: the same bytes, or the same error. `same-but-ids`: other output ids were given out, and nothing else is
   * different. `fails` and `works` are changes.
   */
  readonly outcome: 'same' | 'same-but-ids' | 'differs' | 'fails' | 'works';
  readonly before: ComparedResult;
  readonly now: ComparedResult;
}

export interface ComparedResult {
  readonly componentRun: string;
  readonly digest: string | null;
  readonly error: string | null;
}

/** A run and the one that it repeats. */
export interface ComparedRuns {
  readonly run: string;
  readonly same: number;
  readonly sameButIds: number;
  readonly different: number;
  /** The nodes that came to an end both times. */
  readonly nodes: readonly ComparedNode[];
  /** The nodes that came to an end in one of the two runs only. */
  readonly onlyThen: readonly string[];
  readonly onlyNow: readonly string[];
}

/** Holds what a run gave against what it gave before, node by node. */
export async function compareRuns(project: Project, before: string, report: RunReport): Promise<ComparedRuns> {
  const old = byNode(await project.record.resultsOf(before));
  const fresh = byNode(await project.record.resultsOf(report.run));
  // The target gets one itself, which is not in what it gives.
  const own = report.target.status === 'ran' ? 1 : 0;
  const givesIds = (await project.record.outputIds(report.run, { limit: own + 1 })).length > own;
  const nodes: ComparedNode[] = [];
  for (const [node, now] of fresh) {
    const then = old.get(node);
    if (!then) continue;
    let outcome = outcomeOf(then, now);
    const mayBeIds = givesIds && outcome === 'differs' && then.output && now.output;
    if (mayBeIds && (await isSameButIds(project, then.output, now.output))) outcome = 'same-but-ids';
    nodes.push({ node, outcome, before: resultOf(then), now: resultOf(now) });
  }
  const count = (wanted: ComparedNode['outcome']): number => nodes.filter(({ outcome }) => outcome === wanted).length;
  const [same, sameButIds] = [count('same'), count('same-but-ids')];
  const different = nodes.length - same - sameButIds;
  return {
    run: before,
    same,
    sameButIds,
    different,
    nodes,
    onlyThen: missing(old, fresh),
    onlyNow: missing(fresh, old),
  };
}

type Results = ReadonlyMap<string, RunResult>;

/** Maps nodes to their results, without cancelled ones: those tell nothing. */
function byNode(results: readonly RunResult[]): Results {
  return new Map(
    results.filter(({ status, output }) => output || status === 'failed').map((result) => [result.node, result]),
  );
}

const missing = (from: Results, to: Results): string[] => [...from.keys()].filter((node) => !to.has(node));

function outcomeOf(then: RunResult, now: RunResult): ComparedNode['outcome'] {
  if (then.output && now.output) {
    // The same bytes mean the same value only by the same codec.
    const isSame =
      then.output.digest === now.output.digest && codecName(then.output.codec) === codecName(now.output.codec);
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
