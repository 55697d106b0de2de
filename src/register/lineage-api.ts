import { placeOfCaller } from '../authoring/source-place.ts';
import { currentExecution, requiredHome } from '../runtime/current-execution.ts';
import { checkNameLength } from '../lineage/name-length.ts';
import { newOutputId } from '../values/id.ts';
import type { ComponentRequest, LineageMethods, LineageOptions, LineageQueue } from './api.ts';
import { Request } from './component.ts';
import { badOutputId, nothingRuns } from './errors.ts';
import { Session } from './session.ts';
import { sessionOf } from './sessions.ts';
import { Value } from './sources.ts';
import type { AnyFunction, RegisterOptions } from './register-options.ts';
import { wrap } from './wrap.ts';

/** The class behind `lineage`. */
export class RecordLineage implements LineageMethods, AsyncDisposable {
  readonly #options: LineageOptions | undefined;
  #own: Session | undefined;

  constructor(options?: LineageOptions) {
    this.#options = options;
  }

  component(name: string): ComponentRequest {
    checkNameLength('component', name);
    return new Request(name, {}, this.#session);
  }

  register<F extends AnyFunction>(component: string, options: RegisterOptions<NoInfer<F>>, fn: F): F {
    const at = placeOfCaller(this.register) ?? null;
    return wrap(fn, options, { component, at, session: this.#session });
  }

  log(id: string = newOutputId(), options: { readonly label?: string } = {}): string {
    if (typeof id !== 'string' || id === '') throw badOutputId(id);
    const execution = currentExecution();
    if (!execution) throw nothingRuns('lineage.log()');
    execution.outputId({ id, ...options });
    return id;
  }

  logMany(ids: Iterable<string>): void {
    const execution = currentExecution();
    if (!execution) throw nothingRuns('lineage.logMany()');
    for (const id of ids) {
      if (typeof id !== 'string' || id === '') throw badOutputId(id);
      execution.outputId({ id });
    }
  }

  metric(name: string, value: number): void {
    const execution = currentExecution();
    if (!execution) throw nothingRuns('lineage.metric()');
    execution.metric(name, value);
  }

  value(value: unknown): Value {
    return new Value(value);
  }

  async open(options: LineageOptions = {}): Promise<RecordLineage> {
    const opened = new RecordLineage(options);
    await opened.#session().open();
    return opened;
  }

  get pressure(): LineageQueue {
    return this.#session().pressure;
  }

  flush(): Promise<void> {
    return this.#session().flush();
  }

  async close(): Promise<void> {
    const own = this.#own;
    this.#own = undefined;
    await own?.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  get session(): Session {
    return this.#session();
  }

  readonly #session = (): Session => {
    const home = requiredHome() ?? (this.#options === undefined ? currentExecution()?.home : undefined);
    if (home) return sessionOf(home);
    return (this.#own ??= new Session(projectOf(this.#options ?? {})));
  };
}

function projectOf({ cwd = process.cwd(), profile, record }: LineageOptions) {
  return record ? { root: cwd, record } : { cwd, profile };
}

/** The one of the project, for those who need what is behind it. */
export const defaultLineage = new RecordLineage();
