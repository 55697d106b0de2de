import { AsyncLocalStorage } from 'node:async_hooks';
import { unobserved } from '../dependencies/run-notes.ts';
import type { StorageDriver } from './driver.ts';

/**
 * Wraps a user-written driver so that no task depends on its own reads: they bring back what was kept. Reading a value
 * that it is given to keep still counts for the code that gave it.
 */
export function unobservedDriver(driver: StorageDriver): StorageDriver {
  const known = new Map<PropertyKey, unknown>();
  return new Proxy(driver, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      let quiet = known.get(name);
      if (!quiet) known.set(name, (quiet = quietly(target, value as AnyFunction)));
      return quiet;
    },
  });
}

type AnyFunction = (...args: unknown[]) => unknown;

function quietly(driver: StorageDriver, work: AnyFunction): AnyFunction {
  return (...args) => {
    const observed = AsyncLocalStorage.snapshot();
    const given = args.map((arg) => (isIterable(arg) ? within(arg, observed) : arg));
    const result = unobserved(() => work.apply(driver, given));
    return isIterable(result) ? within(result, unobserved) : result;
  };
}

const isIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

/** Gives an iterable over the same values that takes each step inside `step`. */
function within(iterable: AsyncIterable<unknown>, step: <T>(work: () => T) => T): AsyncIterable<unknown> {
  return {
    [Symbol.asyncIterator]() {
      const iterator = step(() => iterable[Symbol.asyncIterator]());
      return {
        next: () => step(() => iterator.next()),
        return: async (value) =>
          iterator.return ? step(() => iterator.return!(value)) : { done: true as const, value },
      };
    },
  };
}
