import type { Amount, Failing, InputSpec, TaskSpec } from './program.ts';

/*
 * What a program's functions compute: its mappings, and what its tasks return. A user would have written them; they are
 * given to the real classes and to the reference, since they are not what is tested.
 */

export interface Value {
  readonly n: number;
}

/** What an input field holds once it is read. */
export type Held = Value | readonly Value[] | undefined;

export const sum = (held: Held): number =>
  held === undefined ? 0 : 'n' in held ? held.n : held.reduce((all, { n }, i) => all + n * (i + 1), 0);

type Self = Readonly<Record<string, unknown>>;

/** Reads what it needs and nothing else: reading data that isn't there yet ends a mapping. */
function numberOf(amount: Amount, self: Self): number {
  if (amount.of === 'number') return amount.number;
  if (amount.of === 'param') return self[amount.name] as number;
  return sum(self[amount.field] as Held);
}

export const wanted = ({ amount }: InputSpec, self: Self): boolean => numberOf(amount, self) % 2 === 1;

/** The parameters for one node. */
export const given = ({ gives }: InputSpec, self: Self): Record<string, number> =>
  gives ? { [gives.name]: numberOf(gives.value, self) % 3 } : {};

/** The parameters for each of some nodes. Where they are the same, it is one node several times. */
export function list(input: InputSpec, self: Self): Record<string, number>[] {
  const number = numberOf(input.amount, self);
  const [length, different] = input.many ? [4 + (number % 7), 7] : [number % 4, 3];
  const first = given(input, self);
  return Array.from({ length }, (_, i) =>
    Object.fromEntries(Object.entries(first).map(([name, value]) => [name, (value + i) % different])),
  );
}

/** One after the other. */
export function* lazyList(input: InputSpec, self: Self): Generator<Record<string, number>> {
  yield* list(input, self);
}

/** A task that asks for itself does so with ever smaller numbers. */
export const isSelf = (input: InputSpec, index: number): boolean => input.task === index;
export const below = (self: Self): { a: number } => ({ a: (self['a'] as number) - 1 });
export const hasBelow = (self: Self): boolean => (self['a'] as number) > 0;

/** Of what is significant only. */
export function valueOf(
  { code, params, inputs }: TaskSpec,
  values: Readonly<Record<string, number>>,
  held: Readonly<Record<string, Held>>,
): Value {
  let n = code.salt;
  for (const [i, { name, significant }] of params.entries()) if (significant) n += values[name]! * (i + 1);
  for (const [i, { field, significant }] of inputs.entries()) if (significant) n += sum(held[field]) * (i + 3);
  return { n: n % code.modulus };
}

export function isFailing(
  failing: Failing | undefined,
  values: Readonly<Record<string, number>>,
  attempt: number,
  worldIsFine: boolean,
): failing is Failing {
  switch (failing?.when) {
    case undefined:
      return false;
    case 'always':
      return true;
    case 'param':
      return values[failing.name] === failing.number;
    case 'first attempts':
      return attempt <= failing.number;
    case 'world':
      return !worldIsFine;
  }
}
