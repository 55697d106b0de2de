import type { FileUse, FileWatch, WatchedCall } from './file-watch.ts';
import { type AnyFunction, withCallback } from './patch-function.ts';

/** Notes how a call ended; `error` is undefined where it went well. */
export type Outcome = (call: WatchedCall, error: unknown, value: unknown, args: readonly unknown[]) => void;

/** Gives the use that a call makes of a file, from its arguments. */
export type UseOf = (args: readonly unknown[]) => FileUse;

/** Handles a call before it begins. The argument at `at` is the path. */
export type Before = (call: WatchedCall, args: readonly unknown[]) => void;

export type WatchedForm = typeof sync;

/** Patches the form of a function that returns its value or throws. */
export function sync(
  watch: FileWatch,
  original: AnyFunction,
  outcome: Outcome,
  before?: Before,
  at = 0,
  useOf?: UseOf,
): AnyFunction {
  return function patched(this: unknown, ...args: unknown[]): unknown {
    const call = watch.call(args[at], patched, useOf?.(args));
    if (!call) return original.apply(this, args);
    let value: unknown;
    before?.(call, args);
    try {
      value = watch.quietly(() => original.apply(this, args));
    } catch (error) {
      outcome(call, error, undefined, args);
      throw error;
    }
    outcome(call, undefined, value, args);
    return value;
  };
}

/** Patches the form of a function that calls back; without a callback, the function itself reports that. */
export function callback(
  watch: FileWatch,
  original: AnyFunction,
  outcome: Outcome,
  before?: Before,
  at = 0,
  useOf?: UseOf,
): AnyFunction {
  return function patched(this: unknown, ...args: unknown[]): unknown {
    const call = watch.call(args[at], patched, useOf?.(args));
    const heard =
      call &&
      withCallback(
        args,
        (then) =>
          function ended(this: unknown, ...results: unknown[]): unknown {
            outcome(call, results[0] ?? undefined, results[1], args);
            return then.apply(this, results);
          },
      );
    if (!heard) return original.apply(this, args);
    before?.(call!, args);
    return watch.quietly(() => original.apply(this, heard));
  };
}

/** Patches the form of a function that returns a promise. */
export function promise(
  watch: FileWatch,
  original: AnyFunction,
  outcome: Outcome,
  before?: Before,
  at = 0,
  useOf?: UseOf,
): AnyFunction {
  return async function patched(this: unknown, ...args: unknown[]): Promise<unknown> {
    const call = watch.call(args[at], patched, useOf?.(args));
    if (!call) return original.apply(this, args);
    before?.(call, args);
    let value: unknown;
    try {
      value = await watch.quietly(() => original.apply(this, args));
    } catch (error) {
      outcome(call, error, undefined, args);
      throw error;
    }
    outcome(call, undefined, value, args);
    return value;
  };
}
