import { placeOfCaller } from '../authoring/place.ts';
import type { RecordSettings } from '../lineage/record.ts';
import { currentExecution } from '../runtime/current.ts';
import { newOutputId } from '../values/id.ts';
import { type ComponentRequest, Request } from './component.ts';
import { BadOutputId, NothingRuns } from './errors.ts';
import type { Pressure } from './outbox.ts';
import { Session } from './session.ts';
import { sessionOf } from './sessions.ts';
import { Value } from './sources.ts';
import type { AnyFunction, RegisterOptions } from './options.ts';
import { wrap } from './wrap.ts';

/** Which record is written to. */
export interface LineageOptions {
  /** Where to look for the project: its folder or one below. Default: where the process stands. */
  readonly cwd?: string;
  readonly profile?: string;
  /** Another record than the project's settings name. Paths are kept relative to `cwd` then. */
  readonly record?: RecordSettings;
}

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
export class Lineage implements AsyncDisposable {
  readonly #options: LineageOptions | undefined;
  #own: Session | undefined;

  /** @internal */
  constructor(options?: LineageOptions) {
    this.#options = options;
  }

  /** Creates the component, or retrieves it if it is there. */
  component(name: string): ComponentRequest {
    return new Request(name, {}, this.#session);
  }

  /** The same function, recorded as a run of a component each time that it is called. */
  register<F extends AnyFunction>(component: string, options: RegisterOptions<NoInfer<F>>, fn: F): F {
    const at = placeOfCaller(this.register) ?? null;
    return wrap(fn, options, { component, at, session: this.#session });
  }

  /** Names one thing that is handed to someone, at any depth of calls, so that `clew bt` can say where it came from. */
  log(id: string = newOutputId(), options: { readonly label?: string } = {}): string {
    if (typeof id !== 'string' || id === '') throw new BadOutputId(id);
    const execution = currentExecution();
    if (!execution) throw new NothingRuns('lineage.log()');
    execution.outputId({ id, ...options });
    return id;
  }

  /** The same for very many: they are taken one by one, and not kept in memory. */
  logMany(ids: Iterable<string>): void {
    const execution = currentExecution();
    if (!execution) throw new NothingRuns('lineage.logMany()');
    for (const id of ids) {
      if (typeof id !== 'string' || id === '') throw new BadOutputId(id);
      execution.outputId({ id });
    }
  }

  /** Records a figure of what runs just now. */
  metric(name: string, value: number): void {
    const execution = currentExecution();
    if (!execution) throw new NothingRuns('lineage.metric()');
    execution.metric(name, value);
  }

  /** Among inputs and outputs: a text that is no path, or a list that is one thing. */
  value(value: unknown): Value {
    return new Value(value);
  }

  /** The same for another record. Its `log` and `metric` belong to whatever runs, like all others. */
  async open(options: LineageOptions = {}): Promise<Lineage> {
    const opened = new Lineage(options);
    await opened.#session().open();
    return opened;
  }

  /** How full the way to the record is, and whether calls were held up or lost. */
  get pressure(): Pressure {
    return this.#session().pressure;
  }

  /** Waits until everything that was called before is lasting. */
  flush(): Promise<void> {
    return this.#session().flush();
  }

  /** Writes what is left and lets go of the record. What is called afterwards opens it again. */
  async close(): Promise<void> {
    const own = this.#own;
    this.#own = undefined;
    await own?.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** @internal */
  get session(): Session {
    return this.#session();
  }

  readonly #session = (): Session => {
    const home = this.#options === undefined ? currentExecution()?.home : undefined;
    if (home) return sessionOf(home);
    return (this.#own ??= new Session(projectOf(this.#options ?? {})));
  };
}

function projectOf({ cwd = process.cwd(), profile, record }: LineageOptions) {
  return record ? { root: cwd, record } : { cwd, profile };
}

/**
 * The record of the project, for any code: components, functions that are registered, and ids of what they hand out.
 *
 * @example
 * ```ts
 * const answer = lineage.register('answer', {}, (question: string) => ({ text: model(question), id: lineage.log() }));
 * ```
 */
export const lineage = new Lineage();
