import { userError } from '../errors.ts';
import { didYouMean } from '../values/nearest-names.ts';

/** One option of a command. Everything that help says of it stands here, and nothing can be left out. */
export interface Flag {
  readonly name: string;
  /** `switch`: on, off by `--no-name`, or `--name=true|false`. */
  readonly type: 'boolean' | 'switch' | 'text' | 'number';
  readonly doc: string;
  /** The word that stands for the value in help: `<n>`. */
  readonly value?: string;
  readonly short?: string;
  /** Other spellings. */
  readonly aliases?: readonly string[];
  /** May be given more than once. */
  readonly many?: boolean;
}

export const badFlag = userError('BAD_OPTION', (message: string, command: string) => ({
  message,
  next: `${command} --help lists what there is.`,
}));

/** A command line as it was typed: words, and options with the texts that came with them; `true` for a bare option. */
export interface Typed {
  readonly words: readonly string[];
  readonly options: ReadonlyMap<string, readonly (string | true)[]>;
}

/**
 * Splits a command line. `takesValue` tells of each option whether the next word belongs to it;
 * options that it doesn't know (undefined) take the next word unless that is an option too.
 */
export function split(argv: readonly string[], takesValue: (name: string) => boolean | undefined): Typed {
  const words: string[] = [];
  const options = new Map<string, (string | true)[]>();
  const add = (name: string, value: string | true): unknown => options.set(name, [...(options.get(name) ?? []), value]);
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i]!;
    if (word === '--') {
      words.push(...argv.slice(i + 1));
      break;
    }
    if (!/^--?[A-Za-z]/.test(word)) {
      words.push(word);
      continue;
    }
    const [, name, value] = /^--?([^=]+)(?:=(.*))?$/s.exec(word) as unknown as [string, string, string | undefined];
    if (value !== undefined) {
      add(name, value);
      continue;
    }
    const next = argv[i + 1];
    const takes = takesValue(name) ?? (next !== undefined && !/^--?[A-Za-z]/.test(next));
    if (takes && next !== undefined) {
      add(name, next);
      i++;
    } else add(name, true);
  }
  return { words, options };
}

/** Every spelling of every option: its short form, its aliases, and `no-` before a switch. */
function spellings(flags: readonly Flag[]): Map<string, { readonly flag: Flag; readonly off: boolean }> {
  const known = new Map<string, { flag: Flag; off: boolean }>();
  for (const flag of flags) {
    const names = [flag.name, ...(flag.aliases ?? []), ...(flag.short ? [flag.short] : [])];
    for (const name of names) {
      known.set(name, { flag, off: false });
      if (flag.type === 'switch') known.set(`no-${name}`, { flag, off: true });
    }
  }
  return known;
}

const isBare = ({ type }: Flag): boolean => type === 'boolean' || type === 'switch';

/** The options of a command, checked and typed. */
export class Options {
  readonly words: readonly string[];
  readonly #values = new Map<string, string[]>();
  readonly #command: string;

  constructor(argv: readonly string[], flags: readonly Flag[], command: string) {
    const known = spellings(flags);
    this.#command = command;
    const typed = split(argv, (name) => {
      const flag = known.get(name)?.flag;
      return flag !== undefined && !isBare(flag);
    });
    this.words = typed.words;
    for (const [name, values] of typed.options) {
      const found = known.get(name);
      if (!found) {
        const names = [...known.keys()].filter((one) => one.length > 1 || one === name.toLowerCase());
        throw badFlag(`There is no option --${name}.${didYouMean(name, names, '--')}`, command);
      }
      const texts = values.map((value) => this.#text(found.flag, name, value, found.off));
      this.#values.set(found.flag.name, [...(this.#values.get(found.flag.name) ?? []), ...texts]);
    }
    for (const { name, many } of flags) {
      const times = this.#values.get(name)?.length ?? 0;
      if (times > 1 && !many) throw badFlag(`--${name} was given ${times} times, and takes one value.`, command);
    }
  }

  #text(flag: Flag, typedAs: string, value: string | true, off: boolean): string {
    if (flag.type === 'switch') {
      const text = value === true ? 'true' : value;
      if (text === 'true' || text === 'false') return String((text === 'true') !== off);
      throw badFlag(`--${typedAs} is true or false, and got "${text}".`, this.#command);
    }
    if (flag.type === 'boolean') {
      if (value === true) return 'true';
      throw badFlag(`--${typedAs} takes no value.`, this.#command);
    }
    if (value === true) throw badFlag(`--${typedAs} needs a value.`, this.#command);
    return value;
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  text(name: string): string | undefined {
    return this.#values.get(name)?.[0];
  }

  texts(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }

  /** A whole number of at least 1. */
  count(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (Number.isSafeInteger(value) && value >= 1) return value;
    throw badFlag(`--${name} wants a whole number of at least 1 and got "${text}".`, this.#command);
  }

  /** The one word that a command is about. */
  oneWord(what: string): string {
    const [word, extra] = this.words;
    if (word === undefined) throw badFlag(`${this.#command} needs ${what}.`, this.#command);
    if (extra !== undefined)
      throw badFlag(
        `${this.#command} takes one ${what.replace(/^(?:an?|the) /, '')}; "${extra}" is one too many.`,
        this.#command,
      );
    return word;
  }

  none(): void {
    if (this.words.length > 0) throw badFlag(`${this.#command} takes no "${this.words[0]}".`, this.#command);
  }
}
