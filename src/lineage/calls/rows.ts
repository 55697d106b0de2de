import { artifactIdOf } from '../../values/id.ts';
import type { Batch } from '../batch.ts';
import { checkRows } from '../check-rows.ts';
import { isExternalId, external } from '../external.ts';
import type { Row } from '../schema.ts';
import type { CallEntry, CallVersion } from './entry.ts';

/** A call whose inputs have been found. */
export interface FoundCall {
  readonly entry: CallEntry;
  /** The artifacts of its inputs, in their order. */
  readonly inputs: readonly string[];
}

/** The rows of calls, in an order in which each points only at earlier ones. */
export function rowsOfCalls(calls: readonly FoundCall[], process: string): Batch[] {
  const fromOutside = new Map<string, Row<'artifact'>>();
  const runs: Row<'component_run'>[] = [];
  const callers: Row<'caller'>[] = [];
  const artifacts: Row<'artifact'>[] = [];
  const inputs: Row<'component_run_input'>[] = [];
  const outputIds: Row<'output_id'>[] = [];
  const metrics: Row<'metric'>[] = [];
  const checks: Row<'component_check'>[] = [];
  for (const { entry, inputs: found } of calls) {
    const { id } = entry;
    runs.push(rowOf(entry, process));
    if (entry.checks) checks.push(...checkRows(id, entry.checks));
    if (entry.caller !== null) callers.push({ component_run: id, caller: entry.caller });
    entry.inputs.forEach((version, position) => {
      const artifact = found[position]!;
      if (isExternalId(artifact)) fromOutside.set(artifact, artifactRow(version, artifact, external.componentRun));
      inputs.push({ component_run: id, position, name: version.name, artifact });
    });
    entry.outputs.forEach((version, position) => artifacts.push(artifactRow(version, artifactIdOf(id, position), id)));
    for (const [outputId, label] of entry.outputIds) {
      const row = { id: outputId, component_run: id, label, created_at: entry.endedAt };
      outputIds.push(row);
    }
    for (const [name, value] of Object.entries(entry.metrics)) {
      metrics.push({ component_run: id, name, value: Number.isNaN(value) ? null : value });
    }
  }
  return [
    { table: 'artifact', rows: [...fromOutside.values()], onConflict: { keep: true } },
    { table: 'component_run', rows: runs, onConflict: { key: ['id'], update: ends } },
    { table: 'caller', rows: callers, onConflict: { keep: true } },
    { table: 'artifact', rows: artifacts },
    { table: 'component_run_input', rows: inputs, onConflict: { keep: true } },
    { table: 'output_id', rows: outputIds, onConflict: { keep: true } },
    { table: 'metric', rows: metrics, onConflict: { keep: true } },
    { table: 'component_check', rows: checks, onConflict: { keep: true } },
  ];
}

/** The columns that are known at the end alone, of a call that some ids of were written before. */
const ends = ['status', 'reason', 'ended_at', 'error', 'params', 'code'];

const reasons = {
  ran: 'it was called',
  failed: 'it was called',
  cancelled: 'it was called, and never came to its end',
};

function rowOf(entry: CallEntry, process: string): Row<'component_run'> {
  return {
    id: entry.id,
    component: entry.component,
    run: entry.run,
    process,
    node: null,
    identity: null,
    code: entry.code,
    place: entry.place,
    params: entry.params,
    status: entry.status,
    reason: reasons[entry.status],
    attempt: 1,
    cached_from: null,
    executor: 'in-process',
    started_at: entry.startedAt,
    ended_at: entry.endedAt,
    error: entry.error === null ? null : JSON.stringify(entry.error),
    dependencies: null,
  };
}

function artifactRow(version: CallVersion, id: string, madeBy: string): Row<'artifact'> {
  const { text, layer, codec, digest, size } = version;
  return {
    id,
    made_by: madeBy,
    name: version.name,
    codec,
    digest,
    size,
    layer: text === undefined ? layer : 'record',
    key: text === undefined ? version.key : null,
    damaged: 0,
    inline: text === undefined ? null : Buffer.from(text),
    blocks: null,
  };
}
