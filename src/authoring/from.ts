import { checkNames, checkObject, checkType } from './check.ts';
import { badOption, notATask, taskNotThere } from './errors.ts';
import { checkField, fieldName, keepField } from './fields.ts';
import type { InputMode, InputNote } from './notes.ts';
import { isClass } from './reflection.ts';
import { type ToleranceOption, type ToleranceVerdict, settleTolerance } from './tolerance.ts';
import type { GivenTo, InstanceOf } from './types.ts';
import type {
  At,
  FieldKey,
  InputVerdict,
  MapVerdict,
  NoMethod,
  SelfVerdict,
  TaskArgument,
} from './compile-time-checks.ts';

/** The options of `@From` and its kind, after the mapping. */
export interface InputOptions {
  /** Whether another value makes another result. `false` for what is used and changes nothing. Default: `true`. */
  readonly significant?: boolean;
}

/** The decorator that `From` and its kind give: the compiler refuses a field that can't hold what the task returns. */
export type InputDecorator<Mode extends InputMode, Handle extends boolean, C, Asked> = <
  Self extends object,
  K extends string,
>(
  self: Self,
  key: FieldKey<Self, K, SelfVerdict<Self, Asked, InputVerdict<Mode, Handle, At<Self, K>, InstanceOf<C>>>>,
  none?: NoMethod,
) => void;

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
export const From: FromDecorator = decoratorOf('From', 'one');

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
export const FromEach: FromEachDecorator = decoratorOf('FromEach', 'each');

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
export const FromIf: FromIfDecorator = decoratorOf('FromIf', 'if');

/** Makes a decorator, and beside it the one that gives handles. */
function decoratorOf<D>(name: string, mode: InputMode): D {
  const make =
    (decorator: string, artifact: boolean) =>
    (task: unknown, ...given: unknown[]): never => {
      const [when, map, options] = mode === 'if' ? given : [undefined, ...given];
      return inputDecorator({ decorator, mode, artifact, task, map, when, options: options as Wiring['options'] });
    };
  return Object.assign(make(name, false), { artifact: make(`${name}.artifact`, true) }) as D;
}

interface Wiring extends Pick<InputNote, 'mode' | 'artifact'> {
  readonly decorator: string;
  readonly task: unknown;
  readonly map: unknown;
  readonly when: unknown;
  readonly options: (InputOptions & { readonly tolerate?: ToleranceOption }) | undefined;
}

/** The decorator behind all of them. Everything is checked here, where the field's name is known. */
function inputDecorator({ decorator, task, map, when, mode, artifact, options = {} }: Wiring): never {
  const decorate = (self: object, field: string, descriptor?: unknown): void => {
    checkField(decorator, self, field, descriptor);
    const shown = fieldName(self, field);
    if (task === undefined || task === null) throw taskNotThere(decorator, shown);
    if (!isClass(task)) {
      throw notATask(`What ${shown} asks for`, `is ${nameOf(task)}, not a class`, `Write @${decorator}(SomeTask, …).`);
    }
    if (typeof (task.prototype as { run?: unknown }).run !== 'function') {
      throw notATask(
        `${task.name}, which ${shown} asks for,`,
        'has no method run()',
        'Ask for a class that is marked @Task().',
      );
    }
    const where = `@${decorator} of ${shown}`;
    if (mode === 'if') checkFunction(when, true, 'the condition', where);
    checkFunction(map, mode === 'each', 'the mapping', where);
    checkObject(options, where);
    checkNames(options, mode === 'each' ? ['significant', 'tolerate'] : ['significant'], where);
    checkType(options, 'significant', 'boolean', where);
    const { significant = true } = options;
    const tolerate = settleTolerance(options.tolerate, where);
    const asked = { map: map as InputNote['map'], when: when as InputNote['when'] };
    keepField(self, field, { decorator, input: { field, mode, task, artifact, significant, tolerate, ...asked } });
  };
  // The checks of the public signature are about types that don't exist here.
  return decorate as never;
}

function checkFunction(thing: unknown, needed: boolean, what: string, where: string): void {
  if (typeof thing === 'function' || (thing === undefined && !needed)) return;
  const why = thing === undefined ? `${what} is missing` : `${what} is ${nameOf(thing)}, not a function`;
  throw badOption(where, why, 'Write it as `(self: ThisClass) => …`.');
}

function nameOf(thing: unknown): string {
  if (typeof thing === 'string') return `the text '${thing}'`;
  if (typeof thing === 'function') return 'a function';
  return typeof thing === 'object' ? 'an object' : String(thing);
}
