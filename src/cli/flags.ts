import { userError } from '../errors.ts';
import { parseDuration } from '../values/duration.ts';
import { didYouMean } from '../values/nearest-names.ts';

interface Named {
  readonly name: string;
  readonly doc: string;
  readonly short?: string;
  /** Other spellings. */
  readonly aliases?: readonly string[];
  /** May be given more than once. */
  readonly many?: boolean;
}

/**
 * One option of a command. Everything that help says of it stands here, and nothing can be left out.
 * `switch`: on, off by `--no-name`, or `--name=true|false`; `count`: a whole number of at least 1.
 */
export type Flag = Named &
  (
    | { readonly type: 'boolean' | 'switch' | 'count' | 'duration' }
    | { readonly type: 'choice'; readonly choices: readonly string[] }
    /** `value` stands for the value in help: `<folder>`. */
    | { readonly type: 'text'; readonly value: string }
  );

type CamelCase<S extends string> = S extends `${infer A}-${infer B}` ? `${A}${Capitalize<CamelCase<B>>}` : S;

type TypeOf<F extends Flag> = F extends { readonly type: 'count' | 'duration' }
  ? number
  : F extends { readonly choices: readonly (infer Choice)[] }
    ? Choice
    : string;

type ValueOf<F extends Flag> = F extends { readonly type: 'boolean' | 'switch' }
  ? boolean
  : F extends { readonly many: true }
    ? readonly TypeOf<F>[]
    : TypeOf<F> | undefined;

/** The values of flags by their names in camel case; durations are milliseconds. */
export type FlagValues<F extends readonly Flag[]> = {
  readonly [One in F[number] as CamelCase<One['name']>]: ValueOf<One>;
};

/** Leaves some flags out. */
export const without = <const F extends readonly Flag[], Name extends F[number]['name']>(
  flags: F,
  ...names: readonly Name[]
): readonly Exclude<F[number], { readonly name: Name }>[] =>
  flags.filter(
    (flag): flag is Exclude<F[number], { readonly name: Name }> => !(names as readonly string[]).includes(flag.name),
  );

export const badFlag = userError('BAD_OPTION', (message: string, command: string) => ({
  message,
  next: `${command} --help lists what there is.`,
}));

/** Joins names for a sentence: `a, b or c`. */
export const listOf = (names: readonly string[], word: 'and' | 'or'): string =>
  [names.slice(0, -1).join(', '), ...names.slice(-1)].filter(Boolean).join(` ${word} `);

/** Tells whether the word after an option belongs to it: this decides it for all that read a command line. */
export const takesValue = ({ type }: Flag): boolean => type !== 'boolean' && type !== 'switch';

export interface Spelling {
  readonly flag: Flag;
  /** Whether this spelling turns a switch off. */
  readonly off: boolean;
}

/** Maps every spelling to its option: short forms, aliases, and `no-` before a switch. */
export function spellingsOf(flags: readonly Flag[]): Map<string, Spelling> {
  const known = new Map<string, Spelling>();
  for (const flag of flags) {
    for (const name of [flag.name, ...(flag.aliases ?? []), ...(flag.short ? [flag.short] : [])]) {
      known.set(name, { flag, off: false });
      if (flag.type === 'switch') known.set(`no-${name}`, { flag, off: true });
    }
  }
  return known;
}

/** Options as they were typed, with the texts that came with them; `true` for a bare option. */
export type LineOptions = ReadonlyMap<string, readonly (string | true)[]>;

/** Checks options and gathers their texts by the name of the flag. */
export function readTexts(typed: LineOptions, flags: readonly Flag[], command: string): Map<string, string[]> {
  const known = spellingsOf(flags);
  const texts = new Map<string, string[]>();
  for (const [name, values] of typed) {
    const found = known.get(name);
    if (!found) {
      const names = [...known.keys()].filter((one) => one.length > 1 || one === name.toLowerCase());
      throw badFlag(`There is no option --${name}.${didYouMean(name, names, '--')}`, command);
    }
    const read = values.map((value) => textOf(found, name, value, command));
    texts.set(found.flag.name, [...(texts.get(found.flag.name) ?? []), ...read]);
  }
  for (const { name, many } of flags) {
    const times = texts.get(name)?.length ?? 0;
    if (times > 1 && !many) throw badFlag(`--${name} was given ${times} times, and takes one value.`, command);
  }
  return texts;
}

function textOf({ flag, off }: Spelling, typedAs: string, value: string | true, command: string): string {
  if (flag.type === 'switch') {
    const text = value === true ? 'true' : value;
    if (text === 'true' || text === 'false') return String((text === 'true') !== off);
    throw badFlag(`--${typedAs} is true or false, and got "${text}".`, command);
  }
  if (flag.type === 'boolean') {
    if (value === true) return 'true';
    throw badFlag(`--${typedAs} takes no value.`, command);
  }
  if (value === true) throw badFlag(`--${typedAs} needs a value.`, command);
  return value;
}

/** Gives the values of flags, each by its type. */
export function readValues(
  flags: readonly Flag[],
  texts: ReadonlyMap<string, readonly string[]>,
  command: string,
): Record<string, unknown> {
  const entries = flags.map((flag) => {
    const name = flag.name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
    const values = (texts.get(flag.name) ?? []).map((text) => readValue(flag, text, command));
    return [name, flag.many ? values : takesValue(flag) ? values[0] : (values[0] ?? false)];
  });
  return Object.fromEntries(entries) as Record<string, unknown>;
}

function readValue(flag: Flag, text: string, command: string): unknown {
  switch (flag.type) {
    case 'boolean':
    case 'switch':
      return text === 'true';
    case 'count': {
      const value = Number(text);
      if (Number.isSafeInteger(value) && value >= 1) return value;
      throw badFlag(`--${flag.name} wants a whole number of at least 1 and got "${text}".`, command);
    }
    case 'duration': {
      const value = parseDuration(text);
      if (value !== undefined) return value;
      throw badFlag(`--${flag.name} wants a duration such as '2 days' and got "${text}".`, command);
    }
    case 'choice':
      if (flag.choices.includes(text)) return text;
      throw badFlag(`--${flag.name} is ${listOf(flag.choices, 'or')}, and got "${text}".`, command);
    case 'text':
      return text;
  }
}
