import { findWorkflows } from '../config/workflows.ts';
import type { ResolvedSettings } from '../config/load.ts';
import type { IdKind } from '../lineage/query-results.ts';
import { openRecord } from '../lineage/open-record.ts';
import type { LineageRecord } from '../lineage/record.ts';
import { modelOf } from '../plan/model.ts';
import type { Command, WordKind } from './command.ts';
import { type Flag, split } from './flags.ts';
import { paramFlags } from './params.ts';
import { visible } from './render/controls.ts';
import { settingsHere } from './settings.ts';
import { findTarget, looksLikeFile, tasksIn } from './target.ts';

/** The commands by name, each loaded when it is used. */
export type Commands = Readonly<Record<string, { readonly load: () => Promise<Command> }>>;

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
  const [name, ...typed] = before;
  if (name === undefined) return [...Object.keys(commands), 'help', '--help', '--version'];
  if (name === 'help') return typed.length === 0 ? Object.keys(commands) : [];
  if (!Object.hasOwn(commands, name)) return [];
  const command = await commands[name]!.load();
  const line = new Line(command, typed);
  const option = line.openOption;
  if (option) return valuesOf(option, line);
  if (last.startsWith('-') && !typed.includes('--')) return optionsOf([...command.flags, ...(await line.params())]);
  const kinds = command.takes ?? [];
  return wordsOf(kinds[Math.min(line.words.length, kinds.length - 1)], line, last);
}

/** A command line up to the word that is being typed. */
class Line {
  readonly words: readonly string[];
  /** The option whose value is being typed. */
  readonly openOption: Flag | undefined;
  readonly #isRun: boolean;
  readonly #profile: string | undefined;

  constructor({ name, flags }: Command, typed: readonly string[]) {
    const flagOf = (word: string): Flag | undefined => flags.find((flag) => flag.name === word || flag.short === word);
    const takesValue = (word: string): boolean => !['boolean', 'switch', undefined].includes(flagOf(word)?.type);
    const { words, options } = split(typed, takesValue);
    this.words = words;
    const open = /^--?([^=]+)$/.exec(typed.at(-1) ?? '')?.[1];
    this.openOption = open !== undefined && takesValue(open) ? flagOf(open) : undefined;
    const profile = options.get('profile')?.[0];
    this.#profile = typeof profile === 'string' ? profile : undefined;
    this.#isRun = name === 'run';
  }

  settings(): Promise<ResolvedSettings> {
    return settingsHere(this.#profile);
  }

  /** The options of the task that is named. */
  async params(): Promise<Flag[]> {
    if (!this.#isRun || this.words.length === 0) return [];
    const target = this.words.slice(0, looksLikeFile(this.words[0]!) ? 2 : 1);
    const { note } = await findTarget(target, await this.settings());
    return paramFlags(modelOf(note), []);
  }
}

const optionsOf = (flags: readonly Flag[]): string[] =>
  flags.flatMap(({ name, type }) => (type === 'switch' ? [`--${name}`, `--no-${name}`] : [`--${name}`]));

async function valuesOf({ name, value }: Flag, line: Line): Promise<readonly string[]> {
  if (name === 'profile') return (await line.settings()).profiles;
  // `<a | b | c>` names them all.
  const inside = /^<(.*)>$/.exec(value ?? '')?.[1] ?? '';
  return inside.includes(' | ') ? inside.split(' | ') : [];
}

async function wordsOf(kind: WordKind | undefined, line: Line, last: string): Promise<readonly string[]> {
  if (kind === undefined) return [];
  if (typeof kind !== 'string') return kind;
  const settings = await line.settings();
  if (kind === 'target') return targets(settings, line.words);
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
