import { createHash } from 'node:crypto';
import { digestOf } from '../values/digest.ts';
import { encode } from '../values/encode.ts';
import { type PlanNode, canonicalParams } from './node.ts';

/** The digests of the values that came in through one field, in order. */
export interface InputDigests {
  readonly field: string;
  readonly digests: readonly string[];
}

/** The same of a field with so many values that their digests come a part at a time. */
export interface StreamedDigests {
  readonly field: string;
  readonly digests: AsyncIterable<readonly string[]>;
}

/**
 * Gives what a node's result depends on, as one hash: the task's name, its code (or the version its author keeps), its
 * significant parameters (secrets by their keyed hashes: the record keeps identities) and the contents of its
 * significant inputs. Two equal identities mean one result.
 */
export function identityOf(node: PlanNode, code: string, inputs: readonly InputDigests[]): string {
  const [begin, end] = frame(node, code);
  return digestOf(begin + JSON.stringify(inputs.map(({ field, digests }) => [field, digests])) + end);
}

/** The same hash, of a text that is never in memory as a whole. */
export async function streamedIdentityOf(
  node: PlanNode,
  code: string,
  inputs: readonly StreamedDigests[],
): Promise<string> {
  const [begin, end] = frame(node, code);
  const hash = createHash('sha256').update(begin).update('[');
  for (const [i, { field, digests }] of inputs.entries()) {
    hash.update(`${i === 0 ? '' : ','}[${JSON.stringify(field)},[`);
    let isFirst = true;
    for await (const part of digests) {
      if (part.length === 0) continue;
      hash.update((isFirst ? '' : ',') + JSON.stringify(part).slice(1, -1));
      isFirst = false;
    }
    hash.update(']]');
  }
  return `sha256:${hash.update(']').update(end).digest('hex')}`;
}

/** Gives what stands before the inputs in the text, and what stands behind. */
function frame(node: PlanNode, code: string): [begin: string, end: string] {
  const { note } = node.model;
  const known = [note.name, note.version === undefined ? code : `version ${note.version}`, significantParams(node)];
  // What a handler did is no answer for the same task as an input.
  const rest = node.handling ? [node.handling.field, node.handling.workflow.shownKey] : [];
  return [`${JSON.stringify(known).slice(0, -1)},`, rest.length === 0 ? ']' : `,${JSON.stringify(rest).slice(1)}`];
}

function significantParams(node: PlanNode): string {
  const { params } = node.model;
  if (node.model.allSignificant && node.secret.size === 0) return node.canonical;
  const taken = Object.entries(node.shown).filter(([name]) => params.get(name)!.significant);
  return canonicalParams(Object.fromEntries(taken), node.task);
}

/** A node's parameters as they may be shown and recorded: secrets hashed. */
export function shownParams(node: PlanNode): string {
  return node.secret.size === 0 ? node.encoded : encode(node.shown);
}
