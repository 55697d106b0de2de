import { recordClosed } from './errors.ts';
import type { Store } from './store.ts';

/** The functions of an object, its own and those of its class. */
type Methods<T> = { [K in keyof T]: T[K] extends (...args: never[]) => unknown ? T[K] : never };

/** A reading function that takes the store first. */
type Question = (store: Store, ...args: never[]) => unknown;

type Bound<T> = {
  [K in keyof T]: T[K] extends (store: Store, ...args: infer A) => infer R ? (...args: A) => R : never;
};

/** Gives each function its first argument: the store that it asks. */
export function bindStore<T extends Record<string, Question>>(store: Store, questions: T): Bound<T> {
  const bound = Object.entries(questions).map(([name, ask]) => [name, ask.bind(undefined, store)]);
  return Object.fromEntries(bound) as Bound<T>;
}

/**
 * Wraps whatever asks a store, so that nothing is asked once the record is closed, and what the database throws comes out
 * as one of our errors.
 */
export class StoreGuard {
  readonly #store: Pick<Store, 'place' | 'translate'>;
  #isClosed = false;

  constructor(store: Pick<Store, 'place' | 'translate'>) {
    this.#store = store;
  }

  /** From now on nothing is asked any more. */
  close(): void {
    this.#isClosed = true;
  }

  /** Each of the functions gives a promise afterwards. */
  wrap<T extends object>(methods: T): Methods<T> {
    return mapMethods(methods, (method) => async (...args) => {
      this.#check();
      try {
        return await method(...args);
      } catch (error) {
        throw this.#store.translate(error);
      }
    });
  }

  /** The same for functions that give rows one by one. */
  wrapStreams<T extends object>(methods: T): Methods<T> {
    return mapMethods(
      methods,
      (method) =>
        (...args) =>
          this.#pour(() => method(...args) as AsyncIterable<unknown>),
    );
  }

  async *#pour(rows: () => AsyncIterable<unknown>): AsyncGenerator<unknown> {
    this.#check();
    try {
      yield* rows();
    } catch (error) {
      throw this.#store.translate(error);
    }
  }

  #check(): void {
    if (this.#isClosed) throw recordClosed(this.#store.place);
  }
}

type Method = (...args: unknown[]) => unknown;

/** Gives an object whose functions are made of another's, its own and those of its class. */
function mapMethods<T extends object>(methods: T, map: (method: Method) => Method): Methods<T> {
  const prototype = Object.getPrototypeOf(methods) as object;
  const inherited = prototype === Object.prototype ? [] : Object.getOwnPropertyNames(prototype);
  const names = [...Object.keys(methods), ...inherited].filter((name) => name !== 'constructor');
  const mapped = names.map((name) => [name, map((methods as Record<string, Method>)[name]!.bind(methods))]);
  return Object.fromEntries(mapped) as Methods<T>;
}
