import { parseDuration } from '../values/duration.ts';
import { badOption, unknownOption } from './errors.ts';

/*
 * Checks of what decorators are told, for code that the compiler did not see.
 * `where` is how the decorator is called in messages: `@Task of Nightly`.
 */

export function checkObject(options: unknown, where: string): void {
  if (typeof options === 'object' && options !== null && !Array.isArray(options)) return;
  throw badOption(where, 'its options are no object', 'Write them as `{ … }`, or leave them out.');
}

export function checkNames(options: object, names: readonly string[], where: string): void {
  for (const name of Object.keys(options)) if (!names.includes(name)) throw unknownOption(where, name, names);
}

export function checkType<O extends object>(
  options: O,
  name: keyof O & string,
  type: 'string' | 'boolean',
  where: string,
): void {
  const value = options[name];
  if (value === undefined) return;
  if (typeof value !== type) throw badOption(where, `${name} is a ${typeof value}`, `Give a ${type}.`);
  if (value === '') throw badOption(where, `${name} is empty`, 'Leave it out, or write something.');
}

/** How often something is done; `name` is the option. */
export function checkTimes(times: unknown, name: string, where: string): number {
  if (Number.isSafeInteger(times) && (times as number) >= 0) return times as number;
  throw badOption(where, `${name} is ${String(times)}`, 'Give a whole number, 0 or more.');
}

/** Milliseconds; undefined where nothing was given. */
export function checkDuration(text: unknown, name: string, where: string): number | undefined {
  if (text === undefined) return undefined;
  const ms = typeof text === 'string' ? parseDuration(text) : undefined;
  if (ms !== undefined) return ms;
  throw badOption(
    where,
    `${name} is ${JSON.stringify(text)}, which is no duration`,
    "Write it like '30 min', '1.5 h' or '250 ms'.",
  );
}
