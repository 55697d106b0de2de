import { isWithoutUtf8, asciiOf } from '../render/ascii.ts';
import { widthOf } from '../render/table.ts';
import type { Sink } from '../terminal.ts';

/** The part of a screen that paging is about. */
export interface Screen {
  write(text: string): unknown;
  readonly columns?: number;
  readonly rows?: number;
}

type Done = Parameters<Sink>[1];

const question = '-- Space: more, q: stop --';

/** Ctrl-C, Ctrl-D and Escape among them. */
const stops: ReadonlySet<string> = new Set(['q', 'Q', '\u0003', '\u0004', '\u001b']);
/** `c`: all the rest without a question. */
const goesOn: ReadonlySet<string> = new Set([' ', '\r', '\n', 'f', 'c']);

class Stopped extends Error {
  override readonly name = 'Stopped';
}

/** Shows what comes a screen at a time, and asks for the next: nothing that was asked for is lost off the top. */
export class Pager {
  readonly #screen: Screen;
  readonly #lines: { readonly text: string; readonly done?: Done }[] = [];
  #shown = 0;
  #state: 'showing' | 'asking' | 'stopped' = 'showing';
  #isAll = false;
  #drained: (() => void) | undefined;

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  /** For a command that begins. */
  begin(): void {
    this.#shown = 0;
    this.#isAll = false;
    this.#state = 'showing';
  }

  readonly write: Sink = (chunk, done) => {
    if (this.#state === 'stopped') {
      done?.(new Stopped());
      return;
    }
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
    const lines = text.split(/(?<=\n)/);
    lines.forEach((line, i) => this.#lines.push({ text: line, ...(i === lines.length - 1 && { done }) }));
    if (this.#state === 'showing') this.#show();
  };

  /** When all of it was shown, or nobody wants the rest. */
  async drained(): Promise<void> {
    if (this.#state === 'asking') await new Promise<void>((resolve) => (this.#drained = resolve));
  }

  get isAsking(): boolean {
    return this.#state === 'asking';
  }

  /** A key that was pressed at the question. */
  key(key: string): void {
    if (stops.has(key)) return this.stop();
    if (!goesOn.has(key)) return;
    this.#isAll = key === 'c';
    this.#shown = 0;
    this.#clear();
    this.#show();
  }

  /** Nobody wants the rest. */
  stop(): void {
    if (this.#state === 'asking') this.#clear();
    this.#state = 'stopped';
    for (const { done } of this.#lines.splice(0)) done?.(new Stopped());
    this.#drained?.();
  }

  #show(): void {
    const { columns = 80, rows = 24 } = this.#screen;
    for (;;) {
      const [line] = this.#lines;
      if (!line) break;
      const height = Math.max(1, Math.ceil(widthOf(line.text.replace(/\n$/, '')) / columns));
      if (!this.#isAll && this.#shown > 0 && this.#shown + height > Math.max(1, rows - 1)) return this.#ask();
      this.#lines.shift();
      this.#shown += height;
      this.#screen.write(line.text);
      line.done?.();
    }
    this.#drained?.();
  }

  #ask(): void {
    this.#state = 'asking';
    this.#screen.write(this.#question);
  }

  #clear(): void {
    this.#state = 'showing';
    this.#screen.write(`\r${' '.repeat(this.#question.length)}\r`);
  }

  get #question(): string {
    return isWithoutUtf8() ? asciiOf(question) : question;
  }
}
