import { inputDecorator, type InputDecorator, type InputOptions } from './inputs.ts';
import type { ToleranceOption, ToleranceVerdict } from './tolerance.ts';
import type { GivenTo, InstanceOf } from './types.ts';
import type { MapVerdict, TaskArgument } from './compile-time-checks.ts';

/** The options of `@FromEach`, after the mapping. */
export interface EachOptions<Amount extends ToleranceOption = ToleranceOption> extends InputOptions {
  /**
   * How many of its tasks may fail: a number, or a share of them such as `'10 %'`, rounded down. The field gets what the
   * others returned, in their order. Default: 0.
   */
  readonly tolerate?: Amount & ToleranceVerdict<Amount>;
}

interface FromEachCall<Handle extends boolean> {
  <C, Self, const Given extends GivenTo<InstanceOf<C>>, Amount extends ToleranceOption = ToleranceOption>(
    task: TaskArgument<C>,
    map: ((self: Self) => Iterable<Given>) & MapVerdict<Given, InstanceOf<C>>,
    options?: EachOptions<Amount>,
  ): InputDecorator<'each', Handle, C, Self>;
}

/** The type of {@link FromEach}. */
export interface FromEachDecorator extends FromEachCall<false> {
  /** The same, but the field gets a list of handles. */
  readonly artifact: FromEachCall<true>;
}

const make =
  (decorator: string, artifact: boolean) =>
  (task: unknown, map: unknown, options?: EachOptions): never =>
    inputDecorator({ decorator, mode: 'each', artifact, task, map, when: undefined, options });

/**
 * Marks a field as a list of inputs: what another task returned for each of some parameters, in their order.
 * `self` has its parameters and the inputs declared above. The mapping gives a list or anything that can be gone through,
 * such as a generator: of more than 10 000 items, only so many are kept in memory at a time.
 *
 * @example
 * ```ts
 * @FromEach(Validate, (self: Nightly) => self.folds.map((fold) => ({ fold }))) scores!: Output<Validate>[];
 * @FromEach(Validate, (self: Nightly) => self.folds.map((fold) => ({ fold })), { tolerate: '10 %' }) most!: Output<Validate>[];
 * @FromEach.artifact(Train, (self: Nightly) => self.folds.map((fold) => ({ fold }))) models!: Artifact<Output<Train>>[];
 * ```
 */
export const FromEach: FromEachDecorator = Object.assign(make('FromEach', false), {
  artifact: make('FromEach.artifact', true),
});
