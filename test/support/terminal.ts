import { type IPty, spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { afterAll } from 'vitest';
import { type Project, type RunOptions, ownNode } from './project.ts';

export interface TerminalOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: RunOptions['env'];
  /** Another program than one of the package's: its file. */
  readonly file?: string;
}

/** Keys by the names that people have for them. */
export const keys = {
  enter: '\r',
  tab: '\t',
  up: '\u001b[A',
  down: '\u001b[B',
  ctrlC: '\u0003',
  ctrlD: '\u0004',
  ctrlU: '\u0015',
  ctrlZ: '\u001a',
  backspace: '\u007f',
} as const;

const open: IPty[] = [];
afterAll(() => {
  for (const program of open.splice(0)) program.kill('SIGKILL');
});

/**
 * A program in a terminal of its own, as a person has it: keys in, screen out.
 *
 * @example
 * ```ts
 * const terminal = openTerminal(project, 'clew bt out-7f3k2 -i');
 * await terminal.prompt();
 * expect(await terminal.ask('up')).toContain('#1');
 * ```
 */
export function openTerminal(
  project: Project,
  command: string | readonly string[],
  options: TerminalOptions = {},
): TestTerminal {
  return new TestTerminal(project, typeof command === 'string' ? command.split(' ') : command, options);
}

/** What is undefined is left out: here it would be the word. */
const environment = (project: Project, env: RunOptions['env']): Record<string, string> => {
  const all = {
    ...project.environment({ EDITOR: undefined, VISUAL: undefined, DISPLAY: undefined, ...env }),
    TERM: 'xterm-256color',
  };
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
};

export class TestTerminal {
  readonly #program: IPty;
  readonly #screen: xterm.Terminal;
  readonly #waiting = new Set<() => void>();
  readonly ended: Promise<number>;
  #hasEnded = false;
  /** The line of the buffer from which on something is waited for. */
  #mark = 0;
  /** The line that Enter was last pressed on. */
  #entered = -1;

  constructor(project: Project, [program, ...args]: readonly string[], options: TerminalOptions) {
    const { columns: cols = 100, rows = 40, env, file } = options;
    this.#screen = new xterm.Terminal({ cols, rows, scrollback: 10_000, allowProposedApi: true });
    this.#program = spawn(file ?? ownNode, file ? args : [project.program(program!), ...args], {
      name: 'xterm-256color',
      cols,
      rows,
      cwd: project.folder,
      env: environment(project, env),
    });
    open.push(this.#program);
    this.#program.onData((text) => this.#screen.write(text, () => this.#look()));
    this.ended = new Promise((resolve) => {
      this.#program.onExit(({ exitCode }) => {
        // What it has written last may still be on its way through the screen.
        this.#screen.write('', () => {
          this.#hasEnded = true;
          resolve(exitCode);
          this.#look();
        });
      });
    });
  }

  #look(): void {
    for (const look of this.#waiting) look();
  }

  type(text: string): void {
    this.#mark = this.#cursorLine();
    if (text.includes(keys.enter)) this.#entered = this.#mark;
    this.#program.write(text);
  }

  /** The program hears of it by a signal, some time later. */
  resize(columns: number, rows: number): void {
    this.#screen.resize(columns, rows);
    this.#program.resize(columns, rows);
  }

  /** A key that the program answers by drawing something. */
  async press(key: string): Promise<void> {
    const redrawn = this.#nextOutput();
    this.type(key);
    await redrawn;
  }

  #nextOutput(): Promise<void> {
    return new Promise((resolve) => {
      const listening = this.#program.onData(() => {
        listening.dispose();
        resolve();
      });
    });
  }

  /** All lines that were ever shown, from the first on; those that the terminal has broken are one. */
  lines(from = 0): string[] {
    const { active } = this.#screen.buffer;
    const lines: string[] = [];
    for (let i = from; i < active.length; i++) {
      const line = active.getLine(i)!;
      if (line.isWrapped && lines.length > 0) lines[lines.length - 1] += line.translateToString(true);
      else lines.push(line.translateToString(true));
    }
    while (lines.at(-1) === '') lines.pop();
    return lines;
  }

  /** Whether the terminal had to break a line, from the mark on. */
  get hasBrokenLines(): boolean {
    const { active } = this.#screen.buffer;
    for (let i = this.#mark; i < active.length; i++) if (active.getLine(i)!.isWrapped) return true;
    return false;
  }

  /** Resolves with what is shown since the last answer, when that holds the text; rejects when the program ends without it. */
  until(text: string): Promise<string> {
    return this.#when(() => this.#shown().includes(text), `"${text}"`);
  }

  /** Waits for the next prompt, with nothing behind it, and gives what was shown before it. */
  async prompt(): Promise<string> {
    const shown = await this.#when(() => this.#isAtPrompt(), 'the prompt');
    return shown.replace(/\n?\(clew\)\s*$/, '');
  }

  /** Types a line and gives what it answers. */
  async ask(line: string): Promise<string> {
    this.type(line + keys.enter);
    return (await this.prompt()).split('\n').slice(1).join('\n');
  }

  #shown(): string {
    return this.lines(this.#mark).join('\n');
  }

  #cursorLine(): number {
    const { baseY, cursorY } = this.#screen.buffer.active;
    return baseY + cursorY;
  }

  #isAtPrompt(): boolean {
    const { cursorX, getLine } = this.#screen.buffer.active;
    const line = getLine.call(this.#screen.buffer.active, this.#cursorLine())?.translateToString(true) ?? '';
    return this.#cursorLine() > this.#entered && line.trimEnd() === '(clew)' && cursorX === '(clew) '.length;
  }

  #when(isThere: () => boolean, what: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (isThere()) resolve(this.#shown());
        else if (this.#hasEnded) reject(new Error(`It ended without ${what}:\n${this.lines().join('\n')}`));
        else return;
        this.#waiting.delete(look);
      };
      this.#waiting.add(look);
      look();
    });
  }
}
