import type { UserError } from '../errors.ts';
import { didYouMean } from '../values/nearest-names.ts';
import {
  type Arg,
  type Command,
  type Commands,
  type Input,
  type ExtraFlags,
  type CommandLine,
  helpFlag,
} from './command.ts';
import { badFlag, type Flag, listOf, readTexts, readValues, spellingsOf, takesValue } from './flags.ts';
import { commandHelp } from './render/help.ts';
import type { Terminal } from './terminal.ts';

/** A command that was named, as it was called. */
export interface Invocation {
  readonly command: Command;
  readonly invoked: string;
  /** The command that it belongs to. */
  readonly parent?: Invocation;
}

export const flagsOf = ({ flags }: Pick<Command, 'flags'>): readonly Flag[] => [...flags, helpFlag];

const looksLikeOption = (word: string): boolean => /^--?[A-Za-z]/.test(word);

interface Token {
  /** Its place in the command line, and the place after it. */
  readonly at: number;
  readonly end: number;
  /** The name of an option; undefined for a word. */
  readonly option?: string;
  readonly text: string | true;
}

/** Cuts a command line up to `--`. Options that nobody knows take the next word unless that is an option too. */
function* tokensOf(argv: readonly string[], flags: readonly Flag[]): Generator<Token> {
  const known = spellingsOf(flags);
  for (let at = 0; at < argv.length && argv[at] !== '--'; at++) {
    const word = argv[at]!;
    if (!looksLikeOption(word)) {
      yield { at, end: at + 1, text: word };
      continue;
    }
    const [, option, value] = /^--?([^=]+)(?:=(.*))?$/s.exec(word) as unknown as [string, string, string | undefined];
    const next = argv[at + 1];
    const flag = known.get(option)?.flag;
    const takes = flag ? takesValue(flag) : next !== '--' && next !== undefined && !looksLikeOption(next);
    if (value === undefined && takes && next !== undefined) {
      yield { at, end: at + 2, option, text: next };
      at++;
    } else yield { at, end: at + 1, option, text: value ?? true };
  }
}

/** Splits a command line into words and options. */
export function split(argv: readonly string[], flags: readonly Flag[]): CommandLine {
  const words: string[] = [];
  const options = new Map<string, (string | true)[]>();
  let cut = 0;
  for (const { end, option, text } of tokensOf(argv, flags)) {
    cut = end;
    if (option === undefined) words.push(text as string);
    else options.set(option, [...(options.get(option) ?? []), text]);
  }
  return { words, options, rest: cut < argv.length ? argv.slice(cut + 1) : undefined };
}

/** Takes an option out of a command line. Gives its text with what is left. */
export function takeOut(
  argv: readonly string[],
  flag: Flag,
): { readonly argv: readonly string[]; readonly text: string | true | undefined } {
  const found = [...tokensOf(argv, [flag])].find(({ option }) => option === flag.name);
  if (!found) return { argv, text: undefined };
  return { argv: argv.toSpliced(found.at, found.end - found.at), text: found.text };
}

/** Goes from a command to the one among its own that the line names, and takes that word out of the line. */
export async function findCommand(
  called: Invocation,
  argv: readonly string[],
): Promise<{ readonly called: Invocation; readonly argv: readonly string[] }> {
  const { command, invoked } = called;
  const { commands } = command;
  const at = commands ? await firstWord(command, commands, argv) : -1;
  if (at < 0) return { called, argv };
  const word = argv[at]!;
  if (!Object.hasOwn(commands!, word)) throw unknownWord(word, Object.keys(commands!), invoked);
  const its = { command: await commands![word]!.load(), invoked: `${invoked} ${word}`, parent: called };
  return findCommand(its, argv.toSpliced(at, 1));
}

/** Options may stand before a command's name: then those of all of them count. */
async function firstWord(command: Command, commands: Commands, argv: readonly string[]): Promise<number> {
  if (argv[0] === undefined || argv[0] === '--') return -1;
  if (!looksLikeOption(argv[0])) return 0;
  const all = await Promise.all(Object.values(commands).map(({ load }) => load()));
  const flags = [command, ...all].flatMap(flagsOf);
  return [...tokensOf(argv, flags)].find(({ option }) => option === undefined)?.at ?? -1;
}

/** Runs a command of a command line, or prints its help. Gives the exit code. */
export async function runCommand(called: Invocation, argv: readonly string[], terminal: Terminal): Promise<number> {
  const { command, invoked } = called;
  const flags = flagsOf(command);
  const early = split(argv, flags);
  // Before anything of the user's is imported: that may print too.
  if (early.options.has('json')) terminal.keepOutputClean();
  const profile = early.options.get('profile')?.[0];
  const more = await command.moreFlags?.load(early.words, profile === true ? undefined : profile, invoked);
  if (early.options.has('help') || early.options.has('h')) {
    terminal.out(commandHelp(command, invoked, terminal.width, more));
    return 0;
  }
  const line = more ? split(argv, [...more.flags, ...flags]) : early;
  return await execute(called, line, terminal, more);
}

/** Runs a command with words and options that are split already. */
export async function execute(
  called: Invocation,
  line: CommandLine,
  terminal: Terminal,
  more?: ExtraFlags<unknown>,
): Promise<number> {
  const { command, invoked } = called;
  const input = await readInput(called, line, more);
  if (!command.run) throw badFlag(`${invoked} needs one of ${Object.keys(command.commands!).join(', ')}.`, invoked);
  return await command.run(input, terminal);
}

/** Reads what was typed as the arguments and flags of a command. */
export async function readInput<A extends readonly Arg[], F extends readonly Flag[], M>(
  called: Omit<Invocation, 'command'> & { readonly command: Omit<Command<A, F, M>, 'run'> },
  line: CommandLine,
  more?: ExtraFlags<unknown>,
): Promise<Input<A, F, M>> {
  const { command } = called;
  const flags = [...(more?.flags ?? []), ...flagsOf(command)];
  const invoked = more?.invoked ?? called.invoked;
  await checkFamily(called, line, flags);
  const texts = readTexts(line.options, flags, invoked);
  const words = command.rest === undefined ? [...line.words, ...(line.rest ?? [])] : line.words;
  if (more) checkWords(words, more, called.invoked);
  const args = readArgs(words, command.args, invoked);
  const input: unknown = { args, flags: readValues(command.flags, texts, invoked), more, texts, line, invoked };
  return input as Input<A, F, M>;
}

interface Family extends Omit<Invocation, 'command'> {
  readonly command: Pick<Command, 'commands'>;
}

/** Refuses an option that is not this command's but another's of the same parent, and says whose. */
async function checkFamily({ command, invoked, parent }: Family, { options }: CommandLine, flags: readonly Flag[]) {
  const known = spellingsOf(flags);
  const unknown = [...options.keys()].find((name) => !known.has(name));
  const commands = command.commands ?? parent?.command.commands;
  if (unknown === undefined || !commands) return;
  const base = command.commands ? invoked : parent!.invoked;
  const owners: string[] = [];
  if (!command.commands && parent!.command.run && spellingsOf(parent!.command.flags).has(unknown))
    owners.push(`${base} alone`);
  for (const [name, { load }] of Object.entries(commands)) {
    if (spellingsOf((await load()).flags).has(unknown)) owners.push(`${base} ${name}`);
  }
  if (owners.length > 0) throw badFlag(`--${unknown} is for ${listOf(owners, 'and')}.`, invoked);
}

/** Before the words were known, an option of theirs may have been given a word that it doesn't take. */
function checkWords(all: readonly string[], more: ExtraFlags<unknown>, invoked: string): void {
  const { words, isWhole, name, invoked: command } = more;
  const isSame = words.every((word, i) => word === all[i]);
  if (isSame && all.length === words.length) return;
  if (isSame && isWhole) throw badFlag(`"${all[words.length]}" is one word too many after ${name}.`, command);
  const whole = [invoked, ...all].join(' ');
  throw badFlag(`The target stands before its parameters: ${whole} --param value …`, command);
}

/** Gives each argument its words: optional ones get what the required ones leave. */
function readArgs(words: readonly string[], args: readonly Arg[], invoked: string): Record<string, unknown> {
  const required = args.filter((arg) => arg.required);
  if (words.length < required.length) throw missing(required.slice(words.length), invoked);
  let spare = words.length - required.length;
  let at = 0;
  const values: Record<string, unknown> = {};
  for (const arg of args) {
    const count = (arg.required ? 1 : 0) + (arg.many ? spare : arg.required ? 0 : Math.min(spare, 1));
    spare -= count - (arg.required ? 1 : 0);
    const own = words.slice(at, at + count);
    values[arg.name] = arg.many ? own : own[0];
    at += count;
    const unknown = arg.choices && own.find((word) => !arg.choices!.includes(word));
    if (unknown !== undefined) throw unknownWord(unknown, arg.choices!, invoked);
  }
  if (at < words.length) throw tooMany(words[at]!, args, invoked);
  return values;
}

function missing(args: readonly Arg[], invoked: string): UserError {
  const [{ choices }] = args as [Arg];
  const what = choices ? `one of ${choices.join(', ')}` : listOf(args.map(nameOf), 'and');
  return badFlag(`${invoked} needs ${what}.`, invoked);
}

function tooMany(word: string, args: readonly Arg[], invoked: string): UserError {
  const [only, ...others] = args;
  if (!only) return badFlag(`${invoked} takes no "${word}".`, invoked);
  const what =
    others.length === 0
      ? `one ${listOf(only.choices ?? only.accepts ?? [only.name], 'or')}`
      : listOf(
          args.map(({ name, accepts = [name] }) => withArticle(accepts.length === 1 ? accepts[0]! : name)),
          'and',
        );
  return badFlag(`${invoked} takes ${what}; "${word}" is one too many.`, invoked);
}

const unknownWord = (word: string, known: readonly string[], invoked: string): UserError =>
  badFlag(`${invoked} knows ${listOf(known, 'and')}, not "${word}".${didYouMean(word, known)}`, invoked);

const withArticle = (name: string): string => (/^[aeiou]/i.test(name) ? `an ${name}` : `a ${name}`);

const nameOf = ({ name, accepts = [name] }: Arg): string => listOf(accepts.map(withArticle), 'or');
