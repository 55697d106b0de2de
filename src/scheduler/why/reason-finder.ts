import type { PastRun } from '../../lineage/query-results.ts';
import type { Past } from '../../lineage/record.ts';
import type { PlanNode } from '../../plan/node.ts';
import type { JobInput } from '../../runtime/job.ts';
import type { CodeOf, IsNamesake } from '../run-options.ts';
import type { Reason, Changes, CodeChange, Compared } from './reason.ts';
import {
  type CodeSide,
  type ParamsSide,
  compareCode,
  compareInputs,
  compareParams,
  isChange,
  isUnhashed,
} from './compare-nodes.ts';
import { ComponentPast } from './component-past.ts';
import { inputsOfNode, inputsOfPast, paramsOfNode } from './comparable.ts';
import { parseRecorded } from '../../values/parse-recorded.ts';

export interface ReasonFinderParts {
  readonly past: Past;
  readonly codeOf: CodeOf;
  /** All tasks that the plan may come to hold. */
  readonly tasks: readonly string[];
  /** The run that is under way: it is no past. */
  readonly run: string | null;
  /** The component run that made, or found, what a node gives; undefined where it gave nothing and was done without. */
  readonly madeBy: (node: PlanNode) => string | null | undefined;
  /** Tells of the place of an earlier component run whether that was of another task that has the same name. */
  readonly isNamesake?: IsNamesake | undefined;
}

/** A node that nothing was found for. */
export interface Missed {
  readonly node: PlanNode;
  readonly identity: string;
  readonly inputs: readonly JobInput[];
}

const neverRan: Reason = { kind: 'never-ran' };

/**
 * Says why a node is not found: what is different from the component run before it. Only asked for nodes that run, and
 * of tasks that nothing is on record of it asks the record nothing.
 */
export class ReasonFinder {
  readonly #parts: ReasonFinderParts;
  readonly #since = Date.now();
  #everRan: ReadonlySet<string> | undefined;
  #asking: Promise<ReadonlySet<string>> | undefined;
  readonly #pasts = new Map<string, ComponentPast>();
  readonly #codes = new Map<string, Promise<CodeChange | null>>();

  constructor(parts: ReasonFinderParts) {
    this.#parts = parts;
  }

  /** Not a promise where the answer is known: a first run has nothing to wait for. */
  whyMissed(missed: Missed): Reason | Promise<Reason> {
    return this.#everRan && !this.#everRan.has(missed.node.task) ? neverRan : this.#explain(missed.node, missed);
  }

  /** For a dry run: one of its inputs is made by a node that runs. */
  whyAwaits(node: PlanNode, input: PlanNode): Reason | Promise<Reason> {
    return this.#everRan && !this.#everRan.has(node.task) ? neverRan : this.#explain(node, undefined, input.label);
  }

  async #explain(node: PlanNode, missed: Missed | undefined, awaits?: string): Promise<Reason> {
    this.#everRan ??= await (this.#asking ??= this.#parts.past.everRan(this.#parts.tasks));
    if (!this.#everRan.has(node.task)) return neverRan;
    const past = this.#pastOf(node);
    const { ended: own, unfinished } = await past.of(node.label);
    if (unfinished && missed && unfinished.identity === missed.identity) {
      const status = unfinished.status === 'cancelled' ? 'cancelled' : 'failed';
      return { kind: 'unfinished', status, comparedWith: compared(unfinished) };
    }
    const params = paramsOfNode(node);
    const before = own ?? past.like(params) ?? unfinished;
    if (!before) return neverRan;
    const comparedWith = compared(before);
    // If it ended in the meantime, somebody else may have made it just now.
    if (missed && before.identity === missed.identity && before.endedAt < this.#since) {
      return { kind: 'artifact-damaged', comparedWith };
    }
    const changes = await this.#changes(node, params, before, missed);
    if (isChange(changes))
      return { kind: 'changed', comparedWith, ...changes, ...(awaits !== undefined && { awaits }) };
    if (awaits !== undefined) return { kind: 'input-runs', node: awaits };
    return unseen(node, past.paramsOf(before), comparedWith);
  }

  async #changes(node: PlanNode, paramsNow: ParamsSide, before: PastRun, missed: Missed | undefined): Promise<Changes> {
    const { params: noted } = node.model;
    const params = compareParams(
      this.#pastOf(node).paramsOf(before),
      paramsNow,
      (name) => noted.get(name)?.significant ?? true,
    );
    // Other parameters have other inputs: that another node's differ explains nothing.
    const sameInputs = !missed || (before.node !== node.label && params.length > 0);
    const wanted = !sameInputs && (node.edges.length > 0 || missed.inputs.length > 0);
    const many = missed?.inputs.find(({ makers }) => makers);
    const code = await this.#code(node, before);
    if (wanted && many) {
      // Not worth the memory: that something is different is known, as nothing was found.
      const some = { field: many.field, from: many.makers!.length, to: many.makers!.length, changed: null };
      const isElsewhere = code !== null || params.length > 0;
      const inputs = isElsewhere ? [] : [{ ...some, madeBy: null, before: null }];
      return { code, params, inputs, dependencies: [] };
    }
    const inputs = wanted
      ? compareInputs(
          inputsOfPast(await this.#parts.past.inputsOf(before.cachedFrom ?? before.id)),
          inputsOfNode(node, missed.inputs, this.#parts.madeBy),
          (field) => !node.model.ignored.has(field),
        )
      : [];
    // Its present dependencies aren't known before it runs.
    return { code, params, inputs, dependencies: [] };
  }

  /**
   * Compares a node's code with that of an earlier run, once for each pair: all nodes of a task mostly have the same
   * two versions.
   */
  #code({ model: { note } }: PlanNode, { code: before }: PastRun): Promise<CodeChange | null> | null {
    const { digest, manifest, via } = this.#parts.codeOf(note);
    if (note.version !== undefined || before === null || before === digest) return null;
    const key = `${before} ${digest}`;
    let known = this.#codes.get(key);
    if (!known) {
      known = keptCode(this.#parts.past, before).then((kept) => kept && compareCode(kept, manifest, via));
      this.#codes.set(key, known);
    }
    return known;
  }

  #pastOf({ task, model: { note } }: PlanNode): ComponentPast {
    const { past, run, isNamesake } = this.#parts;
    let known = this.#pasts.get(task);
    if (!known)
      this.#pasts.set(
        task,
        (known = new ComponentPast(past, task, {
          run,
          isNamesake: isNamesake && ((place) => isNamesake(note, place)),
        })),
      );
    return known;
  }
}

/** Names what the record doesn't keep: secrets that an older Clew masked, and the version that an author gave. */
function unseen({ model, secret }: PlanNode, before: ParamsSide, comparedWith: Compared): Reason {
  const params = [...secret]
    .filter((name) => model.params.get(name)?.significant && isUnhashed(before.get(name)))
    .map((name) => ({ name, secret: true, unknown: true as const }));
  if (params.length > 0) return { kind: 'changed', comparedWith, code: null, params, inputs: [], dependencies: [] };
  const { version } = model.note;
  return version === undefined ? { kind: 'unlike', comparedWith } : { kind: 'version-changed', comparedWith, version };
}

/** A manifest as the record keeps it. */
export async function keptCode(past: Past, digest: string): Promise<CodeSide | null> {
  const text = await past.code(digest);
  return text === undefined ? null : parseRecorded<CodeSide>(text);
}

export function compared({ id, cachedFrom, run, node, endedAt }: PastRun): Compared {
  return { componentRun: cachedFrom ?? id, run, node, at: new Date(endedAt).toISOString() };
}
