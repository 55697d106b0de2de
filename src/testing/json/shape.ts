import { Refusal } from '../aws/refusal.ts';

/** Says to `wrong` what a value may not be. What isn't even of the right type is refused at once. */
export interface Shape {
  (value: unknown, at: string, wrong: (violation: string) => void): void;
}

/** `Value 'a b' at 'processingJobName' failed to satisfy constraint: …`, as Amazon's services say it. */
const violation = (value: unknown, at: string, must: string): string =>
  `Value ${value === null ? 'null' : `'${String(value)}'`} at '${at}' failed to satisfy constraint: Member must ${must}`;

const mistyped = (at: string, what: string): Refusal =>
  new Refusal('SerializationException', `The value at '${at}' can't be read as ${what}.`);

const within = (least: number, most: number, size: number, than: string): string | undefined => {
  if (size < least) return `have ${than} greater than or equal to ${least}`;
  return size > most ? `have ${than} less than or equal to ${most}` : undefined;
};

export interface TextLimits {
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: RegExp;
}

export function text({ min = 0, max = Number.POSITIVE_INFINITY, pattern }: TextLimits = {}): Shape {
  const whole = pattern && new RegExp(`^(?:${pattern.source})$`, pattern.flags);
  return (value, at, wrong) => {
    if (typeof value !== 'string') throw mistyped(at, 'a text');
    const size = within(min, max, value.length, 'length');
    if (size !== undefined) wrong(violation(value, at, size));
    if (pattern && !whole!.test(value)) {
      wrong(violation(value, at, `satisfy regular expression pattern: ${pattern.source}`));
    }
  };
}

export const oneOf =
  (...names: readonly string[]): Shape =>
  (value, at, wrong) => {
    if (typeof value !== 'string') throw mistyped(at, 'a text');
    if (!names.includes(value)) wrong(violation(value, at, `satisfy enum value set: [${names.join(', ')}]`));
  };

export const whole =
  (min: number, max = 2 ** 31 - 1): Shape =>
  (value, at, wrong) => {
    if (!Number.isInteger(value)) throw mistyped(at, 'a whole number');
    const size = within(min, max, value as number, 'value');
    if (size !== undefined) wrong(violation(value, at, size));
  };

export const flag: Shape = (value, at) => {
  if (typeof value !== 'boolean') throw mistyped(at, 'true or false');
};

/** Seconds since the epoch, or milliseconds where a service says so. */
export const moment: Shape = (value, at) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw mistyped(at, 'a time');
};

export const list =
  (of: Shape, min: number, max: number): Shape =>
  (value, at, wrong) => {
    if (!Array.isArray(value)) throw mistyped(at, 'a list');
    const size = within(min, max, value.length, 'length');
    if (size !== undefined) wrong(violation(`[${value.length} members]`, at, size));
    for (const [i, item] of value.entries()) of(item, `${at}.${i + 1}.member`, wrong);
  };

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const map =
  (key: Shape, of: Shape, max: number): Shape =>
  (value, at, wrong) => {
    if (!isRecord(value)) throw mistyped(at, 'a map');
    const entries = Object.entries(value);
    const size = within(0, max, entries.length, 'length');
    if (size !== undefined) wrong(violation(`[${entries.length} entries]`, at, size));
    for (const [name, item] of entries) {
      key(name, `${at}.key`, wrong);
      of(item, `${at}.${name}.member`, wrong);
    }
  };

const lower = (name: string): string => name.slice(0, 1).toLowerCase() + name.slice(1);

/** Members that must be there, and others that may. Any other is refused: Amazon would pass over a wrong spelling. */
export function struct(needed: Readonly<Record<string, Shape>>, others: Readonly<Record<string, Shape>> = {}): Shape {
  const members = new Map(Object.entries({ ...needed, ...others }));
  return (value, at, wrong) => {
    if (!isRecord(value)) throw mistyped(at, 'a structure');
    const placeOf = (name: string): string => (at === '' ? lower(name) : `${at}.${lower(name)}`);
    for (const name of Object.keys(needed)) {
      if ((value[name] ?? null) === null) wrong(violation(null, placeOf(name), 'not be null'));
    }
    for (const [name, item] of Object.entries(value)) {
      const member = members.get(name);
      if (!member)
        wrong(violation(item, placeOf(name), `be one that this server knows: [${[...members.keys()].join(', ')}]`));
      else if (item !== null) member(item, placeOf(name), wrong);
    }
  };
}

/** Refuses what doesn't fit, with all that is wrong with it. */
export function check(shape: Shape, value: unknown, name = 'ValidationException'): void {
  const violations: string[] = [];
  shape(value, '', (violation) => violations.push(violation));
  if (violations.length === 0) return;
  const count = `${violations.length} validation error${violations.length === 1 ? '' : 's'} detected`;
  throw new Refusal(name, `${count}: ${violations.join('; ')}`);
}
