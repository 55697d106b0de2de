import type { TaskNote } from '../authoring/notes.ts';
import type { ComponentRunEntry, EntryInput, Listed } from '../lineage/entries.ts';
import { shownParams } from '../plan/identity.ts';
import type { TaskModel } from '../plan/model.ts';
import type { PlanNode } from '../plan/node.ts';
import type { Plan } from '../plan/plan.ts';
import type { JobInput, TaskJob, TaskResult } from '../runtime/job.ts';
import type { JobOutcome } from '../runtime/run-outcome.ts';
import { folderOf, prefixOf } from '../storage/artifact-key.ts';
import { artifactIdOf, newComponentRunId, newOutputId } from '../values/id.ts';
import type { Hit } from './cache-lookup.ts';
import type { RunParts } from './run-options.ts';

/** A node, its inputs and its identity, ready to be looked up and run. */
export interface Prepared {
  readonly node: PlanNode;
  readonly inputs: readonly JobInput[];
  readonly identity: string;
  /** The outcome of its workflow, where the node is a handler. */
  readonly outcome?: JobOutcome | undefined;
}

/** The folders of tasks, each for one project: most processes have one. */
const folders = new WeakMap<TaskNote, { readonly project: string; readonly folder: string }>();

/** Gives the beginning of the names of all that a task makes from these inputs. Nothing is written to know it. */
export function nameOf({ note }: TaskModel, identity: string, project: string): string {
  let known = folders.get(note);
  if (known?.project !== project) {
    const family = note.modelFamily ?? note.taskType ?? note.componentKind?.kind ?? note.kind;
    known = { project, folder: folderOf(project, family, note.name) };
    folders.set(note, known);
  }
  return prefixOf(known.folder, identity);
}

export function makeJob(
  { node, inputs, identity, outcome }: Prepared,
  attempt: number,
  fresh: boolean,
  parts: Pick<RunParts, 'run' | 'project' | 'codeOf'> & { readonly plan: Pick<Plan, 'secrets'> },
): TaskJob {
  const { note } = node.model;
  const componentRun = newComponentRunId(parts.run);
  return {
    run: parts.run,
    componentRun,
    node: node.label,
    identity,
    task: { module: note.module ?? '', name: note.name },
    code: parts.codeOf(note).identity,
    params: node.encoded,
    secrets: [...node.secret],
    hidden: parts.plan.secrets.texts,
    inputs,
    storage: note.storage ?? null,
    prefix: nameOf(node.model, identity, parts.project),
    attempt,
    timeout: note.timeout ?? null,
    fresh,
    outcome,
  };
}

type Shared = Pick<
  ComponentRunEntry,
  'component' | 'run' | 'process' | 'node' | 'identity' | 'code' | 'place' | 'params'
>;

function shared({ node, identity }: Prepared, parts: RunParts): Shared {
  const code = parts.codeOf(node.model.note);
  return {
    component: node.task,
    run: parts.run,
    process: parts.process,
    node: node.label,
    identity,
    code: code.digest,
    place: code.place,
    params: shownParams(node),
  };
}

/** Makes the entry that one attempt leaves in the record. The target's output gets an output id of its own. */
export function attemptEntry(
  prepared: Prepared,
  job: TaskJob,
  result: TaskResult,
  reason: string,
  parts: RunParts,
): ComponentRunEntry {
  const isAnswer = prepared.node === parts.plan.target && result.status === 'ran';
  return {
    ...shared(prepared, parts),
    id: job.componentRun,
    status: result.status,
    reason,
    attempt: job.attempt,
    cachedFrom: null,
    executor: parts.executor.placeOf(prepared.node.task),
    startedAt: result.startedAt,
    endedAt: result.endedAt,
    error: result.error,
    metrics: result.metrics,
    checks: result.checks,
    dependencies: result.dependencies,
    inputs: entryInputs(prepared.inputs),
    artifacts: result.output ? [result.output, ...result.stored] : [],
    outputIds: isAnswer ? [{ id: newOutputId(), label: null }, ...result.outputIds] : result.outputIds,
  };
}

/** Lists the inputs of an entry; of very many, each is made when it is written. */
function entryInputs(inputs: readonly JobInput[]): Listed<EntryInput> {
  if (!inputs.some(({ makers }) => makers)) {
    return inputs.flatMap(({ field, sources }) => sources.map(({ output }) => ({ name: field, artifact: output.id })));
  }
  return {
    length: inputs.reduce((sum, { sources, makers = sources }) => sum + makers.length, 0),
    *[Symbol.iterator]() {
      for (const { field: name, sources, makers } of inputs) {
        for (const { output } of sources) yield { name, artifact: output.id };
        for (const maker of makers ?? []) yield { name, artifact: artifactIdOf(maker, 0) };
      }
    },
  };
}

/** A node whose result was there already. */
export function cachedEntry(prepared: Prepared, hit: Hit, reason: string, parts: RunParts): ComponentRunEntry {
  const now = Date.now();
  return {
    ...shared(prepared, parts),
    id: newComponentRunId(parts.run),
    status: 'cached',
    reason,
    attempt: 0,
    cachedFrom: hit.componentRun,
    // It was found again here, wherever it ran.
    executor: 'in-process',
    startedAt: now,
    endedAt: now,
    error: null,
    metrics: {},
    inputs: [],
    artifacts: [],
    outputIds: [],
  };
}
