import type { PastInput } from '../../lineage/query-results.ts';
import { external } from '../../lineage/external.ts';
import type { PlanNode } from '../../plan/node.ts';
import type { JobInput } from '../../runtime/job.ts';
import { codecName } from '../../storage/codecs/codec.ts';
import { type InputItem, type InputsSide, type ParamsSide, paramSide } from './compare-nodes.ts';

/** Gives the parameters of a node now, as far as they can differ from those of an earlier component run. */
export function paramsOfNode({ shown, secret }: PlanNode): ParamsSide {
  return new Map(Object.entries(shown).map(([name, value]) => [name, paramSide(value, secret.has(name))]));
}

export function inputsOfNode(
  node: PlanNode,
  inputs: readonly JobInput[],
  madeBy: (node: PlanNode) => string | null | undefined,
): InputsSide {
  const byField = new Map(
    node.edges.map(({ note, nodes = [] }) => [
      note.field,
      note.tolerate ? nodes.filter((maker) => madeBy(maker) !== undefined) : nodes,
    ]),
  );
  return new Map(
    inputs.map(({ field, sources }) => [
      field,
      sources.map(({ output }, i): InputItem => {
        const maker = byField.get(field)![i]!;
        return { content: contentOf(output), node: maker.label, componentRun: madeBy(maker) ?? null };
      }),
    ]),
  );
}

export function inputsOfPast(inputs: readonly PastInput[]): InputsSide {
  const side = new Map<string, InputItem[]>();
  for (const { name, node, madeBy, ...output } of inputs) {
    const items = side.get(name);
    const item = { content: contentOf(output), node, componentRun: madeBy === external.componentRun ? null : madeBy };
    if (items) items.push(item);
    else side.set(name, [item]);
  }
  return side;
}

/** The same bytes mean the same value only by the same codec. */
export const contentOf = ({ codec, digest }: { readonly codec: string; readonly digest: string }): string =>
  `${codecName(codec)} ${digest}`;
