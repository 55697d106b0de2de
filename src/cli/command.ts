import type { Flag, FlagValues, LineOptions } from './flags.ts';
import type { Terminal } from './terminal.ts';

/** A kind of word that completion can offer: one of these, an id, a component, or a task to run. */
export type WordKind = readonly string[] | 'id' | 'run' | 'output id' | 'component' | 'target';

/** A word that a command takes. `[topic] <output id | artifact>` are two of them. */
export interface Arg<Kind = WordKind> {
  readonly name: string;
  /** The things that it may be, for usage and messages: `output id`, `artifact`. Its name if left out. */
  readonly accepts?: readonly string[];
  /** The only words that it may be. */
  readonly choices?: readonly string[];
  /** The kind of words to offer for completion; undefined for files. */
  readonly kind?: Kind;
  readonly required?: boolean;
  /** Takes all words that are left. Only the last one may. */
  readonly many?: boolean;
}

type WordOf<A extends Arg> = A extends { readonly choices: readonly (infer Choice)[] } ? Choice : string;

type ArgValue<A extends Arg> = A extends { readonly many: true }
  ? readonly WordOf<A>[]
  : A extends { readonly required: true }
    ? WordOf<A>
    : WordOf<A> | undefined;

/** A command line as it was typed. */
export interface CommandLine {
  readonly words: readonly string[];
  readonly options: LineOptions;
  /** The words after `--`; undefined where there is no `--`. */
  readonly rest: readonly string[] | undefined;
}

/** A command line, read. */
export interface Input<
  A extends readonly Arg[] = readonly Arg[],
  F extends readonly Flag[] = readonly Flag[],
  M = unknown,
> {
  readonly args: { readonly [One in A[number] as One['name']]: ArgValue<One> };
  readonly flags: FlagValues<F>;
  readonly more: ExtraFlags<M> | undefined;
  /** The texts of all options by name, those of `more` included. */
  readonly texts: ReadonlyMap<string, readonly string[]>;
  readonly line: CommandLine;
  /** The command as it was called, for messages. */
  readonly invoked: string;
}

/** Options that the words of a command line bring with them. */
export interface ExtraFlags<M> {
  readonly flags: readonly Flag[];
  readonly value: M;
  /** The words that the options are of, whether there can be no more of them, and the name of what they stand for. */
  readonly words: readonly string[];
  readonly isWhole: boolean;
  readonly name: string;
  /** The command with these words. */
  readonly invoked: string;
  readonly doc: string;
}

/** A way to options that are known once there are words: a task brings its parameters. */
export interface FlagLoader<M> {
  readonly usage: string;
  /** Is asked before the options are read; undefined where the words bring none. */
  load(words: readonly string[], profile: string | undefined, invoked: string): Promise<ExtraFlags<M> | undefined>;
}

/** Commands by name, each loaded when it is used: starting must stay cheap however many there are. */
export type Commands = Readonly<Record<string, { readonly summary: string; readonly load: () => Promise<Command> }>>;

/** A word after `clew`, or after another command, and what it does. Help, completion and the docs are made of it. */
export interface Command<
  A extends readonly Arg[] = readonly Arg[],
  F extends readonly Flag[] = readonly Flag[],
  M = unknown,
> {
  readonly name: string;
  readonly description: string;
  readonly args: A;
  readonly flags: F;
  readonly examples: readonly string[];
  readonly commands?: Commands;
  /** A name for the words after `--`, where they are no words of its own. */
  readonly rest?: string;
  /** Environment variables that help lists. */
  readonly variables?: readonly (readonly [name: string, doc: string])[];
  readonly moreFlags?: FlagLoader<M>;
  /** Gives the exit code. Left out where one of its commands has to be named. */
  run?(input: Input<A, F, M>, terminal: Terminal): Promise<number>;
}

/** Gives a command as it is; its `run` is checked against its arguments and flags. */
export const defineCommand = <const A extends readonly Arg[], const F extends readonly Flag[], M = undefined>(
  command: Command<A, F, M>,
): Command<A, F, M> => command;

/** The parts of a command that make its usage. */
interface UsageSource extends Pick<Command, 'commands' | 'moreFlags' | 'rest'> {
  readonly args: readonly Arg<unknown>[];
  readonly run?: unknown;
}

/** Renders the words after a command's name: `[topic] <output id | artifact>`. */
export function usageOf(command: UsageSource): string {
  const { args, commands, moreFlags, rest, run } = command;
  const parts = args.map(argUsage);
  if (commands) parts.push(run ? '[command]' : '<command>');
  if (moreFlags) parts.push(moreFlags.usage);
  if (rest !== undefined) parts.push(`[-- ${rest} …]`);
  return parts.join(' ');
}

function argUsage({ name, accepts, choices, required, many }: Arg<unknown>): string {
  const what = `${(choices ?? accepts ?? [name]).join(' | ')}${many ? ' …' : ''}`;
  return required ? `<${what}>` : `[${what}]`;
}

/** The word of a command about one component run. */
export const componentRunArg = {
  name: 'id',
  accepts: ['output id', 'artifact', 'component run'],
  kind: 'id',
  required: true,
} as const satisfies Arg;

/** Every command has it. */
export const helpFlag = { name: 'help', short: 'h', type: 'boolean', doc: 'print this' } as const satisfies Flag;
export const jsonFlag = {
  name: 'json',
  type: 'boolean',
  doc: 'print one JSON document and nothing else',
} as const satisfies Flag;
export const profileFlag = {
  name: 'profile',
  type: 'text',
  value: '<name>',
  doc: 'which profile of clew.config.ts to take',
} as const satisfies Flag;
export const limitFlag = { name: 'limit', type: 'count', doc: 'show at most so many' } as const satisfies Flag;
export const pageFlag = { name: 'page', type: 'count', doc: 'which page of the list' } as const satisfies Flag;
