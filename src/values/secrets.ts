import { type Letters, bytesAsText, byteLetters, patternOf, shortest, textLetters } from './secret-pattern.ts';
import { textsIn } from './secret-texts.ts';
import { encode } from './encode.ts';
import { mask } from './hashed-secret.ts';

/**
 * Secrets, and the one place that finds them again: as they are, in other case, escaped, percent-encoded, in base64 or
 * in hexadecimal digits. Immutable; finding costs nothing where there are none.
 */
export class Secrets {
  static readonly none = new Secrets([]);
  /** The secrets as plain data: every text that would give one away. */
  readonly texts: readonly string[];
  readonly #patterns = new Map<Letters, RegExp>();
  #long: Secrets | undefined;

  private constructor(texts: readonly string[]) {
    this.texts = texts;
  }

  /** Takes all texts in these values, at any depth. */
  static of(...values: readonly unknown[]): Secrets {
    return Secrets.none.and(...values);
  }

  /** Reads {@link Secrets.texts} back. Those of one run are the same for most of its jobs. */
  static from(texts: readonly string[]): Secrets {
    if (texts.length === 0) return Secrets.none;
    const isLast =
      last.texts === texts || (last.texts.length === texts.length && texts.every((text, i) => text === last.texts[i]));
    return isLast ? last : (last = new Secrets(texts));
  }

  /** Only the secrets that don't occur in other texts by chance. */
  get long(): Secrets {
    if (this.#long) return this.#long;
    const long = this.texts.filter((text) => text.length >= shortest);
    return (this.#long = long.length === this.texts.length ? this : new Secrets(long));
  }

  get isEmpty(): boolean {
    return this.texts.length === 0;
  }

  /** Adds the secrets in other values. Gives itself where that is nothing new. */
  and(...values: readonly unknown[]): Secrets {
    const known = new Set(this.texts);
    for (const value of values) for (const text of textsIn(value)) known.add(text);
    if (known.size === this.texts.length) return this;
    // Longer ones first: one secret may be the beginning of another.
    return new Secrets([...known].sort((a, b) => b.length - a.length));
  }

  /** Gives a text with a sign in the place of each secret. */
  mask(text: string): string {
    return this.isEmpty ? text : text.replace(this.#pattern(textLetters), mask);
  }

  /** Gives plain data with the same done to each text in it, names of properties included. A number is masked as a whole. */
  maskAll<T>(value: T): T {
    return this.isEmpty ? value : (this.#masked(value) as T);
  }

  /** Tells whether one of them is in a text. */
  isIn(text: string): boolean {
    return !this.isEmpty && text.search(this.#pattern(textLetters)) >= 0;
  }

  /** Tells whether one of them is in a value, at any depth. */
  isInside(value: unknown): boolean {
    if (this.isEmpty) return false;
    if (typeof value === 'string') return this.isIn(value);
    if (ArrayBuffer.isView(value)) return this.isInBytes(value);
    try {
      return this.isIn(encode(value));
    } catch {
      return this.isIn(textsIn(value).join('\n'));
    }
  }

  /** Tells whether one of them is in bytes, as UTF-8. */
  isInBytes(bytes: ArrayBufferView): boolean {
    return !this.isEmpty && bytesAsText(bytes).search(this.#pattern(byteLetters)) >= 0;
  }

  /** Gives a copy of bytes with as many asterisks in the place of each secret. */
  maskBytes(bytes: Uint8Array): Uint8Array {
    const text = bytesAsText(bytes);
    return Buffer.from(
      text.replace(this.#pattern(byteLetters), (found) => '*'.repeat(found.length)),
      'latin1',
    );
  }

  #pattern(letters: Letters): RegExp {
    let pattern = this.#patterns.get(letters);
    if (!pattern) this.#patterns.set(letters, (pattern = patternOf(this.texts, letters)));
    return pattern;
  }

  #masked(value: unknown): unknown {
    switch (typeof value) {
      case 'string':
        return this.mask(value);
      case 'number':
      case 'bigint':
        return this.isIn(String(value)) ? mask : value;
      case 'object':
        break;
      default:
        return value;
    }
    if (value === null) return null;
    if (Array.isArray(value)) return value.map((item) => this.#masked(item));
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [this.mask(key), this.#masked(item)]));
  }
}

let last = Secrets.none;
