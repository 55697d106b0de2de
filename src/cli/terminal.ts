import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Where a command writes. The answer goes to standard output, everything on the way to standard error. */
export class Terminal {
  readonly #write: typeof process.stdout.write;

  constructor() {
    this.#write = process.stdout.write.bind(process.stdout);
    // `clew bt … | head` is no fault of anyone, and a run goes on when nobody reads along any more.
    for (const stream of [process.stdout, process.stderr]) {
      stream.on('error', (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EPIPE') process.exit(70);
      });
    }
  }

  out(text: string): void {
    this.#write(`${text}\n`);
  }

  note(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  json(document: unknown): void {
    this.#write(`${JSON.stringify(document, null, 2)}\n`);
  }

  /** From here on, what tasks print goes to standard error: standard output is for one document. */
  keepOutputClean(): void {
    process.stdout.write = process.stderr.write.bind(process.stderr) as typeof process.stdout.write;
  }

  /** Whether standard error can be drawn on. */
  get isLive(): boolean {
    return process.stderr.isTTY === true && process.env['TERM'] !== 'dumb';
  }

  get columns(): number {
    return process.stderr.columns || process.stdout.columns || 80;
  }
}

/** Colour where the stream shows it (`NO_COLOR` is respected). */
export const paint = (style: Style, text: string): string => styleText(style, text, { stream: process.stdout });

export const bold = (text: string): string => paint('bold', text);
export const dim = (text: string): string => paint('dim', text);
export const red = (text: string): string => paint('red', text);
export const green = (text: string): string => paint('green', text);
export const yellow = (text: string): string => paint('yellow', text);
export const cyan = (text: string): string => paint('cyan', text);

/** Cut to a width, with a sign that something is missing. Only for text without colour. */
export function fit(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, Math.max(0, width - 1))}…` : text;
}
