import type { TaskModel } from '../plan/model.ts';
import { encode } from '../values/encode.ts';
import { NotEncodable } from '../values/errors.ts';
import { Secrets } from '../values/secrets.ts';
import { decode } from '../values/special-values.ts';

/** The arguments that a run was given, as the record keeps them. */
export interface RunArguments {
  /** With the defaults of that time: they may be different today. */
  readonly values: Readonly<Record<string, unknown>>;
  /** The names of secrets that were given: they themselves are not kept. */
  readonly secrets: readonly string[];
}

type Values = Readonly<Record<string, unknown>>;

const valueOf = (name: string, given: Values, defaults: Values): unknown =>
  given[name] === undefined ? defaults[name] : given[name];

/** Gives the names of a target's secret parameters, and of those that were given something with a secret in it. */
export function secretNames(
  { params, defaults }: Pick<TaskModel, 'params' | 'defaults'>,
  given: Values,
): ReadonlySet<string> {
  const marked = [...params.values()].filter(({ secret }) => secret).map(({ name }) => name);
  if (marked.length === 0) return new Set();
  const secrets = Secrets.of(...marked.map((name) => valueOf(name, given, defaults)));
  const joined = [...params.keys()].filter((name) => secrets.isInside(valueOf(name, given, defaults)));
  return new Set([...marked, ...joined]);
}

/** Before any schema had its say, so that it can be given again. Null where that can't be written down. */
export function keepArguments(
  { params, defaults }: TaskModel,
  given: Readonly<Record<string, unknown>>,
): string | null {
  const values: Record<string, unknown> = {};
  const secrets: string[] = [];
  const secret = secretNames({ params, defaults }, given);
  for (const name of params.keys()) {
    const value = valueOf(name, given, defaults);
    if (secret.has(name)) {
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

/** Reads the recorded arguments of a run, without those that are the defaults of today. */
export function readArguments({ defaults }: TaskModel, kept: string): RunArguments {
  const { values, secrets } = decode(kept) as RunArguments;
  const others = Object.entries(values).filter(
    ([name, value]) => !Object.hasOwn(defaults, name) || encode(value) !== encode(defaults[name]),
  );
  return { values: Object.fromEntries(others), secrets };
}
