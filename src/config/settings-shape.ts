import type { UserError } from '../errors.ts';
import { unknownSetting, wrongSetting } from './errors.ts';

/** Where a value stands: for messages. */
export interface Where {
  /** `profiles.ci.concurrency`; empty for the whole. */
  readonly path: string;
  /** The file or the variable that the value comes from. */
  readonly source: string;
}

/** The shape of one setting. `T` is its type in the settings file. */
export interface Shape<T> {
  /** As a sentence needs it after "must be". */
  readonly wants: string;
  check(value: unknown, where: Where): T;
}

export type TypeOf<S> = S extends Shape<infer T> ? T : never;
export type Fields = Readonly<Record<string, Shape<unknown>>>;
/** Every field may be left out. */
export type Optional<F extends Fields> = { readonly [K in keyof F]?: TypeOf<F[K]> };

export function refuse(shape: { readonly wants: string }, value: unknown, where: Where): UserError {
  return wrongSetting(where.path || 'the default export', shape.wants, described(value), where.source);
}

export const at = (where: Where, key: string): Where => ({ ...where, path: where.path ? `${where.path}.${key}` : key });

/** A shape by a test of the value. */
export function shape<T>(wants: string, test: (value: unknown) => boolean): Shape<T> {
  return {
    wants,
    check(value, where) {
      if (!test(value)) throw refuse(this, value, where);
      return value as T;
    },
  };
}

export const text = (wants: string): Shape<string> =>
  shape(wants, (value) => typeof value === 'string' && value.trim() !== '');

export const wholeNumber = (least: number): Shape<number> =>
  shape(`a whole number, ${least} or more`, (value) => Number.isSafeInteger(value) && (value as number) >= least);

export const positive: Shape<number> = shape(
  'a number above 0',
  (value) => typeof value === 'number' && Number.isFinite(value) && value > 0,
);

export const oneOf = <const T extends string | boolean>(...allowed: readonly T[]): Shape<T> =>
  shape(allowed.map((one) => described(one)).join(' or '), (value) => allowed.includes(value as T));

export function listOf<T>(item: Shape<T>): Shape<readonly T[]> {
  return {
    wants: `a list, each item ${item.wants}`,
    check(value, where) {
      if (!Array.isArray(value)) throw refuse(this, value, where);
      return value.map((one, index) => item.check(one, at(where, String(index))));
    },
  };
}

/** An object with names that the user chooses. */
export function mapOf<T>(item: Shape<T>, wants: string): Shape<Readonly<Record<string, T>>> {
  return {
    wants,
    check(value, where) {
      if (!isObject(value)) throw refuse(this, value, where);
      return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, item.check(one, at(where, key))]));
    },
  };
}

/** An object with these fields and no others; `required` ones must be there. */
export function object<F extends Fields, const R extends keyof F & string = never>(
  fields: F,
  wants: string,
  required: readonly R[] = [],
): Shape<Optional<F> & { readonly [K in R]: TypeOf<F[K]> }> {
  const known = Object.keys(fields);
  return {
    wants,
    check(value, where) {
      if (!isObject(value)) throw refuse(this, value, where);
      const checked: Record<string, unknown> = {};
      for (const [key, one] of Object.entries(value)) {
        if (!Object.hasOwn(fields, key)) throw unknownSetting(at(where, key).path, key, known, where.source);
        if (one !== undefined) checked[key] = fields[key]!.check(one, at(where, key));
      }
      for (const key of required) if (checked[key] === undefined) throw refuse(fields[key]!, undefined, at(where, key));
      return checked as Optional<F> & { readonly [K in R]: TypeOf<F[K]> };
    },
  };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Describes what someone wrote, in short. */
export function described(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (typeof value === 'string') return `'${value.length > 60 ? `${value.slice(0, 60)}…` : value}'`;
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'function') return 'a function';
  return typeof value === 'object' ? 'an object' : String(value);
}
