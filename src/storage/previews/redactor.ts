import { Secrets } from '../../values/secrets.ts';

/** The length of texts in previews at first; what is too large as a whole is cut further. */
export const defaultText = 80;
/** So much further is looked for the end of a secret. */
const maxFormLength = 2048;

/** Puts texts and numbers of a value into a preview: cut, and without those that must not be seen. */
export class Redactor {
  readonly #secrets: Secrets;

  constructor(secrets = Secrets.none) {
    this.#secrets = secrets;
  }

  /** The first characters, with a sign where there are more. */
  short(text: string, most = defaultText): string {
    if (!this.#secrets.isEmpty) return own(cut(this.#masked(text, most), most));
    return cut(text.length > most + 1 ? own(text.slice(0, most + 1)) : own(text), most);
  }

  /** Masked before anything is cut: the beginning of a secret is too much of it. Gives more than so many characters, or all. */
  #masked(text: string, most: number): string {
    for (let size = most + 2 * maxFormLength; ; size *= 4) {
      const masked = this.#secrets.mask(text.slice(0, size));
      if (size >= text.length) return masked;
      const whole = masked.slice(0, Math.max(0, masked.length - maxFormLength));
      if (whole.length > most) return whole;
    }
  }

  /** All of a text, but for what must not be seen. */
  veiled(text: string): string {
    return this.#secrets.mask(text);
  }

  /** Null where it must not be seen. */
  number(value: number): number | null {
    return Number.isFinite(value) && !this.hides(String(value)) ? value : null;
  }

  hides(text: string): boolean {
    return this.#secrets.isIn(text);
  }

  /** The first bytes, those of secrets replaced by as many asterisks. */
  bytes(bytes: Uint8Array, most: number): Buffer {
    if (this.#secrets.isEmpty) return Buffer.from(bytes.subarray(0, most));
    return Buffer.from(this.#secrets.maskBytes(bytes.subarray(0, most + maxFormLength)).subarray(0, most));
  }
}

/** Cut to so many characters, the sign for more among them, and never through one that takes two. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const head = text.slice(0, Math.max(0, most - 1));
  return `${/[\ud800-\udbff]$/.test(head) ? head.slice(0, -1) : head}…`;
}

/** A piece of a text keeps the whole of it in memory; a copy doesn't. */
export const own = (text: string): string => (text.length < 13 ? text : ` ${text}`.slice(1));
