import type { RunSummary } from '../../lineage/query-results.ts';
import type { LineageRecord } from '../../lineage/record.ts';
import { flaggedIn } from './flagged-outputs.ts';
import { type Explanation, explainTrace } from './explanation.ts';

/** One run as one tells it. */
export interface RunFacts extends Pick<RunSummary, 'id' | 'target' | 'status' | 'params' | 'counts' | 'error'> {
  readonly doc: string | null;
  readonly user: string | null;
  /** ISO 8601. */
  readonly startedAt: string;
  /** Null where it never came to its end. */
  readonly ms: number | null;
  /** Nodes that failed in the end, with what they were given. */
  readonly failures: readonly {
    readonly component: string;
    readonly componentRun: string;
    readonly params: Readonly<Record<string, unknown>>;
    readonly error: string;
  }[];
  /** The newest of what it gave out; `more`: there are more of them than that. */
  readonly outputIds: readonly { readonly id: string; readonly label: string | null }[];
  readonly more: boolean;
}

/** A run with all that it ran or found again. */
export interface RunExplanation extends Explanation {
  readonly run: RunFacts;
}

const maxOutputs = 100;

/** Tells what a run was for and what became of it; then, as of everything, how that came about. */
export async function explainRun(record: LineageRecord, id: string, root: string): Promise<RunExplanation> {
  const trace = await record.traceOfRun(id);
  const explanation = await explainTrace(record, trace, root);
  const { target, status, params, counts, error, process, startedAt, endedAt } = (await record.resumable(id))!;
  const frames = new Map(trace.frames.map((frame) => [frame.componentRun, frame]));
  const failures = (await record.resultsOf(id)).flatMap(({ componentRun, status: end, error: thrown }) => {
    const frame = frames.get(componentRun);
    if (end !== 'failed' || !frame) return [];
    return [{ component: frame.component, componentRun, params: frame.params, error: thrown?.message ?? 'an error' }];
  });
  const outputIds = await record.outputIds(id, { limit: maxOutputs + 1 });
  const run: RunFacts = {
    id,
    target,
    doc: (await record.about([target])).get(target)?.doc ?? null,
    status,
    params,
    counts,
    error,
    user: process.user,
    startedAt: new Date(startedAt).toISOString(),
    ms: endedAt === null ? null : endedAt - startedAt,
    failures,
    outputIds: outputIds.slice(0, maxOutputs).map(({ id: outputId, label }) => ({ id: outputId, label })),
    more: outputIds.length > maxOutputs,
  };
  return { ...explanation, flagged: await flaggedIn(record, run.outputIds), run };
}
