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
    const wrapped = namesOf(methods).map((name) => {
      const method = (methods as Record<string, (...args: unknown[]) => unknown>)[name]!;
      const ask = async (...args: unknown[]): Promise<unknown> => {
        this.#check();
        try {
          return await method.apply(methods, args);
        } catch (error) {
          throw this.#store.translate(error);
        }
      };
      return [name, ask];
    });
    return Object.fromEntries(wrapped) as Methods<T>;
  }

  /** The same for functions that give rows one by one. */
  wrapStreams<T extends object>(methods: T): Methods<T> {
    const wrapped = namesOf(methods).map((name) => {
      const method = (methods as Record<string, (...args: unknown[]) => AsyncIterable<unknown>>)[name]!;
      return [name, (...args: unknown[]) => this.#pour(() => method.apply(methods, args))];
    });
    return Object.fromEntries(wrapped) as Methods<T>;
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

function namesOf(methods: object): string[] {
  const prototype = Object.getPrototypeOf(methods) as object;
  const inherited = prototype === Object.prototype ? [] : Object.getOwnPropertyNames(prototype);
  return [...Object.keys(methods), ...inherited].filter((name) => name !== 'constructor');
}
