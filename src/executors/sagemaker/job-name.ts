import { hash } from 'node:crypto';

/** The length of the longest name that SageMaker takes. */
const longest = 63;
/** 80 bits. */
const hashDigits = 20;

/**
 * The things that a job is named after: the same again give the same name, so that to create it twice is impossible.
 */
export interface NamedAfter {
  readonly task: string;
  readonly run: string;
  readonly nodes: readonly { readonly node: string; readonly attempt: number; readonly componentRun: string }[];
  /** The turn among several jobs for the same attempt, because there was no instance for the first. */
  readonly turn: number;
}

/** `clew-train-downtime-5f0c…`: letters, digits and single hyphens, at most 63 characters. */
export function jobName({ task, run, nodes, turn }: NamedAfter): string {
  const about = nodes.map(({ node, attempt, componentRun }) => [node, attempt, componentRun]);
  const end = `-${hash('sha256', JSON.stringify([run, turn, about]), 'hex').slice(0, hashDigits)}`;
  const words = task
    .normalize('NFD')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, longest - end.length - 'clew-'.length);
  const middle = words.replaceAll(/^-+|-+$/g, '');
  return `clew${middle && `-${middle}`}${end}`;
}

/** The text that all names of our jobs contain. */
export const namesContain = 'clew-';
