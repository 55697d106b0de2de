import type { KindUse } from '../authoring/kinds/kind.ts';
import type { Sources } from './sources.ts';

export type AnyFunction = (...args: any[]) => unknown;

/** What a function gives in the end: what a promise holds, or what a generator returns. */
export type ResultOf<F extends AnyFunction> =
  ReturnType<F> extends Generator<unknown, infer R> | AsyncGenerator<unknown, infer R> ? R : Awaited<ReturnType<F>>;

/**
 * What is recorded of a call besides when it ran, by whom it was called, which code it was and how it ended.
 *
 * @example
 * ```ts
 * const clean = lineage.register(
 *   'clean',
 *   { inputs: (raw: string) => [raw], outputs: (_, raw, to) => ({ rows: to }), params: (raw, to, keep) => ({ keep }) },
 *   async (raw: string, to: string, keep: number) => { … },
 * );
 * ```
 */
export interface RegisterOptions<F extends AnyFunction = AnyFunction> {
  /** What it reads. Files are digested before it runs. */
  readonly inputs?: Sources | ((...args: Parameters<F>) => Sources | undefined);
  /** What it has written, by what it gave and what it got. Files are digested after it ran. */
  readonly outputs?: Sources | ((result: ResultOf<F>, ...args: Parameters<F>) => Sources | undefined);
  /** Values to show beside it. Nothing of its arguments is kept unless this says so. */
  readonly params?: (...args: Parameters<F>) => object;
  /** What sort of component it is, of a kind that `defineComponentKind` has defined. Its checks are made around each call. */
  readonly kind?: KindUse;
}

/** What is asked of the options for one call: as the function itself is called. */
export class CallOptions {
  readonly #options: RegisterOptions;
  readonly #self: unknown;
  readonly #args: readonly unknown[];

  /** Of whom its kind's checks are made. */
  about(component: string): { component: string; self: any; args: readonly any[] } {
    return { component, self: this.#self, args: this.#args };
  }

  constructor(options: RegisterOptions, self: unknown, args: readonly unknown[]) {
    this.#options = options;
    this.#self = self;
    this.#args = args;
  }

  readonly params = (): object | undefined => {
    const { params } = this.#options;
    return params && (Reflect.apply(params, this.#self, this.#args) as object);
  };

  readonly inputs = (): Sources | undefined => this.#ask(this.#options.inputs, this.#args);

  outputs(result: unknown): () => Sources | undefined {
    return () => this.#ask(this.#options.outputs, [result, ...this.#args]);
  }

  #ask(option: RegisterOptions['inputs'] | RegisterOptions['outputs'], args: readonly unknown[]): Sources | undefined {
    return typeof option === 'function' ? (Reflect.apply(option, this.#self, args) as Sources | undefined) : option;
  }
}
