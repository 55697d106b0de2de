import { inputDecorator, type InputDecorator, type InputOptions } from './inputs.ts';
import type { GivenTo, InstanceOf } from './types.ts';
import type { MapVerdict, TaskArgument } from './compile-time-checks.ts';

interface FromIfCall<Handle extends boolean> {
  <C, Self, const Given extends GivenTo<InstanceOf<C>>>(
    task: TaskArgument<C>,
    when: (self: Self) => boolean,
    map?: ((self: Self) => Given) & MapVerdict<Given, InstanceOf<C>>,
    options?: InputOptions,
  ): InputDecorator<'if', Handle, C, Self>;
}

/** The type of {@link FromIf}. */
export interface FromIfDecorator extends FromIfCall<false> {
  /** The same, but the field gets a handle. */
  readonly artifact: FromIfCall<true>;
}

const make =
  (decorator: string, artifact: boolean) =>
  (task: unknown, when: unknown, map?: unknown, options?: InputOptions): never =>
    inputDecorator({ decorator, mode: 'if', artifact, task, when, map, options });

/**
 * Marks a field as an input that is only made when a condition holds; otherwise the field stays undefined.
 * `self` has its parameters and the inputs declared above. A task may ask for itself with other parameters.
 *
 * @example
 * ```ts
 * @FromIf(Publish, (self: Nightly) => mean(self.scores) > 0.8) published?: Output<Publish>;
 * @FromIf(Fib, (self: Fib) => self.n > 1, (self: Fib) => ({ n: self.n - 1 })) before?: number;
 * ```
 */
export const FromIf: FromIfDecorator = Object.assign(make('FromIf', false), {
  artifact: make('FromIf.artifact', true),
});
