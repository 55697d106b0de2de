/** How long texts in previews are at first; what is too large as a whole is cut further. */
export const usualText = 80;

/** Puts texts and numbers of a value into a preview: cut, and without those that must not be seen. */
export class Words {
  readonly #hide: readonly string[];

  /** `hide`: texts that must not be seen, longer ones first. */
  constructor(hide: readonly string[] = []) {
    this.#hide = hide;
  }

  /** The first characters, with a sign where there are more. */
  short(text: string, most = usualText): string {
    if (this.#hide.length > 0) return cut(this.#hidden(text, most), most);
    return cut(text.length > most + 1 ? own(text.slice(0, most + 1)) : own(text), most);
  }

  /** All of a text, but for what must not be seen. */
  veiled(text: string): string {
    return this.#hide.reduce((left, secret) => left.replaceAll(secret, '***'), text);
  }

  /** Null where it must not be seen. */
  number(value: number): number | null {
    return Number.isFinite(value) && !this.hides(String(value)) ? value : null;
  }

  hides(text: string): boolean {
    return this.#hide.includes(text);
  }

  /** The first bytes, those of secrets replaced by as many asterisks. */
  bytes(bytes: Uint8Array, most: number): Buffer {
    const head = Buffer.from(bytes.subarray(0, most));
    for (const secret of this.#hide) {
      const look = Buffer.from(secret);
      const around = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, most + look.length));
      for (let at = around.indexOf(look); at >= 0 && at < most; at = around.indexOf(look, at + 1))
        head.fill(0x2a, at, Math.min(most, at + look.length));
    }
    return head;
  }

  /** Looked for in the whole text, not in what is left after cutting: the beginning of a secret is too much of it. */
  #hidden(text: string, most: number): string {
    let out = '';
    for (let at = 0; at < text.length && out.length <= most;) {
      const secret = this.#hide.find((one) => text.startsWith(one, at));
      out += secret === undefined ? text[at]! : '***';
      at += secret?.length ?? 1;
    }
    return out;
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
