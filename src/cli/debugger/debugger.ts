import { inOurWords } from '../errors.ts';
import { matchPrefix } from '../../inspect/match-prefix.ts';
import { errorText, exitCodeOf } from '../render/error.ts';
import { commandHelp } from '../render/help.ts';
import { namedText } from '../render/rows.ts';
import { outsideLine, traceText } from '../render/trace.ts';
import { wrap } from '../render/wrap.ts';
import { traceDocument } from '../../inspect/load-trace.ts';
import { type Terminal, bold, dim } from '../terminal.ts';
import { defaultLimit, pageOf } from '../../inspect/page.ts';
import { pageFlag, usageOf } from '../command.ts';
import { execute, flagsOf, readInput, split, takeOut } from '../parse.ts';
import { type DebuggerCommand, commandNames, commands, traceCommand } from './commands.ts';
import { debuggerUsage } from '../errors.ts';
import type { Cursor } from './cursor.ts';
import { wordsOf } from './split-words.ts';

const kind = { one: 'command', next: 'help lists what there is.' };

/** The command that a word names, or the beginning of one: `imp`. */
export function commandOf(asked: string): DebuggerCommand {
  const names = commandNames.filter((name) => name === asked || commands.some((one) => one.name === name));
  const name = matchPrefix(asked, names, kind);
  return commands.find((one) => one.name === name || one.aliases?.includes(name))!;
}

/** Takes lines and answers them; it knows no keyboard. Each command that has one is what `clew <command>` is. */
export class Debugger {
  readonly here: Cursor;
  readonly #terminal: Terminal;
  /** The command that an empty line repeats. */
  #again: { readonly command: DebuggerCommand; readonly words: readonly string[]; readonly page: number } | undefined;

  constructor(here: Cursor, terminal: Terminal) {
    this.here = here;
    this.#terminal = terminal;
  }

  /** The exit code of what was asked for; `quit` for the end. It never throws. */
  async answer(line: string): Promise<number | 'quit'> {
    const [first, ...words] = wordsOf(line);
    if (first === undefined) return 0;
    try {
      const command = commandOf(first);
      if (command.name === 'quit') return 'quit';
      this.#again = command.once ? undefined : { command, ...paged(words) };
      return await this.#run(command, words);
    } catch (error) {
      return this.#tell(error);
    }
  }

  /** Answers an empty line: does the same once more or, for a source, lists the lines that come after. */
  async repeat(): Promise<number> {
    if (!this.#again) return 0;
    const { command, words, page } = this.#again;
    try {
      if (command.name !== 'list') return await this.#run(command, [...words, ...(page > 1 ? [`--page=${page}`] : [])]);
      this.#again = { command, words, page: page + 1 };
      return await this.#run(command, [...words, `--page=${page + 1}`]);
    } catch (error) {
      return this.#tell(error);
    }
  }

  #tell(thrown: unknown): number {
    const error = inOurWords(thrown);
    this.#terminal.note(errorText(error));
    return exitCodeOf(error);
  }

  async #run(command: DebuggerCommand, words: readonly string[]): Promise<number> {
    if (words.some((word) => word === '--help' || word === '-h')) return this.#help([command.name]);
    if (command.command) return this.#runCommand(command.name, command.command, words);
    switch (command.name) {
      case 'bt':
        return this.#bt(words);
      case 'help':
        return this.#help(words);
      default:
        return this.#frame(command, words);
    }
  }

  async #frame({ name }: DebuggerCommand, words: readonly string[]): Promise<number> {
    const { here } = this;
    const [word, extra] = words;
    if (extra !== undefined) throw debuggerUsage(`${name} takes one number; "${extra}" is one too many.`, name);
    if (name === 'frame') {
      if (word !== undefined) here.goTo(word);
    } else {
      const steps = Number(word ?? 1);
      if (!Number.isSafeInteger(steps) || steps < 1)
        throw debuggerUsage(`${name} takes a number of frames, and got "${word}".`, name);
      here.move(name as 'up' | 'down', steps);
    }
    this.#terminal.out(here.frameText(this.#terminal.width));
    return 0;
  }

  async #bt(words: readonly string[]): Promise<number> {
    const { args, flags } = await readInput({ command: traceCommand, invoked: 'bt' }, split(words, traceCommand.flags));
    const { word } = args;
    const { here } = this;
    const isCount = /^\d+$/.test(word ?? '');
    if (word !== undefined && word !== 'full' && !isCount) {
      const { trace } = await here.ask(word);
      if (trace.frames.length === 0) this.#terminal.out(outsideLine(trace.asked));
      else this.greet();
      return 0;
    }
    if (flags.json) {
      await this.#terminal.json(traceDocument(here.traced, pageOf(flags, defaultLimit.frames, true)));
      return 0;
    }
    const page = isCount ? { limit: Number(word), page: 1, offset: 0 } : pageOf(flags, defaultLimit.frames);
    const { width } = this.#terminal;
    this.#terminal.out(traceText(here.traced, { page, width, short: word !== 'full', here: here.number }));
    return 0;
  }

  /** Shows at the beginning what one stands before. */
  greet(): void {
    const { width } = this.#terminal;
    this.#terminal.out(this.here.headText(width));
    this.#terminal.out(this.here.frameText(width));
  }

  async #runCommand(
    name: string,
    { load, fill }: NonNullable<DebuggerCommand['command']>,
    typed: readonly string[],
  ): Promise<number> {
    const whole = await load();
    const { words, options, rest = [] } = split(typed, flagsOf(whole));
    const { profile } = this.here;
    const withProfile = profile === undefined ? options : new Map([['profile', [profile]], ...options]);
    // What it is about is a word whatever it looks like: any id may begin with a dash.
    const filled = await fill([...words, ...rest], this.here);
    const line = { words: filled, options: withProfile, rest: undefined };
    return execute({ command: whole, invoked: name }, line, this.#terminal);
  }

  async #help([asked]: readonly string[]): Promise<number> {
    const { width } = this.#terminal;
    if (asked !== undefined) {
      const command = commandOf(asked);
      const { name, args, summary, flags: own = [] } = command;
      const { description = `${summary}.`, flags = own } = (await command.command?.load()) ?? {};
      const shown = flags.filter((flag) => flag.name !== 'profile');
      this.#terminal.out(commandHelp({ name, args, description, flags: shown, examples: [] }, name, width));
      return 0;
    }
    const rows = commands.map((one) => [`${bold(one.name)} ${usageOf(one)}`.trimEnd(), one.summary] as const);
    const notes = [
      'The beginning of a command is enough while no other begins like it; Tab completes. An empty line says the last',
      'one again. Each of them is a command of its own as well: clew <command> <id>.',
    ];
    this.#terminal.out(
      `${namedText(rows, Math.min(width, 100))}\n\n${dim(wrap(notes.join(' '), Math.min(width, 100)))}`,
    );
    return 0;
  }
}

/** Splits what was typed from the page that was asked for. */
function paged(typed: readonly string[]): { readonly words: readonly string[]; readonly page: number } {
  const { argv, text } = takeOut(typed, pageFlag);
  const page = Number(text ?? 1);
  return { words: argv, page: Number.isSafeInteger(page) ? page : 1 };
}
