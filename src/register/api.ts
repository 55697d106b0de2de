import type { FieldTypes } from '../authoring/kinds/fields.ts';
import type { ComponentKind, FieldArguments } from '../authoring/kinds/kind.ts';
import type { RecordSettings } from '../lineage/record.ts';
import type { Duration } from '../values/duration.ts';
import type { AnyFunction, RegisterOptions } from './register-options.ts';

/** The things that can be said of a component. */
export interface Sayings {
  /** Says what it does, in a few words. */
  describe(doc: string): ComponentRequest;
  /** Whom to ask about it. */
  ownedBy(owner: string): ComponentRequest;
  /** Words to find it by. Tags are only ever added. */
  tagged(...tags: string[]): ComponentRequest;
  /** Says what sort of component it is, such as `'ranker'`; for a kind of your own, with its fields. */
  kind<F extends FieldTypes = Record<never, never>>(
    kind: ComponentKind<F> | string,
    ...fields: FieldArguments<F>
  ): ComponentRequest;
  /** For how long what it gives counts as fresh, such as `'1 day'`: what is older is called stale. */
  freshFor(duration: Duration): ComponentRequest;
}

/**
 * A component, the thing that has runs, as people speak of it. Each method says one thing and gives something to wait
 * for; several may follow each other.
 *
 * @example
 * ```ts
 * const serve = await lineage.component('serve').describe('risk per machine').ownedBy('@ana').tagged('online');
 * ```
 */
export interface ComponentRequest extends Sayings, PromiseLike<Component> {}

/**
 * A component as the record has it.
 *
 * @example
 * ```ts
 * const serve = await lineage.component('serve');
 * const answer = serve.register({ inputs: (path: string) => [path] }, async (path: string) => risk(path));
 * ```
 */
export interface Component extends Sayings {
  readonly name: string;
  /** The words for what it does; null where nobody has said it. */
  readonly doc: string | null;
  readonly owner: string | null;
  readonly tags: readonly string[];
  /** `component`, unless somebody has called it otherwise; of a task `task`. */
  readonly sort: string;
  /** The fields that were given for it when its kind was named. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** The same function, recorded as a run of this component each time that it is called. */
  register<F extends AnyFunction>(options: RegisterOptions<NoInfer<F>>, fn: F): F;
}

/** Which record is written to. */
export interface LineageOptions {
  /** Where to look for the project: its folder or one below. Default: where the process stands. */
  readonly cwd?: string;
  readonly profile?: string;
  /** Another record than the project's settings name. Paths are kept relative to `cwd` then. */
  readonly record?: RecordSettings;
}

/** How full the way to the record is. */
export interface LineageQueue {
  /** Calls that are not recorded yet. */
  readonly waiting: number;
  /** From so many on, a call waits before it begins. */
  readonly limit: number;
  /** How often one had to. */
  readonly held: number;
  /** Calls that could not be recorded; a warning has said why. */
  readonly lost: number;
}

/** `await using`, for those whose compiler knows it. */
type Disposed = SymbolConstructor extends { readonly asyncDispose: infer S extends symbol }
  ? { readonly [K in S]: () => Promise<void> }
  : unknown;

/**
 * Lets any code join the record: functions that are registered are recorded each time that they run, wherever they run,
 * and what they hand out can be traced back. The record is the one of the project, as for the command line; inside of a
 * task, the one of its run.
 *
 * @example
 * ```ts
 * const serve = lineage.register('serve', { inputs: ['model.json'] }, async (machine: string) => {
 *   const risk = await model.predict(machine);
 *   lineage.log(`risk-of-${machine}`);
 *   return risk;
 * });
 * ```
 */
export type Lineage = LineageMethods & Disposed;

/** The methods of {@link Lineage}. */
export interface LineageMethods {
  /** Creates the component, or retrieves it if it is there. */
  component(name: string): ComponentRequest;
  /** The same function, recorded as a run of a component each time that it is called. */
  register<F extends AnyFunction>(component: string, options: RegisterOptions<NoInfer<F>>, fn: F): F;
  /** Names one thing that is handed to someone, at any depth of calls, so that `clew bt` can say where it came from. */
  log(id?: string, options?: { readonly label?: string }): string;
  /** The same for very many: they are taken one by one, and not kept in memory. */
  logMany(ids: Iterable<string>): void;
  /** Records a figure of what runs just now. */
  metric(name: string, value: number): void;
  /** Among inputs and outputs: a text that is no path, or a list that is one thing. */
  value(value: unknown): object;
  /** The same for another record. Its `log` and `metric` belong to whatever runs, like all others. */
  open(options?: LineageOptions): Promise<Lineage>;
  /** How full the way to the record is, and whether calls were held up or lost. */
  readonly pressure: LineageQueue;
  /** Waits until everything that was called before is lasting. */
  flush(): Promise<void>;
  /** Writes what is left and lets go of the record. What is called afterwards opens it again. */
  close(): Promise<void>;
}
