import { type Interface, createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { Terminal, dim } from '../terminal.ts';
import { type Completion, complete } from './complete.ts';
import { Debugger } from './debugger.ts';
import type { Cursor } from './cursor.ts';
import { Pager } from './pager.ts';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const prompt = '(clew) ';
const interrupt = '\u0003';

/** Talks with whoever sits before the screen, until they leave. */
export function converse(here: Cursor, home: string): Promise<number> {
  return new Conversation(here, home).hold();
}

/**
 * Keys go to one of three: the line that is being typed, the question at the foot of a full screen, or, while a command
 * is at work, to nobody until it is done: but Ctrl-C stops it.
 */
class Conversation {
  readonly #pager = new Pager(process.stdout);
  readonly #terminal = new Terminal(this.#pager.write);
  readonly #debugger: Debugger;
  readonly #remembered: HistoryFile;
  readonly #keys = new Readable({ read: () => undefined });
  readonly #reader: Interface;
  /** Typed ahead. */
  #held = '';
  #busy = true;
  #over = false;

  constructor(here: Cursor, home: string) {
    this.#debugger = new Debugger(here, this.#terminal);
    this.#remembered = new HistoryFile(home);
    this.#reader = createInterface({
      input: this.#keys,
      output: process.stdout,
      terminal: true,
      prompt,
      history: this.#remembered.lines.toReversed(),
      historySize: 1000,
      removeHistoryDuplicates: true,
      completer: async (line: string, done: (error: null, result: Completion) => void) => {
        this.#busy = true;
        const found = await complete(line, here);
        done(null, found);
        this.#busy = false;
        this.#feed();
      },
    });
  }

  async hold(): Promise<number> {
    const { stdin } = process;
    const typed = (chunk: string): void => this.#typed(chunk);
    stdin.setRawMode(true);
    stdin.setEncoding('utf8').on('data', typed);
    stdin.once('end', () => this.#reader.close());
    this.#reader.on('SIGINT', () => this.#clearLine());
    this.#reader.on('SIGTSTP', () => this.#sleep());
    const left = new Promise<void>((resolve) => this.#reader.once('close', resolve));
    this.#reader.on('line', (line) => void this.#answer(line));
    await this.#show(async () => {
      this.#debugger.greet();
      this.#terminal.out(dim('help lists what one can ask here'));
    });
    this.#ready();
    await left;
    this.#over = true;
    stdin.off('data', typed).pause();
    stdin.setRawMode(false);
    return 0;
  }

  #typed(chunk: string): void {
    if (this.#over) return;
    for (const [i, key] of [...chunk].entries()) {
      if (this.#pager.isAsking) {
        // A key such as an arrow is one of several characters: it asks for nothing.
        if (key === '\u001b' && chunk.length > i + 1) return;
        this.#pager.key(key);
      } else if (this.#busy && key === interrupt) {
        this.#held = '';
        this.#pager.stop();
      } else this.#held += key;
    }
    this.#feed();
  }

  /** Key by key as far as it goes: what comes after a line, or after a Tab, waits until that is answered. */
  #feed(): void {
    while (!this.#busy && this.#held !== '') {
      const end = /\r\n|[\r\n\t]/.exec(this.#held);
      const length = end ? end.index + end[0].length : this.#held.length;
      const part = this.#held.slice(0, length).replace(/\r?\n$/, '\r');
      this.#held = this.#held.slice(length);
      // At once, so that whoever is busy now is known before the next key.
      this.#keys.emit('data', part);
    }
  }

  async #answer(line: string): Promise<void> {
    this.#busy = true;
    this.#remembered.add(line);
    const answer = await this.#show(() => (line.trim() === '' ? this.#debugger.repeat() : this.#debugger.answer(line)));
    if (answer === 'quit') this.#reader.close();
    else this.#ready();
  }

  async #show<T>(act: () => Promise<T>): Promise<T> {
    this.#pager.begin();
    const answer = await act();
    await this.#pager.drained();
    return answer;
  }

  #ready(): void {
    this.#busy = false;
    this.#reader.prompt();
    this.#feed();
  }

  #clearLine(): void {
    if (this.#reader.line === '') {
      this.#pager.begin();
      this.#terminal.out(dim('\nquit leaves, and so does Ctrl-D'));
      this.#reader.prompt();
      return;
    }
    this.#reader.write(null, { ctrl: true, name: 'e' });
    this.#reader.write(null, { ctrl: true, name: 'u' });
  }

  /** Ctrl-Z: the terminal is as it was while one is away. Where nobody could wake us, nobody puts us to sleep. */
  #sleep(): void {
    const goOn = (): void => {
      process.stdin.setRawMode(true);
      this.#reader.prompt(true);
    };
    process.once('SIGCONT', goOn);
    process.stdin.setRawMode(false);
    process.kill(process.pid, 'SIGTSTP');
    setImmediate(goOn);
  }
}

/** So many lines are brought back; the file has twice as many before it is cut. */
const maxLines = 500;

/** The lines that were typed, from one time to the next. Who can't keep them does without. */
export class HistoryFile {
  readonly #file: string;
  readonly lines: readonly string[];
  #last: string | undefined;

  constructor(home: string) {
    this.#file = join(home, 'debugger-history');
    const all = this.#read();
    this.lines = all.slice(-maxLines);
    this.#last = this.lines.at(-1);
    if (all.length > 2 * maxLines)
      this.#try(() => writeFileSync(this.#file, `${this.lines.join('\n')}\n`, { mode: 0o600 }));
  }

  /** The same twice is one. */
  add(line: string): void {
    if (line.trim() === '' || line === this.#last) return;
    this.#last = line;
    this.#try(() => appendFileSync(this.#file, `${line}\n`, { mode: 0o600 }));
  }

  #read(): string[] {
    try {
      return readFileSync(this.#file, 'utf8').split('\n').filter(Boolean);
    } catch {
      return [];
    }
  }

  #try(act: () => void): void {
    try {
      act();
    } catch {
      // A folder that may not be written to is no reason to ask nothing.
    }
  }
}
