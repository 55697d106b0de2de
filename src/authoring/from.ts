import { inputDecorator, type InputDecorator, type InputOptions } from './inputs.ts';
import type { GivenTo, InstanceOf } from './types.ts';
import type { MapVerdict, TaskArgument } from './compile-time-checks.ts';

interface FromCall<Handle extends boolean> {
  <C, Self, const Given extends GivenTo<InstanceOf<C>>>(
    task: TaskArgument<C>,
    map?: ((self: Self) => Given) & MapVerdict<Given, InstanceOf<C>>,
    options?: InputOptions,
  ): InputDecorator<'one', Handle, C, Self>;
}

/** The type of {@link From}. */
export interface FromDecorator extends FromCall<false> {
  /** The same, but the field gets a handle: `read()` or `stream()` it when wanted. */
  readonly artifact: FromCall<true>;
}

const make =
  (decorator: string, artifact: boolean) =>
  (task: unknown, map?: unknown, options?: InputOptions): never =>
    inputDecorator({ decorator, mode: 'one', artifact, task, map, when: undefined, options });

/**
 * Marks a field as an input: what another task returned.
 * Parameters of the same name are handed down to it; the mapping gives others.
 * Its `self` is annotated with the class, since the compiler can't infer it in a decorator.
 *
 * @example
 * ```ts
 * @From(LoadReadings) readings!: Output<LoadReadings>;
 * @From(LoadReadings, (self: Compare) => ({ day: self.dayBefore })) before!: Output<LoadReadings>;
 * @From(Palette, undefined, { significant: false }) colours!: Output<Palette>; // another one makes no other result
 * @From.artifact(LoadReadings) raw!: Artifact<Output<LoadReadings>>;
 * ```
 */
export const From: FromDecorator = Object.assign(make('From', false), { artifact: make('From.artifact', true) });
