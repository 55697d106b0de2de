import type { Flag, Options } from './flags.ts';
import type { Terminal } from './terminal.ts';

/** A word of a command: one of these, an id of any kind, of a run or of an output, a component, or a task to run. */
export type WordKind = readonly string[] | 'id' | 'run' | 'output id' | 'component' | 'target';

/** A word after `clew`, and what it does. Its module is loaded when it is asked for. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  /** The words after the name: `<output id | component run>`. */
  readonly usage: string;
  /** The words in turn, for completion; the last one stands for all that come after it. */
  readonly takes?: readonly WordKind[];
  readonly flags: readonly Flag[];
  readonly examples: readonly string[];
  /** Gives the exit code. */
  run(argv: readonly string[], terminal: Terminal, invoked: string): Promise<number>;
}

export const helpFlag: Flag = { name: 'help', short: 'h', type: 'boolean', doc: 'print this' };
export const jsonFlag: Flag = { name: 'json', type: 'boolean', doc: 'print one JSON document and nothing else' };
export const profileFlag: Flag = {
  name: 'profile',
  type: 'text',
  value: '<name>',
  doc: 'which profile of clew.config.ts to take',
};
export const limitFlag: Flag = { name: 'limit', type: 'number', value: '<n>', doc: 'show at most so many' };
export const pageFlag: Flag = { name: 'page', type: 'number', value: '<n>', doc: 'which page of the list' };

/** Which part of a list is asked for by `--limit` and `--page`. */
export interface Page {
  readonly limit: number;
  readonly page: number;
  readonly offset: number;
}

/** `isWhole`: without either of them, all of the list is meant. A page alone is one of the default size. */
export function pageOf(options: Options, defaultLimit: number, isWhole = false): Page {
  const page = options.count('page');
  const limit = options.count('limit') ?? (isWhole && page === undefined ? Infinity : defaultLimit);
  return { limit, page: page ?? 1, offset: page === undefined ? 0 : (page - 1) * limit };
}
