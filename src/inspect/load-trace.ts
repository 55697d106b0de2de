import type { IdKind } from '../lineage/query-results.ts';
import type { FlagMark } from '../lineage/annotations.ts';
import type { LineageRecord } from '../lineage/record.ts';
import type { Frame, Trace } from '../lineage/trace.ts';
import { flagOf } from './explain/flagged-outputs.ts';
import { type Staleness, findStaleness } from './staleness/find-staleness.ts';
import type { Stale } from './staleness/stale.ts';
import { resolveId } from './resolve-id.ts';
import type { Page } from './page.ts';

/** A trace, with all that is said beside it. */
export interface Traced {
  readonly trace: Trace;
  readonly staleness: Staleness;
  /** The names of the jobs that ran them, of those that ran elsewhere. */
  readonly jobs: ReadonlyMap<string, string>;
  /** The words of whoever gave out the id for what it is. */
  readonly label: string | null;
  /** That it is bad, where somebody says so of the output id that was asked about. */
  readonly flag: FlagMark | null;
}

/** The kinds of ids that a trace can be asked of. */
export const traceable: readonly IdKind[] = ['output id', 'component run', 'artifact'];

/** The trace of an id or of the beginning of one; `root` is the project whose code is that of today. */
export async function loadTrace(
  record: LineageRecord,
  asked: string,
  root: string,
): Promise<Traced & { readonly kind: IdKind }> {
  const { id, kind } = await resolveId(record, asked, traceable);
  const trace = await record.trace(id);
  const [first] = trace.frames;
  const outputIds = first ? (await record.componentRun(first.componentRun)).outputIds : [];
  const label = outputIds.find((one) => one.id === id)?.label ?? null;
  const flag = kind === 'output id' ? await flagOf(record, id) : null;
  const jobs = await record.jobs.names(trace.frames.map(({ componentRun }) => componentRun));
  return { kind, trace, staleness: await findStaleness(record, trace.frames, root), jobs, label, flag };
}

/** A trace as `clew bt --json` prints it. */
export interface TraceDocument {
  readonly asked: string;
  /** That it is bad, where somebody says so of the output id that was asked about. */
  readonly flag: FlagMark | null;
  /** Nearest first. */
  readonly frames: readonly (Frame & { readonly job?: string; readonly stale: readonly Stale[] })[];
  /** Component runs: [the one that read or was called, the one that made what it read or called it]. */
  readonly edges: Trace['edges'];
  readonly total: number;
  readonly page: number;
  readonly more: boolean;
}

/** The shape that `--json` promises; `ms` and the rest are the frame's own. All of it, unless a part is asked for. */
export function traceDocument(
  { trace: { asked, frames, edges }, staleness, jobs, flag }: Traced,
  { page, offset, limit }: Page,
): TraceDocument {
  const shown = frames.slice(offset, offset + limit);
  return {
    asked,
    flag,
    frames: shown.map((frame) => {
      const job = jobs.get(frame.componentRun);
      return { ...frame, ...(job !== undefined && { job }), stale: staleness.get(frame.componentRun) ?? [] };
    }),
    edges,
    total: frames.length,
    page,
    more: frames.length > offset + limit,
  };
}
