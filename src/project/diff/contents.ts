import type { PastInput } from '../../lineage/answers.ts';
import type { Record as LineageRecord } from '../../lineage/record.ts';
import { comparePreviews } from '../../storage/previews/changes/compare.ts';
import type { PreviewChanges } from '../../storage/previews/changes/change.ts';
import type { Sight } from '../sight.ts';
import type { FrameDiff } from './frame-diff.ts';

/** How what came in, or what was returned, differs in content. */
export interface ContentDiff extends PreviewChanges {
  readonly role: 'input' | 'output';
  readonly name: string;
  /** Of an input that has several values, which. */
  readonly index: number | null;
  /** The artifacts. */
  readonly from: string;
  readonly to: string;
}

/** Of one input, so many values are looked at. */
const mostOfEach = 3;

/** The contents of inputs that differ, of those that can be looked at; `output`: of what was returned as well. */
export async function contentsOf(
  record: Pick<LineageRecord, 'inputsOf' | 'outputsOf'>,
  sight: Sight,
  { a, b, inputs, sameOutput }: FrameDiff,
  output: boolean,
): Promise<ContentDiff[]> {
  const found: ContentDiff[] = [];
  const look = async (role: ContentDiff['role'], name: string, index: number | null, from: string, to: string) => {
    const changes = await compareArtifacts(sight, from, to);
    if (changes) found.push({ role, name, index, from, to, ...changes });
  };
  if (inputs.length > 0) {
    const [old, fresh] = await Promise.all([record.inputsOf(a.componentRun), record.inputsOf(b.componentRun)]);
    for (const { field, from, to } of inputs) {
      const pairs = changedPlaces(placesOf(old, field), placesOf(fresh, field)).slice(0, mostOfEach);
      for (const { index, before, after } of pairs) {
        await look(
          'input',
          field,
          from > 1 || to > 1 ? index : null,
          a.inputs[before]!.artifact,
          b.inputs[after]!.artifact,
        );
      }
    }
  }
  if (output && sameOutput === false) {
    const outputs = await record.outputsOf([a.componentRun, b.componentRun]);
    const [from, to] = [a, b].map(({ componentRun }) => outputs.get(componentRun)?.artifact);
    if (from !== undefined && to !== undefined) await look('output', 'output', null, from, to);
  }
  return found;
}

interface Place {
  /** Among all inputs. */
  readonly at: number;
  readonly content: string;
}

const placesOf = (inputs: readonly PastInput[], field: string): Place[] =>
  inputs.flatMap(({ name, codec, digest }, at) => (name === field ? [{ at, content: `${codec} ${digest}` }] : []));

/** Those of one field at whose place is something else now. */
function changedPlaces(old: readonly Place[], fresh: readonly Place[]) {
  return fresh.flatMap(({ at, content }, index) => {
    const before = old[index];
    return before && before.content !== content ? [{ index, before: before.at, after: at }] : [];
  });
}

/** Undefined where one of them can't be looked at any more. */
async function compareArtifacts(sight: Sight, from: string, to: string): Promise<PreviewChanges | undefined> {
  const [a, b] = [await sight.find(from), await sight.find(to)];
  if (a.hidden !== null || b.hidden !== null) return undefined;
  const [before, after] = [await sight.preview(a), await sight.preview(b)];
  return before && after ? comparePreviews(before, after) : undefined;
}
