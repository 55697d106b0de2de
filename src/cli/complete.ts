import { findWorkflows } from '../config/workflows.ts';
import type { ResolvedSettings } from '../config/load.ts';
import type { IdKind } from '../lineage/query-results.ts';
import { openRecord } from '../lineage/open-record.ts';
import type { LineageRecord } from '../lineage/record.ts';
import type { Arg, Commands, WordKind } from './command.ts';
import { type Flag, spellingsOf, takesValue } from './flags.ts';
import { findCommand, flagsOf, split } from './parse.ts';
import { visible } from '../values/controls.ts';
import { settingsHere } from './settings.ts';
import { looksLikeFile, tasksIn } from './target.ts';

const maxIds = 20;

/**
 * Gives the words that may stand last on a command line, which begins with the program; none where files are to be
 * offered. Whatever goes wrong, the line itself will say it.
 */
export async function complete(commands: Commands, line: readonly string[]): Promise<string[]> {
  const [program = 'clew', ...typed] = line;
  const words = program.endsWith('run-workflow') ? ['run', ...typed] : typed;
  const last = words.at(-1) ?? '';
  try {
    const found = await candidates(commands, words.slice(0, -1), last);
    // A name with controls in it would command the terminal, and one with blanks would be several words.
    return [...new Set(found)].filter((word) => word.startsWith(last) && word === visible(word) && !/\s/.test(word));
  } catch {
    return [];
  }
}

async function candidates(commands: Commands, before: readonly string[], last: string): Promise<readonly string[]> {
  const [name, ...rest] = before;
  if (name === undefined) return [...Object.keys(commands), 'help', '--help', '--version'];
  const isHelp = name === 'help';
  const first = isHelp ? rest[0] : name;
  if (first === undefined) return Object.keys(commands);
  if (!Object.hasOwn(commands, first)) return [];
  const top = { command: await commands[first]!.load(), invoked: first };
  const { called, argv } = await findCommand(top, isHelp ? rest.slice(1) : rest);
  const { command, invoked } = called;
  if (isHelp) return Object.keys(command.commands ?? {});
  const flags = flagsOf(command);
  const { words, options, rest: behind } = split(argv, flags);
  const asked = options.get('profile')?.[0];
  const profile = asked === true ? undefined : asked;
  const open = openFlag(argv, flags);
  if (open) return valuesOf(open, profile);
  if (behind && command.rest !== undefined) return [];
  if (last.startsWith('-') && !behind) {
    const more = await command.moreFlags?.load(words, profile, invoked);
    return optionsOf([...flags, ...(more?.flags ?? [])]);
  }
  const at = [...words, ...(behind ?? [])];
  const kinds = argsAt(at.length, command.args).map(({ choices, kind }) => choices ?? kind);
  const found = await Promise.all([...new Set(kinds)].map((kind) => wordsOf(kind, { words: at, profile, last })));
  return [...(at.length === 0 ? Object.keys(command.commands ?? {}) : []), ...found.flat()];
}

/** The option whose value is being typed. */
function openFlag(argv: readonly string[], flags: readonly Flag[]): Flag | undefined {
  const name = /^--?([^=]+)$/.exec(argv.at(-1) ?? '')?.[1];
  const flag = name === undefined ? undefined : spellingsOf(flags).get(name)?.flag;
  return flag && takesValue(flag) ? flag : undefined;
}

/** The arguments that a word at this place may be: optional ones before a required one may have been left out. */
function argsAt(at: number, args: readonly Arg[]): readonly Arg[] {
  const required = (i: number): number => args.slice(0, i).filter((arg) => arg.required).length;
  return args.filter((arg, i) => required(i) <= at && (arg.many || at <= i));
}

const optionsOf = (flags: readonly Flag[]): string[] =>
  flags.flatMap(({ name, type }) => (type === 'switch' ? [`--${name}`, `--no-${name}`] : [`--${name}`]));

async function valuesOf(flag: Flag, profile: string | undefined): Promise<readonly string[]> {
  if (flag.name === 'profile') return (await settingsHere(profile)).profiles;
  return flag.type === 'choice' ? flag.choices : [];
}

/** A command line up to the word that is being typed. */
interface Line {
  readonly words: readonly string[];
  readonly profile: string | undefined;
  readonly last: string;
}

async function wordsOf(kind: WordKind | undefined, { words, profile, last }: Line): Promise<readonly string[]> {
  if (kind === undefined) return [];
  if (typeof kind !== 'string') return kind;
  const settings = await settingsHere(profile);
  if (kind === 'target') return targets(settings, words);
  const record = await openRecord(settings.record, { create: false });
  try {
    if (kind === 'component') return (await record.components()).map(({ name }) => name);
    return await idsOnRecord(record, last, kind);
  } finally {
    await record.close();
  }
}

/** Workflows that need no module before them, and after a module its tasks. */
async function targets(settings: ResolvedSettings, words: readonly string[]): Promise<string[]> {
  if (words.length === 0) {
    const all = await Promise.all((await findWorkflows(settings)).map(tasksIn));
    return all.flat().flatMap(({ note }) => (note.kind === 'workflow' ? [note.name] : []));
  }
  if (words.length > 1 || !looksLikeFile(words[0]!)) return [];
  return (await tasksIn(words[0]!)).map(({ note }) => note.name);
}

/** The ids that begin so: with few letters the newest ones. */
async function idsOnRecord(record: LineageRecord, last: string, kind: 'id' | 'run' | 'output id'): Promise<string[]> {
  const wanted: readonly IdKind[] | undefined = kind === 'id' ? undefined : [kind];
  const resolved = await record.resolve(last, wanted);
  const ids = resolved.found ? [resolved.id] : [...resolved.candidates];
  if (kind !== 'output id') ids.push(...(await record.runs({ limit: maxIds })).map(({ id }) => id));
  return ids;
}
