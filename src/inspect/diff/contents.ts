import type { PastInput } from '../../lineage/query-results.ts';
import type { LineageRecord } from '../../lineage/record.ts';
import { comparePreviews } from '../../storage/previews/changes/compare.ts';
import type { PreviewChanges } from '../../storage/previews/changes/change.ts';
import type { ArtifactView } from '../artifact-view.ts';
import type { FrameDiff } from './frame-diff.ts';

/** How what came in, or what was returned, differs in content. */
export interface ContentDiff extends PreviewChanges {
  readonly role: 'input' | 'output';
  readonly name: string;
  /** The place among the values of an input that has several; null for anything else. */
  readonly index: number | null;
  /** The artifacts. */
  readonly from: string;
  readonly to: string;
}

/** The most values of one input that are looked at; and the most outputs. */
const maxOfEach = 3;
const maxOutputs = 10;

/** Two artifacts that are held against each other. */
type Pair = Pick<ContentDiff, 'role' | 'name' | 'index' | 'from' | 'to'>;

/** The contents of inputs that differ, of those that can be looked at; `outputs`: of what was made as well. */
export async function contentsOf(
  record: Pick<LineageRecord, 'inputsOf'>,
  sight: ArtifactView,
  frame: FrameDiff,
  outputs: boolean,
): Promise<ContentDiff[]> {
  const pairs = [...(await inputPairs(record, frame)), ...(outputs ? outputPairs(frame) : [])];
  // All at once: they may lie far away.
  const looked = await Promise.all(
    pairs.map(async (pair) => {
      const changes = await compareArtifacts(sight, pair.from, pair.to);
      return changes ? [{ ...pair, ...changes }] : [];
    }),
  );
  return looked.flat();
}

async function inputPairs(record: Pick<LineageRecord, 'inputsOf'>, { a, b, inputs }: FrameDiff): Promise<Pair[]> {
  if (inputs.length === 0) return [];
  const [old, fresh] = await Promise.all([record.inputsOf(a.componentRun), record.inputsOf(b.componentRun)]);
  return inputs.flatMap(({ field: name, from, to }) =>
    changedPlaces(placesOf(old, name), placesOf(fresh, name))
      .slice(0, maxOfEach)
      .map(({ index, before, after }) => ({
        role: 'input',
        name,
        index: from > 1 || to > 1 ? index : null,
        from: a.inputs[before]!.artifact,
        to: b.inputs[after]!.artifact,
      })),
  );
}

/** Pairs the outputs that have the same name. */
function outputPairs({ a, b, sameOutput }: FrameDiff): Pair[] {
  if (sameOutput !== false) return [];
  const names = new Map(b.outputs.map(({ name, artifact }) => [name, artifact]));
  const both = a.outputs.filter(({ name }) => names.has(name)).slice(0, maxOutputs);
  return both.map(({ name, artifact }) => ({
    role: 'output',
    name,
    index: null,
    from: artifact,
    to: names.get(name)!,
  }));
}

interface Place {
  /** Among all inputs. */
  readonly at: number;
  readonly content: string;
}

const placesOf = (inputs: readonly PastInput[], field: string): Place[] =>
  inputs.flatMap(({ name, codec, digest }, at) => (name === field ? [{ at, content: `${codec} ${digest}` }] : []));

/** Finds the places of one field at which there is something else now. */
function changedPlaces(old: readonly Place[], fresh: readonly Place[]) {
  return fresh.flatMap(({ at, content }, index) => {
    const before = old[index];
    return before && before.content !== content ? [{ index, before: before.at, after: at }] : [];
  });
}

/** Undefined where they are the same, or one of them can't be looked at any more. */
async function compareArtifacts(sight: ArtifactView, from: string, to: string): Promise<PreviewChanges | undefined> {
  const [a, b] = await Promise.all([sight.find(from), sight.find(to)]);
  const isSame = a.found.digest === b.found.digest && a.found.codec === b.found.codec;
  if (isSame || a.hidden !== null || b.hidden !== null) return undefined;
  const [before, after] = await Promise.all([sight.preview(a), sight.preview(b)]);
  return before && after ? comparePreviews(before, after) : undefined;
}
