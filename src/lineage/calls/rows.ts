import { artifactIdOf } from '../../values/id.ts';
import type { ArtifactRef } from '../../storage/ref.ts';
import type { Batch } from '../batch.ts';
import type { ComponentRunEntry } from '../entries.ts';
import { isExternalId, external } from '../external.ts';
import { rowsOfEntries } from '../rows.ts';
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
  const callers: Row<'caller'>[] = [];
  for (const { entry, inputs } of calls) {
    if (entry.caller !== null) callers.push({ component_run: entry.id, caller: entry.caller });
    entry.inputs.forEach((version, position) => {
      const artifact = inputs[position]!;
      if (!isExternalId(artifact)) return;
      fromOutside.set(artifact, { ...refOf(version, artifact), made_by: external.componentRun, damaged: 0 });
    });
  }
  return [
    { table: 'artifact', rows: [...fromOutside.values()], onConflict: { keep: true } },
    ...rowsOfEntries(
      calls.map((call) => componentRunOf(call, process)),
      { mayComeAgain: true },
    ),
    { table: 'caller', rows: callers, onConflict: { keep: true } },
  ];
}

const reasons = {
  ran: 'it was called',
  failed: 'it was called',
  cancelled: 'it was called, and never came to its end',
};

/** The component run that a call is. */
function componentRunOf({ entry, inputs }: FoundCall, process: string): ComponentRunEntry {
  const { id, status, outputs, outputIds } = entry;
  return {
    ...entry,
    process,
    node: null,
    identity: null,
    reason: reasons[status],
    attempt: 1,
    cachedFrom: null,
    executor: 'in-process',
    inputs: entry.inputs.map(({ name }, position) => ({ name, artifact: inputs[position]! })),
    artifacts: outputs.map((version, position) => refOf(version, artifactIdOf(id, position))),
    outputIds: outputIds.map(([outputId, label]) => ({ id: outputId, label })),
  };
}

function refOf({ name, text, layer, key, codec, digest, size }: CallVersion, id: string): ArtifactRef {
  const kept =
    text === undefined ? { layer, key, inline: null } : { layer: 'record', key: null, inline: Buffer.from(text) };
  return { id, name, codec, digest, size, blocks: null, ...kept };
}
