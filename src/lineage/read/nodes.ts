import { displayParams } from '../../values/display.ts';
import type { NodeRow } from '../query-results.ts';
import type { JobError, NodeStatus } from '../entries.ts';
import type { Row } from '../schema.ts';
import { parseRecorded } from '../../values/parse-recorded.ts';

/** A component run's row as what people are shown of a node. */
export function nodeRowOf(row: Row<'component_run'>): NodeRow {
  return {
    componentRun: row.id,
    node: row.node,
    component: row.component,
    params: displayParams(row.params),
    status: row.status as NodeStatus,
    reason: row.reason,
    attempt: row.attempt,
    cachedFrom: row.cached_from,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    error: errorOf(row.error),
  };
}

export function errorOf(text: string | null): JobError | null {
  return text === null ? null : parseRecorded<JobError>(text);
}

/** SQLite has no NaN: both dialects keep null for it. */
export function metricsOf(rows: readonly { readonly name: string; readonly value: number | null }[]): {
  readonly [name: string]: number;
} {
  return Object.fromEntries(rows.map(({ name, value }) => [name, value ?? Number.NaN]));
}
