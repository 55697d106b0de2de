import { digestOf } from '../values/digest.ts';
import { encode } from '../values/encode.ts';
import type { PlanNode } from './node.ts';

/** What came in through one field: the digests of the values, in order. */
export interface InputDigests {
  readonly field: string;
  readonly digests: readonly string[];
}

/**
 * What a node's result depends on, as one hash: the task's name, its code (or the version its author keeps),
 * its significant parameters and the contents of its significant inputs. Two equal identities mean one result.
 */
export function identityOf(node: PlanNode, code: string, inputs: readonly InputDigests[]): string {
  const { note } = node.model;
  const text = JSON.stringify([
    note.name,
    note.version === undefined ? code : `version ${note.version}`,
    significantParams(node),
    inputs.map(({ field, digests }) => [field, digests]),
    // What a handler did is no answer for the same task as an input.
    ...(node.handling ? [node.handling.field, node.handling.workflow.key] : []),
  ]);
  return digestOf(text);
}

function significantParams(node: PlanNode): string {
  const { params } = node.model;
  if (node.model.allSignificant) return node.canonical;
  const taken = Object.entries(node.params).filter(([name]) => params.get(name)!.significant);
  return encode(Object.fromEntries(taken), { canonical: true, label: `a parameter of ${node.task}` });
}

/** A node's parameters as they may be shown and recorded: secrets masked. */
export function shownParams(node: PlanNode): string {
  if (node.secret.size === 0) return node.encoded;
  return encode(Object.fromEntries(Object.entries(node.params).map(([k, v]) => [k, node.secret.has(k) ? '***' : v])));
}
