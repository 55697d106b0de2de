import { formatDuration } from '../../values/duration.ts';
import { type Terminal, fit } from '../terminal.ts';
import { bytes } from './values.ts';

const width = 24;
/** The milliseconds before there is a bar: what is over sooner needs none. */
const firstLineDelay = 300;
const redrawn = 100;

/** How far bytes have come, as a bar on a terminal; nothing elsewhere. */
export class Transfer {
  readonly #terminal: Terminal;
  readonly #size: number;
  readonly #began = performance.now();
  #done = 0;
  #drawn = 0;

  constructor(terminal: Terminal, size: number) {
    this.#terminal = terminal;
    this.#size = size;
  }

  /** Counts what goes by. Somebody may take as many streams through it as there are files. */
  async *count(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      yield chunk;
      this.#done += chunk.byteLength;
      this.#draw();
    }
  }

  end(): void {
    if (this.#drawn > 0) this.#terminal.redraw('');
    this.#drawn = 0;
  }

  #draw(): void {
    const now = performance.now();
    if (!this.#terminal.isLive || now - this.#began < firstLineDelay || now - this.#drawn < redrawn) return;
    this.#drawn = now;
    this.#terminal.redraw(fit(barText(this.#done, this.#size, now - this.#began), this.#terminal.columns - 1));
  }
}

/** `━━━━━━────── 50 %  1.0 GB of 2.0 GB  100 MB/s  10s left` */
export function barText(done: number, size: number, ms: number): string {
  const share = size === 0 ? 1 : Math.min(1, done / size);
  const full = Math.round(width * share);
  const bar = '━'.repeat(full) + '─'.repeat(width - full);
  const left = done === 0 ? '' : `  ${formatDuration((ms * (size - done)) / done)} left`;
  const speed = `${bytes((1000 * done) / Math.max(1, ms))}/s`;
  return `${bar} ${Math.floor(100 * share)} %  ${bytes(done)} of ${bytes(size)}  ${speed}${left}`;
}
