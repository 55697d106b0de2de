import type { KindUse } from '../authoring/kinds/kind.ts';
import type { LineageSources } from './sources.ts';

export type AnyFunction = (...args: any[]) => unknown;

/** The value that a function gives in the end: the one that a promise holds, or that a generator returns. */
export type ResultOf<F extends AnyFunction> =
  ReturnType<F> extends Generator<unknown, infer R> | AsyncGenerator<unknown, infer R> ? R : Awaited<ReturnType<F>>;

/**
 * The options for what is recorded of a call besides when it ran, by whom it was called, which code it was and how it
 * ended.
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
  /** The things that it reads. Files are digested before it runs. */
  readonly inputs?: LineageSources | ((...args: Parameters<F>) => LineageSources | undefined);
  /** The things that it has written, by what it gave and what it got. Files are digested after it ran. */
  readonly outputs?: LineageSources | ((result: ResultOf<F>, ...args: Parameters<F>) => LineageSources | undefined);
  /** Values to show beside it. Nothing of its arguments is kept unless this says so. */
  readonly params?: (...args: Parameters<F>) => object;
  /**
   * Values that must not be seen in what is recorded of it: its params, its error, its labels. The secret parameters of a
   * task that calls it are among them anyway.
   */
  readonly secrets?: (...args: Parameters<F>) => readonly unknown[];
  /** The kind of component it is, one that `defineComponentKind` has defined. Its checks are made around each call. */
  readonly kind?: KindUse;
}

/** The options as they are asked for one call: as the function itself is called. */
export class CallOptions {
  readonly #options: RegisterOptions;
  readonly #self: unknown;
  readonly #args: readonly unknown[];

  /** Gives what its kind's checks are made of. */
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

  readonly secrets = (): readonly unknown[] | undefined => {
    const { secrets } = this.#options;
    return secrets && (Reflect.apply(secrets, this.#self, this.#args) as readonly unknown[]);
  };

  readonly inputs = (): LineageSources | undefined => this.#ask(this.#options.inputs, this.#args);

  outputs(result: unknown): () => LineageSources | undefined {
    return () => this.#ask(this.#options.outputs, [result, ...this.#args]);
  }

  #ask(
    option: RegisterOptions['inputs'] | RegisterOptions['outputs'],
    args: readonly unknown[],
  ): LineageSources | undefined {
    return typeof option === 'function'
      ? (Reflect.apply(option, this.#self, args) as LineageSources | undefined)
      : option;
  }
}
