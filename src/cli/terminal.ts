import { stripVTControlCharacters, styleText } from 'node:util';
import { asciiOf, isWithoutUtf8 } from './render/ascii.ts';
import { harmless } from '../values/controls.ts';
import { jsonPieces } from './render/json.ts';

type Style = Parameters<typeof styleText>[0];

/** Takes what is to be shown, as `write` of a stream does. An error says that nobody wants any more. */
export type Sink = (chunk: string | Uint8Array, done?: (error?: Error | null) => void) => unknown;

/** Where a command writes. The answer goes to standard output, everything on the way to standard error. */
export class Terminal {
  readonly #write: Sink;
  readonly #writeNote = process.stderr.write.bind(process.stderr);
  readonly #outColours = showsColours(process.stdout);
  readonly #noteColours = showsColours(process.stderr);
  readonly #ascii = isWithoutUtf8();
  #hasAnswered = false;

  /** `sink`: what stands between the answer and the screen. */
  constructor(sink?: Sink) {
    const write = sink ?? (process.stdout.write.bind(process.stdout) as Sink);
    this.#write = (...chunk) => {
      this.#hasAnswered = true;
      return write(...chunk);
    };
  }

  /** Whether some of the answer was written. */
  get hasAnswered(): boolean {
    return this.#hasAnswered;
  }

  out(text: string): void {
    this.#write(this.#outText(text));
  }

  /** Lines as they come, as fast as they are read: until nobody reads them any more. */
  flow(lines: AsyncIterable<string>): Promise<void> {
    const show = (line: string): Uint8Array => Buffer.from(this.#outText(line));
    return this.pour(
      (async function* () {
        for await (const line of lines) yield show(line);
      })(),
    );
  }

  note(text: string): void {
    process.stderr.write(`${this.#noteText(text)}\n`);
  }

  /** One line that takes the place of the line before, or an empty text to take it away. Only where {@link isLive}. */
  redraw(text: string): void {
    this.#writeNote(`\r\u001b[2K${this.#noteText(text)}`);
  }

  /** Bytes or text as they are, as fast as they are read: until they can't be written any more. */
  async pour(chunks: AsyncIterable<Uint8Array | string>): Promise<void> {
    for await (const chunk of chunks) {
      const error = await new Promise<unknown>((resume) => this.#write(chunk, resume));
      if (error) return;
    }
  }

  /** One document, piece by piece; an async iterable anywhere in it is a list. */
  json(document: unknown): Promise<void> {
    return this.pour(jsonPieces(document));
  }

  /** From here on, what tasks print goes to standard error: standard output is for one document. */
  keepOutputClean(): void {
    process.stdout.write = process.stderr.write.bind(process.stderr) as typeof process.stdout.write;
  }

  /**
   * Tells before something else is written on the screen, such as what a task prints, and whether it ends its line.
   * Gives the way to stop listening.
   */
  onForeignText(listener: (endsLine: boolean) => void): () => void {
    const streams = [process.stdout, process.stderr].filter(({ isTTY }) => isTTY);
    const originals = streams.map((stream) => stream.write);
    for (const stream of streams) {
      const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
      stream.write = ((chunk: string | Uint8Array, ...rest: unknown[]) => {
        listener(typeof chunk === 'string' ? chunk.endsWith('\n') : chunk.at(-1) === 10);
        return write(chunk, ...rest);
      }) as typeof stream.write;
    }
    return () => streams.forEach((stream, i) => (stream.write = originals[i]!));
  }

  /** Gives screen and keyboard to another program until it is done. */
  lend<T>(use: () => T): T {
    const { stdin } = process;
    const isRaw = stdin.isTTY && stdin.isRaw;
    if (isRaw) stdin.setRawMode(false);
    try {
      return use();
    } finally {
      if (isRaw) stdin.setRawMode(true);
    }
  }

  /** Whether somebody sits before it. */
  get isScreen(): boolean {
    return process.stdin.isTTY === true && process.stdout.isTTY === true;
  }

  /** Whether standard error can be drawn on. */
  get isLive(): boolean {
    return process.stderr.isTTY === true && process.env['TERM'] !== 'dumb';
  }

  get columns(): number {
    return process.stderr.columns || process.stdout.columns || 80;
  }

  /** How wide an answer may be; nothing is broken or cut for a file or another program. */
  get width(): number {
    return process.stdout.columns || Number(process.env['COLUMNS']) || Infinity;
  }

  /** The columns of standard output; where that is no screen, as many as people read with ease. */
  get outColumns(): number {
    return Number.isFinite(this.width) ? this.width : 100;
  }

  /** Whether standard output shows images: a screen with 16 million colours. */
  get showsPixels(): boolean {
    return this.#outColours && process.stdout.isTTY === true && process.stdout.getColorDepth() === 24;
  }

  #outText(text: string): string {
    return `${this.#plain(this.#outColours ? text : stripVTControlCharacters(text))}\n`;
  }

  #noteText(text: string): string {
    return this.#plain(this.#noteColours ? text : stripVTControlCharacters(text));
  }

  #plain(text: string): string {
    return this.#ascii ? asciiOf(harmless(text)) : harmless(text);
  }
}

/** `NO_COLOR` and the like are respected. */
const showsColours = (stream: NodeJS.WriteStream): boolean => styleText('bold', '.', { stream }) !== '.';

/** In colour; {@link Terminal} takes the colours away where they can't be seen. */
export const paint = (style: Style, text: string): string => styleText(style, text, { validateStream: false });

export const bold = (text: string): string => paint('bold', text);
export const dim = (text: string): string => paint('dim', text);
export const red = (text: string): string => paint('red', text);
export const green = (text: string): string => paint('green', text);
export const yellow = (text: string): string => paint('yellow', text);
export const cyan = (text: string): string => paint('cyan', text);

/** Says that something is missing. */
const sign = isWithoutUtf8() ? '...' : '…';

/** Cut to a width, with a sign that something is missing. Only for text without colour. */
export function fit(text: string, width: number): string {
  const room = width - sign.length;
  if (narrow.test(text)) return text.length > width ? `${text.slice(0, Math.max(0, room))}${sign}` : text;
  let [used, end] = [0, 0];
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    used += wide.test(segment) ? 2 : 1;
    if (used > width) return `${text.slice(0, end)}${sign}`;
    // As far as there is room for the sign as well.
    if (used <= room) end += segment.length;
  }
  return text;
}

/** Characters that are each one column wide. */
const narrow = /^[^\u0300-\u200f\u2300-\u{10ffff}]*$/u;
/** Characters that take two columns of a terminal: pictures, and most of what is written in East Asia. */
const wide =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u;
