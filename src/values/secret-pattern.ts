/** The forms that a secret's characters take in what is searched: a text, or bytes. */
export interface Letters {
  readonly flags: string;
  /** Gives the expression for one character as it is. */
  readonly plain: (char: string) => string;
  /** Characters that a short secret must not touch. */
  readonly wordChars: string;
}

const hex = (code: number, digits = 2): string => code.toString(16).padStart(digits, '0');
const bytesOf = (text: string): number[] => [...Buffer.from(text)];

export const textLetters: Letters = {
  flags: 'giu',
  plain: (char) => `\\u{${hex(char.codePointAt(0)!)}}`,
  wordChars: '[\\p{L}\\p{N}]',
};

/** For bytes that were made a text by {@link bytesAsText}. */
export const byteLetters: Letters = {
  flags: 'gi',
  plain: (char) => {
    const spellings = new Set([char, ...(char < '\x80' ? [] : [char.toUpperCase(), char.toLowerCase()])]);
    const all = [...spellings].map((one) =>
      bytesOf(one)
        .map((byte) => `\\x${hex(byte)}`)
        .join(''),
    );
    return all.length === 1 ? all[0]! : `(?:${all.join('|')})`;
  },
  wordChars: '[0-9A-Za-z\\x80-\\xff]',
};

/** One character for each byte. */
export function bytesAsText(bytes: ArrayBufferView): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** Shorter secrets are found where they stand alone: as parts of words they occur by chance. */
export const shortest = 4;
/** A long secret is found by each of its parts, so that one that was cut is found as well. */
const maxPartSize = 80;
const shortestPart = 16;

/** Makes one expression that finds these texts in every form that they are known to take. */
export function patternOf(texts: readonly string[], letters: Letters): RegExp {
  const forms = new Set<string>();
  for (const text of texts) {
    for (const part of partsOf(text)) {
      const spelled = spelledForm(part, letters);
      if (part.length < shortest) forms.add(`(?<!${letters.wordChars})(?:${spelled})(?!${letters.wordChars})`);
      else for (const form of [spelled, hexForm(part), numbersForm(part), ...base64Forms(part)]) forms.add(form);
    }
  }
  return new RegExp([...forms].join('|'), letters.flags);
}

function partsOf(text: string): string[] {
  const chars = [...text];
  const parts: string[] = [];
  for (let at = 0; at < chars.length;) {
    const left = chars.length - at;
    const size = left < maxPartSize + shortestPart ? left : maxPartSize;
    parts.push(chars.slice(at, at + size).join(''));
    at += size;
  }
  return parts;
}

/** Character by character, each as it is or escaped in one of the ways of JSON, shells, addresses, HTML and CSV. */
const spelledForm = (text: string, letters: Letters): string =>
  [...text].map((char) => charForm(char, letters)).join('');

const named: Readonly<Record<string, readonly string[]>> = {
  ' ': ['\\x2b', '&nbsp;'],
  '\n': ['\\\\+n', '\\r\\n', '%0d%0a', '\\\\+r\\\\+n'],
  '\r': ['\\\\+r'],
  '\t': ['\\\\+t'],
  '\b': ['\\\\+b'],
  '\f': ['\\\\+f'],
  '\v': ['\\\\+v'],
  '\\': ['\\\\+'],
  "'": ["'\\\\+''", "\\\\*'{1,2}", '&apos;'],
  '"': ['\\\\*"{1,2}', '&quot;'],
  '&': ['&amp;'],
  '<': ['&lt;'],
  '>': ['&gt;'],
};

function charForm(char: string, letters: Letters): string {
  const plain = letters.plain(char);
  if (/[0-9A-Za-z]/.test(char)) return plain;
  const code = char.codePointAt(0)!;
  const units = [...Array(char.length).keys()].map((i) => `\\\\+u${hex(char.charCodeAt(i), 4)}`).join('');
  const forms = [
    ...(named[char] ?? []),
    code < 128 ? `\\\\*${plain}` : plain,
    bytesOf(char)
      .map((byte) => `%(?:25)*${hex(byte)}`)
      .join(''),
    units,
    `&#(?:0*${code}|x0*${hex(code, 1)});`,
    ...(code < 256 ? [`\\\\+x${hex(code)}`] : [`\\\\+u\\x7b${hex(code, 1)}\\x7d`]),
    // More than one character in the other case.
    ...[char.toUpperCase(), char.toLowerCase()]
      .filter((other) => [...other].length > 1)
      .map((other) => [...other].map(letters.plain).join('')),
  ];
  return `(?:${forms.join('|')})`;
}

const hexForm = (text: string): string =>
  bytesOf(text)
    .map((byte) => hex(byte))
    .join('(?:[ ,:%\\x2d]|\\\\+x|\\\\+u00|,? ?0x)?');

/** As a list of bytes is written. */
const numbersForm = (text: string): string => `(?<!\\d)${bytesOf(text).join(',\\s*')}(?!\\d)`;

/** Gives the part of a text that is the same in base64 wherever in other bytes it stands, for each place among three bytes. */
function base64Forms(text: string): string[] {
  const spellings = new Set([text, JSON.stringify(text).slice(1, -1), uri(text)]);
  return [...spellings].flatMap((spelling) =>
    [0, 1, 2].flatMap((before) => {
      const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(spelling)]);
      const whole = bytes.toString('base64').replace(/=+$/, '');
      const isEven = bytes.length % 3 === 0;
      const same = whole.slice(before === 0 ? 0 : before + 1, isEven ? undefined : -1);
      if (same.length < shortest) return [];
      return [...same].map((char) => sixBits[char] ?? char).join('') + (isEven ? '' : '[\\w+/\\x2d]?={0,2}');
    }),
  );
}

const sixBits: Readonly<Record<string, string>> = { '+': '(?:[+\\x2d]|%2b)', '/': '(?:[/_]|%2f)' };

/** Halves of surrogate pairs have no such form. */
const uri = (text: string): string => encodeURIComponent(text.toWellFormed());
