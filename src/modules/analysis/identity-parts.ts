import { digestOf } from '../../values/digest.ts';
import type { ModuleSyntax } from './module.ts';
import type { Part } from './summary.ts';
import type { Token } from './syntax.ts';

/** A replacement for a piece of the text. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly parts: (writer: PartWriter) => readonly Part[];
}

/** Longer texts are kept by their digest. */
const maxLength = 44;

/** Turns pieces of a module's text into parts. Comments and blanks are none. */
export class PartWriter {
  readonly #tokens: readonly Token[];
  readonly #edits = new Map<number, Edit[]>();

  constructor(module: ModuleSyntax, edits: readonly Edit[]) {
    this.#tokens = module.parsed.tokens;
    // If several begin at one place, the longest comes first.
    for (const edit of edits) {
      const known = this.#edits.get(edit.start) ?? [];
      this.#edits.set(
        edit.start,
        [...known, edit].sort((a, b) => b.end - a.end),
      );
    }
  }

  /** Gives the parts between two places. `without`: an edit that is being made. */
  write(start: number, end: number, without?: Edit): Part[] {
    const parts: Part[] = [];
    let at = this.#indexOf(start);
    while (at < this.#tokens.length) {
      const token = this.#tokens[at]!;
      if (token.start >= end && !(token.start === end && token.end === end && token.start > start)) break;
      if (token.end > end) break;
      const edit = this.#edits.get(token.start)?.find((one) => one.end <= end && (!without || isInside(one, without)));
      if (edit && token.end > token.start) {
        parts.push(...edit.parts(this));
        at = this.#indexOf(edit.end, at);
      } else {
        parts.push(token.word);
        at += 1;
      }
    }
    return parts;
  }

  /** Gives the first token that begins there or later; the semicolon that belongs to what is before is not one. */
  #indexOf(start: number, from = 0): number {
    let [low, high] = [from, this.#tokens.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#tokens[middle]!.start < start) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const isInside = (edit: Edit, other: Edit): boolean =>
  edit !== other &&
  edit.start >= other.start &&
  edit.end <= other.end &&
  edit.end - edit.start < other.end - other.start;

/** Runs of tokens as one text each, by their digest where that is shorter. */
export function packed(parts: readonly Part[]): Part[] {
  const result: Part[] = [];
  let run: string[] = [];
  const flush = (): void => {
    if (run.length === 0) return;
    const text = JSON.stringify(run).slice(1, -1);
    result.push(text.length <= maxLength ? text : `#${digestOf(text).slice('sha256:'.length, 'sha256:'.length + 32)}`);
    run = [];
  };
  for (const part of parts) {
    if (typeof part === 'string') {
      run.push(part);
      continue;
    }
    flush();
    if ('of' in part) {
      const cases = part.cases.map(([role, some]) => [role, packed(some)] as const);
      result.push({ of: part.of, cases, otherwise: packed(part.otherwise) });
    } else result.push(part);
  }
  flush();
  return result;
}
