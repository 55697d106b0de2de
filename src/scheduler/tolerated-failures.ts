import type { JobError, ToleratedFailures } from '../lineage/entries.ts';
import { toleratedOf } from '../authoring/tolerance.ts';
import type { Tolerance } from '../authoring/notes.ts';
import type { Edge } from '../plan/node.ts';
import type { NodeState } from './node-state.ts';

/** Nodes of one edge that failed, or were skipped because something before them failed, and how many of them may. */
export interface Lenience {
  readonly failed: NodeState[];
  readonly most: number;
  /** How many there are in all; of a list that doesn't know its length, as far as it is known. */
  readonly of: number;
}

export function lenienceOf(tolerance: Tolerance, total: number, failed: NodeState[] = []): Lenience {
  return { failed, most: toleratedOf(tolerance, total), of: total };
}

/** More are counted only. */
const maxNamed = 100;

/** An edge whose nodes have all come to their end, some of them badly and none too many. */
export function toleratedFailures({ owner, note, nodes }: Edge, { failed, of }: Lenience): ToleratedFailures {
  const named = failed.slice(0, maxNamed).map((state) => ({ node: state.node.label, error: errorOf(state) }));
  const { task } = nodes![0]!;
  return { by: `${owner.label}.${note.field}`, task, of, failed: failed.length, nodes: named };
}

function errorOf({ node, failure }: NodeState): string {
  const { error, node: first } = failure!;
  const said = firstLine(error!, first.label);
  return first === node ? said : `${first.label} failed: ${said}`;
}

const longest = 200;

/** Gives what an error says, as part of a line that names the node already. */
export function firstLine({ message }: Pick<JobError, 'message'>, node: string): string {
  const said = message.startsWith(`${node} `) ? message.slice(node.length + 1) : message;
  const line = said.split('\n', 1)[0]!.replace(/(?<!\.)\.$/, '');
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

/** `2 of 40 Validate failed, tolerated by Nightly.scores: Validate(fold=3): too few rows; …` */
export function toleratedWords({ by, task, of, failed, nodes }: ToleratedFailures, most = 3): string {
  const named = nodes.slice(0, most).map(({ node, error }) => `${node}: ${error}`);
  const more = failed > named.length ? [`and ${failed - named.length} more`] : [];
  return `${failed} of ${of} ${task} failed, tolerated by ${by}: ${[...named, ...more].join('; ')}`;
}

/** Why the owner of an edge can't run. */
export function hopelessWords(because: NodeState, lenience: Lenience | undefined): string {
  if (!lenience || !because.failure) {
    return `${because.node.label} ${because.status === 'failed' ? 'failed' : `was ${because.status}`}`;
  }
  const { failed, most, of } = lenience;
  const tolerated = most === 0 ? 'none is' : most === 1 ? 'at most 1 is' : `at most ${most} are`;
  return `${failed.length} of ${Number.isFinite(of) ? of : 'very many'} ${because.node.task} failed, ${tolerated} tolerated`;
}
