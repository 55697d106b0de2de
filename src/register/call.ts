import type { KindUse } from '../authoring/kinds/kind.ts';
import { checkNameLength } from '../lineage/name-length.ts';
import { Checks } from '../runtime/run-checks.ts';
import { currentExecution, within, type Execution, type RecordHome } from '../runtime/current-execution.ts';
import { describeThrown } from '../runtime/describe-thrown.ts';
import { encode } from '../values/encode.ts';
import { newComponentRunId } from '../values/id.ts';
import { mask } from '../values/hashed-secret.ts';
import { Secrets } from '../values/secrets.ts';
import { Stopwatch } from '../values/stopwatch.ts';
import { FileDigests } from './file-digests.ts';
import type { CallOptions } from './register-options.ts';
import type { SentCall, SentVersion } from './protocol.ts';
import { failureOf } from './call-failure.ts';
import type { Session } from './session.ts';
import { sessionOf } from './sessions.ts';
import { type LineageSources, describe, describeLater, listed, rememberMade } from './sources.ts';
import { digestOf } from '../values/digest.ts';

/** So many ids are not kept in memory until the call's end. */
const maxIds = 10_000;

/** A file is digested once, whoever of this process asks. */
const files = new FileDigests();

/** Where an execution is recorded itself. */
const sessionFor = (execution: Execution): Session | undefined =>
  execution instanceof Call ? execution.session : execution.home && sessionOf(execution.home);

/** The things that {@link Call} must know of the function that is called. */
export interface Registered {
  readonly component: string;
  readonly at: SentCall['at'];
  readonly session: () => Session;
  readonly kind: KindUse | undefined;
}

/** One execution of a registered function, from its inputs to its end. Nothing that goes wrong here is felt by the function. */
export class Call implements Execution {
  readonly componentRun = newComponentRunId();
  readonly run: string | null;
  readonly home: RecordHome | undefined;
  secrets: Secrets;
  readonly session: Session;
  readonly #of: Registered;
  readonly #caller: string | null;
  readonly #watch = new Stopwatch();
  readonly #metrics: Record<string, number> = {};
  #inputs: readonly SentVersion[] = [];
  #ids: (readonly [string, string | null])[] = [];
  #params = '{}';
  #checks: Checks | undefined;

  constructor(of: Registered) {
    const session = of.session();
    const outer = currentExecution();
    // What is recorded elsewhere knows nothing of it.
    const isInside = outer !== undefined && sessionFor(outer) === session;
    this.session = session;
    this.#of = of;
    this.#caller = isInside ? outer.componentRun : null;
    this.run = isInside ? outer.run : null;
    this.home = outer?.home;
    this.secrets = outer?.secrets ?? Secrets.none;
    if (isInside) outer.before(session.settle);
    if (of.kind) session.tell(of.component, of.kind);
  }

  within<T>(work: () => T): T {
    return within(this, work);
  }

  outputId({ id, label }: { id: string; label?: string }): void {
    const shown = this.secrets.mask(id);
    checkNameLength('output id', shown);
    this.#ids.push([shown, label === undefined ? null : this.secrets.mask(label)]);
    if (this.#ids.length >= maxIds) this.#handOutSome();
  }

  metric(name: string, value: number): void {
    const shown = this.secrets.mask(name);
    checkNameLength('metric', shown);
    this.#metrics[shown] = value;
  }

  before(): void {
    // Its own end is recorded after whatever it called.
  }

  /** Digests what is read, before anything of it can be written over. */
  beginNow(asked: CallOptions): void {
    if (this.session.isFull) this.session.hold();
    this.#keepParams(asked);
    this.#carefully(() => (this.#inputs = this.#hidden(describe(listed(asked.inputs()), files))));
  }

  /** The same without holding up the thread: a promise where one has to wait. */
  begin(asked: CallOptions): Promise<void> | undefined {
    this.#keepParams(asked);
    const reading = this.#carefully(() => {
      const described = describeLater(listed(asked.inputs()), files);
      if (described instanceof Promise)
        return described.then((all) => void (this.#inputs = this.#hidden(all)), this.#excuse);
      this.#inputs = this.#hidden(described);
      return undefined;
    });
    if (!this.session.isFull) return reading;
    return this.session.room().then(() => reading);
  }

  endNow(outputs: () => LineageSources | undefined): void {
    const made = this.#carefully(() => {
      const sources = [...listed(outputs())];
      return this.#remember(sources, describe(sources, files));
    });
    this.#end('ran', made ?? []);
  }

  /** The same without holding up the thread: a promise where one has to wait. */
  end(outputs: () => LineageSources | undefined): Promise<void> | undefined {
    const made = this.#carefully(() => {
      const sources = [...listed(outputs())];
      const described = describeLater(sources, files);
      return described instanceof Promise
        ? described.then((all) => this.#remember(sources, all)).catch(this.#excuse)
        : this.#remember(sources, described);
    });
    if (made instanceof Promise) return made.then((all) => this.#end('ran', all ?? []));
    this.#end('ran', made ?? []);
    return undefined;
  }

  /** Throws where something doesn't hold that must. */
  checkNow(phase: 'before' | 'after', asked: CallOptions, result?: unknown): void {
    const checks = this.#checksOf(asked);
    if (checks) this.within(() => checks.now(phase, result));
  }

  /** The same where one can wait: a promise where there is something to wait for. */
  check(phase: 'before' | 'after', asked: CallOptions, result?: unknown): Promise<void> | undefined {
    const checks = this.#checksOf(asked);
    return checks && this.within(() => checks.later(phase, result));
  }

  #checksOf(asked: CallOptions): Checks | undefined {
    const { kind, component } = this.#of;
    if (!kind) return undefined;
    return (this.#checks ??= Checks.of(kind, asked.about(component), (message) =>
      this.session.warn({ code: 'CHECK_WARNED', message, next: null }, message),
    ));
  }

  failed(thrown: unknown): void {
    this.#end('failed', [], thrown);
  }

  #keepParams(asked: CallOptions): void {
    this.#carefully(() => {
      const secrets = asked.secrets();
      if (secrets) this.secrets = this.secrets.and(...secrets);
      const params = asked.params();
      if (params) this.#params = encode(this.#masked(params), { label: 'params' });
    });
  }

  #hidden(versions: readonly SentVersion[]): readonly SentVersion[] {
    return this.secrets.isEmpty ? versions : versions.map((version) => maskedVersion(version, this.secrets));
  }

  /** A parameter that has a secret in it is masked as a whole. */
  #masked(params: object): object {
    if (this.secrets.isEmpty) return params;
    const shown = Object.entries(params).map(([name, value]): [string, unknown] => [
      this.secrets.mask(name),
      this.secrets.isInside(value) ? mask : value,
    ]);
    return Object.fromEntries(shown);
  }

  #remember(
    sources: readonly (readonly [unknown, unknown])[],
    versions: readonly SentVersion[],
  ): readonly SentVersion[] {
    rememberMade(
      this.componentRun,
      sources.map(([, source]) => source),
      versions,
    );
    return versions;
  }

  #end(status: SentCall['status'], outputs: readonly SentVersion[], thrown?: unknown): void {
    this.#carefully(() => this.session.add(this.#entry(status, outputs, thrown)));
  }

  #entry(status: SentCall['status'], outputs: readonly SentVersion[], thrown?: unknown): SentCall {
    return {
      id: this.componentRun,
      component: this.#of.component,
      run: this.run,
      caller: this.#caller,
      at: this.#of.at,
      params: this.#params,
      status,
      startedAt: this.#watch.startedAt,
      endedAt: this.#watch.now(),
      error: status === 'failed' ? describeThrown(thrown, this.secrets) : null,
      metrics: this.#metrics,
      inputs: this.#inputs,
      outputs: this.#hidden(outputs),
      outputIds: this.#ids,
      checks: this.#checks && this.secrets.maskAll(this.#checks.outcomes),
    };
  }

  /** Keeps output ids before the end where they are many, by a component run that says that it hasn't come to it. */
  #handOutSome(): void {
    this.#end('cancelled', []);
    this.#ids = [];
    if (this.session.isFull) this.session.hold();
  }

  #carefully<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      this.#excuse(error);
      return undefined;
    }
  }

  readonly #excuse = (error: unknown): undefined => {
    const { message, ...failure } = failureOf(error);
    this.session.warn({ ...failure, message: `Of ${this.#of.component}, not all could be recorded: ${message}` });
    return undefined;
  };
}

/** Gives a version of something without secrets: its name, its address, and its content where that is kept or can be guessed. */
export function maskedVersion(version: SentVersion, secrets: Secrets): SentVersion {
  const { name, key, text } = version;
  if (secrets.isEmpty || ![name, key, text].some((part) => typeof part === 'string' && secrets.isIn(part)))
    return version;
  const masked = { ...version, name: name && secrets.mask(name), key: key && secrets.mask(key) };
  if (text !== undefined && secrets.isIn(text)) {
    const shown = JSON.stringify(secrets.maskAll(JSON.parse(text)));
    return { ...masked, text: shown, digest: digestOf(shown), size: Buffer.byteLength(shown) };
  }
  return masked.layer === 'url' ? { ...masked, digest: digestOf(masked.key!) } : masked;
}
