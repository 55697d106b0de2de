import type { IdKind } from '../lineage/query-results.ts';
import type { LineageRecord } from '../lineage/record.ts';
import { flagOf } from '../inspect/explain/flagged-outputs.ts';
import { findStaleness } from '../inspect/staleness/find-staleness.ts';
import { resolveId } from './resolve-id.ts';
import type { Traced } from './render/trace.ts';
import type { Page } from './command.ts';

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

/** The shape that `--json` promises; `ms` and the rest are the frame's own. All of it, unless a part is asked for. */
export function traceDocument(
  { trace: { asked, frames, edges }, staleness, jobs, flag }: Traced,
  { page, offset, limit }: Page,
): unknown {
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
