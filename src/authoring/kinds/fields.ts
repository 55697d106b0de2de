import type { StandardSchemaV1 } from '@standard-schema/spec';
import { badOption, unknownOption } from '../errors.ts';

/** The type of a field: a constructor says it plainly, any Standard Schema (zod, valibot, arktype …) says more. */
export type FieldType =
  | StringConstructor
  | NumberConstructor
  | BooleanConstructor
  | DateConstructor
  | StandardSchemaV1<any, any>;

/**
 * The fields of a kind, by name.
 *
 * @example `const fields = { k: Number, metric: z.enum(['ndcg', 'map']) } satisfies FieldTypes;`
 */
export type FieldTypes = { readonly [name: string]: FieldType };

type Plain<T> = T extends StringConstructor
  ? string
  : T extends NumberConstructor
    ? number
    : T extends BooleanConstructor
      ? boolean
      : Date;

type GivenOne<T> = T extends StandardSchemaV1<infer Given, any> ? Given : Plain<T>;
type HeldOne<T> = T extends StandardSchemaV1<any, infer Held> ? Held : Plain<T>;

type Optional<F extends FieldTypes> = {
  [K in keyof F]: undefined extends GivenOne<F[K]> ? K : never;
}[keyof F];

/** The fields that one has to give for a component of a kind: one whose schema takes `undefined` may be left out. */
export type GivenFields<F extends FieldTypes> = { readonly [K in Exclude<keyof F, Optional<F>>]: GivenOne<F[K]> } & {
  readonly [K in Optional<F>]?: GivenOne<F[K]>;
};

/** The same fields once they are checked: with the values that their schemas give. */
export type HeldFields<F extends FieldTypes> = { readonly [K in keyof F]: HeldOne<F[K]> };

const plain: ReadonlyMap<unknown, { readonly name: string; readonly fits: (value: unknown) => boolean }> = new Map<
  unknown,
  { readonly name: string; readonly fits: (value: unknown) => boolean }
>([
  [String, { name: 'a string', fits: (value) => typeof value === 'string' }],
  [Number, { name: 'a number', fits: (value) => typeof value === 'number' }],
  [Boolean, { name: 'a boolean', fits: (value) => typeof value === 'boolean' }],
  [Date, { name: 'a Date', fits: (value) => value instanceof Date && !Number.isNaN(value.getTime()) }],
]);

const isSchema = (type: unknown): type is StandardSchemaV1 =>
  ((typeof type === 'object' && type !== null) || typeof type === 'function') && '~standard' in type;

export function checkFieldTypes(fields: FieldTypes, where: string): void {
  for (const [name, type] of Object.entries(fields)) {
    if (plain.has(type) || isSchema(type)) continue;
    throw badOption(
      where,
      `the field ${name} has a type that is neither String, Number, Boolean or Date nor a Standard Schema`,
      `Write it like { ${name}: Number }.`,
    );
  }
}

/** The fields as they are kept; what is wrong with them is said with their names. */
export function settleFields(types: FieldTypes, given: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw badOption(where, 'its fields are no object', `Give ${Object.keys(types).join(', ') || '{}'}.`);
  }
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(types, name)) throw unknownOption(where, name, Object.keys(types));
  }
  return Object.fromEntries(
    Object.entries(types).flatMap(([name, type]) => {
      const value = settleOne(type, (given as Record<string, unknown>)[name], name, where);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function settleOne(type: FieldType, value: unknown, name: string, where: string): unknown {
  const known = plain.get(type);
  if (known) {
    if (known.fits(value)) return value;
    throw badOption(where, value === undefined ? `${name} is missing` : `${name} is not ${known.name}`);
  }
  const result = (type as StandardSchemaV1)['~standard'].validate(value);
  if (result instanceof Promise) throw badOption(where, `the schema of ${name} answers by a promise`);
  if (result.issues) throw badOption(where, `${name}: ${result.issues.map((one) => one.message).join('; ')}`);
  return result.value;
}
