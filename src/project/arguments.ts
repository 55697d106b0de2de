import type { TaskModel } from '../plan/model.ts';
import { encode } from '../values/encode.ts';
import { NotEncodable } from '../values/errors.ts';
import { decode } from '../values/specials.ts';

/** What a run was given, as the record keeps it. */
export interface RunArguments {
  /** With the defaults of that time: they may be different today. */
  readonly values: Readonly<Record<string, unknown>>;
  /** The names of secrets that were given: they themselves are not kept. */
  readonly secrets: readonly string[];
}

/** Before any schema had its say, so that it can be given again. Null where that can't be written down. */
export function keepArguments(
  { params, defaults }: TaskModel,
  given: Readonly<Record<string, unknown>>,
): string | null {
  const values: Record<string, unknown> = {};
  const secrets: string[] = [];
  for (const { name, secret } of params.values()) {
    const value = given[name] === undefined ? defaults[name] : given[name];
    if (secret) {
      if (given[name] !== undefined) secrets.push(name);
    } else if (value !== undefined) values[name] = value;
  }
  const kept: RunArguments = { values, secrets };
  try {
    return encode(kept, { label: 'a parameter' });
  } catch (error) {
    if (error instanceof NotEncodable) return null;
    throw error;
  }
}

/** What is the default of today is left out. */
export function readArguments({ defaults }: TaskModel, kept: string): RunArguments {
  const { values, secrets } = decode(kept) as RunArguments;
  const others = Object.entries(values).filter(
    ([name, value]) => !Object.hasOwn(defaults, name) || encode(value) !== encode(defaults[name]),
  );
  return { values: Object.fromEntries(others), secrets };
}
