import type { Flag, Options } from './flags.ts';
import type { Terminal } from './terminal.ts';

/** A word after `clew`, and what it does. Its module is loaded when it is asked for. */
export interface Verb {
  readonly name: string;
  readonly summary: string;
  /** What comes after the name: `<output id | component run>`. */
  readonly usage: string;
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

export function pageOf(options: Options, usual: number): Page {
  const limit = options.count('limit') ?? usual;
  const page = options.count('page') ?? 1;
  return { limit, page, offset: page === 1 ? 0 : (page - 1) * limit };
}
