import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** So many lines are brought back; the file has twice as many before it is cut. */
const most = 500;

/** The lines that were typed, from one time to the next. Who can't keep them does without. */
export class Remembered {
  readonly #file: string;
  readonly lines: readonly string[];
  #last: string | undefined;

  constructor(home: string) {
    this.#file = join(home, 'debugger-history');
    const all = this.#read();
    this.lines = all.slice(-most);
    this.#last = this.lines.at(-1);
    if (all.length > 2 * most)
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
