import type { Class } from '../../src/authoring/notes.ts';
import type { PlanNode } from '../../src/plan/node.ts';
import { Plan, type PlanOptions } from '../../src/plan/plan.ts';
import { Tasks } from '../../src/plan/tasks.ts';
import { SecretHasher } from '../../src/values/secret-hasher.ts';

/** The plan of a target, as a run would make it. */
export function planned(target: Class, params: object = {}, options: PlanOptions = {}): Plan {
  return new Plan(new Tasks(target), params, { hasher: new SecretHasher('key of the tests'), ...options });
}

export const labels = (nodes: readonly PlanNode[]): string[] => nodes.map(({ label }) => label).toSorted();

export function nodeOf(plan: Plan, label: string): PlanNode {
  const node = plan.nodes.find((one) => one.label === label);
  if (!node) throw new Error(`no node ${label} among ${labels(plan.nodes).join(', ')}`);
  return node;
}

/** Which nodes stand behind a field; undefined while it waits for data. */
export function inputOf(node: PlanNode, field: string): string[] | undefined {
  return node.edges.find(({ note }) => note.field === field)!.nodes?.map(({ label }) => label);
}
