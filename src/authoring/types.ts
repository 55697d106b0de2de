import type { Table } from '../values/table/table.ts';

/** A class that `new` makes objects of, whatever its constructor takes: the executor injects the arguments. */
export type TaskClass<T = unknown> = new (...args: never[]) => T;

/** A task as it must look from outside. */
export interface Runnable {
  run(): unknown;
}

/** Something that is read once and then gone: a stream, a generator. Lists, maps and sets are values. */
export type Stream<Item> = AsyncIterable<Item> | (Iterable<Item> & { next(): unknown });

/** A value as it comes back: a stream of bytes as bytes, one of tables as a table, any other stream as a list. */
export type Kept<Value> = IsAny<Value> extends true ? Value : Value extends Stream<infer Item> ? Gathered<Item> : Value;

type Gathered<Item> =
  IsAny<Item> extends true
    ? Uint8Array
    : [Item] extends [Uint8Array]
      ? Uint8Array
      : [Item] extends [Table<infer Row>]
        ? Table<Row>
        : Item[];

/**
 * The result of a task's `run()`, awaited, as the next task gets it: a stream of bytes as bytes, and what a generator
 * gives as a list.
 *
 * A task that asks for itself can't use it where the type of `run()` is inferred, since the one would follow from
 * the other: write the type out, in the field or at `run()`.
 *
 * @example
 * ```ts
 * @From(LoadReadings) readings!: Output<LoadReadings>;
 * @FromEach(Validate, (self: Nightly) => self.folds.map((fold) => ({ fold }))) scores!: Output<Validate>[];
 * @FromIf(Publish, (self: Nightly) => mean(self.scores) > 0.8) published?: Output<Publish>;
 * ```
 */
export type Output<T extends Runnable> = Kept<Awaited<ReturnType<T['run']>>>;

export type AnyClass = abstract new (...args: never[]) => unknown;
export type AnyFunction = ((...args: never[]) => unknown) | AnyClass;

/** The names of all fields that aren't functions; `any` counts as a field. */
type FieldName<T> = {
  [P in keyof T]-?: NonNullable<T[P]> extends AnyFunction ? (0 extends 1 & T[P] ? P : never) : P;
}[keyof T];

/**
 * The parameters that may be given to a task: any of its public fields that aren't functions. The compiler can't see
 * decorators, so inputs are among them; planning refuses those by name.
 *
 * @example
 * ```ts
 * const params: ParamsOf<Validate> = { fold: 3 };
 * ```
 */
export type ParamsOf<T> = { [P in FieldName<T>]?: T[P] | undefined };

/** The result of `run()` where the type is known to have one, for checks that mustn't fail on their own. */
export type Returned<T> = T extends Runnable ? Output<T> : never;

export type IsAny<T> = 0 extends 1 & T ? true : false;

/** Takes no `any`, so that an overload for something else does. */
export type NotAny<T> = T & (IsAny<T> extends true ? never : unknown);

/** The type of the class's instances; `any` of `any`. */
export type InstanceOf<C> = IsAny<C> extends true ? any : C extends TaskClass<infer T> ? T : never;

/**
 * The values that a mapping may write for the parameters of a task: the same, and read-only arrays for arrays. Mappings
 * are inferred as constants, so that `{ mode: 'fast' }` keeps its literal, and constants are read-only.
 */
export type GivenTo<T> = { [P in FieldName<T>]?: Written<T[P]> | undefined };

type Written<V> =
  IsAny<V> extends true
    ? any
    : V extends readonly unknown[]
      ? { readonly [I in keyof V]: Written<V[I]> }
      : V extends object
        ? IsPlain<V> extends true
          ? { readonly [P in keyof V]: Written<V[P]> }
          : V
        : V;

/** Objects with methods, such as dates and maps, are written as they are. */
type IsPlain<V> = Extract<V[keyof V], AnyFunction> extends never ? true : false;
