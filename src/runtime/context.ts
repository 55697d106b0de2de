import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { checkNameLength } from '../lineage/name-length.ts';
import { newOutputId } from '../values/id.ts';
import type { Execution, RecordHome } from './current-execution.ts';
import type { Secrets } from '../values/secrets.ts';
import { badScratchName, secretInOutputId } from './errors.ts';
import type { JobListener, JobOutputId, TaskJob } from './job.ts';
import { temporaryName } from '../values/temporary-folder.ts';

/** Writes lines that belong to one execution. */
export interface TaskLogger {
  debug(text: string): void;
  info(text: string): void;
  warn(text: string): void;
  error(text: string): void;
}

/**
 * The things that a task may know of its own execution, and that it may say. Ask for it in the constructor.
 *
 * @example
 * ```ts
 * @Task()
 * class Predict {
 *   constructor(private readonly context: TaskContext) {}
 *   async run() {
 *     this.context.progress(1, 10);
 *     this.context.logger.info('one machine done');
 *     return { risk: 0.2, id: this.context.outputId({ label: 'machine M-17' }) };
 *   }
 * }
 * ```
 */
export abstract class TaskContext {
  /** The pipeline run. */
  abstract readonly run: string;
  abstract readonly componentRun: string;
  /** 1 for the first attempt. */
  abstract readonly attempt: number;
  /**
   * Aborted by Ctrl-C, by a timeout and by `--fail-fast`. Hand it to whatever can be stopped. A task that runs at the end
   * of a workflow hears of its own timeout only.
   */
  abstract readonly signal: AbortSignal;
  abstract readonly logger: TaskLogger;
  abstract progress(done: number, total?: number): void;
  /** Names one thing that is handed to someone, so that `clew bt` can say later where it came from. */
  abstract outputId(options?: { id?: string; label?: string }): string;
  /** Records a figure of this execution. */
  abstract metric(name: string, value: number): void;
  /**
   * A folder on this machine that only this execution has, empty at first: for files on the way to what it returns, as
   * `folder(await context.scratch('images'))`. It is gone when the execution is over and what it returned is kept.
   */
  abstract scratch(name?: string): Promise<string>;
}

/** The context of one job; remembers what the task said. */
export class JobContext extends TaskContext implements Execution {
  readonly run: string;
  readonly componentRun: string;
  readonly attempt: number;
  readonly signal: AbortSignal;
  readonly logger: TaskLogger;
  readonly outputIds: JobOutputId[] = [];
  readonly metrics: Record<string, number> = {};
  readonly home: RecordHome | undefined;
  readonly secrets: Secrets;
  readonly #listener: JobListener;
  #scratch: Promise<string> | undefined;
  #unsettled: Set<() => Promise<void>> | undefined;

  constructor(job: TaskJob, signal: AbortSignal, listener: JobListener, secrets: Secrets, home?: RecordHome) {
    super();
    this.run = job.run;
    this.componentRun = job.componentRun;
    this.attempt = job.attempt;
    this.signal = signal;
    this.home = home;
    this.secrets = secrets;
    this.#listener = listener;
    this.logger = {
      debug: (text) => listener.log?.('debug', text),
      info: (text) => listener.log?.('info', text),
      warn: (text) => listener.log?.('warn', text),
      error: (text) => listener.log?.('error', text),
    };
  }

  progress(done: number, total?: number): void {
    this.#listener.progress?.(done, total);
  }

  outputId({ id = newOutputId(), label }: { id?: string; label?: string } = {}): string {
    if (this.secrets.isIn(id)) throw secretInOutputId(this.secrets.mask(id));
    checkNameLength('output id', id);
    this.outputIds.push({ id, label: label === undefined ? null : this.secrets.mask(label) });
    return id;
  }

  metric(name: string, value: number): void {
    const shown = this.secrets.mask(name);
    checkNameLength('metric', shown);
    this.metrics[shown] = value;
  }

  async scratch(name = 'scratch'): Promise<string> {
    this.#scratch ??= mkdtemp(temporaryName(this.componentRun));
    if (path.basename(name) !== name || ['', '.', '..'].includes(name)) throw badScratchName(name);
    const folder = path.join(await this.#scratch, name);
    await mkdir(folder, { recursive: true });
    return folder;
  }

  /**
   * Removes the scratch folder. What is left of a task that goes on although it was given up is the system's to clear
   * away.
   */
  async clear(): Promise<void> {
    const folder = await this.#scratch?.catch(() => undefined);
    if (folder !== undefined) await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }

  /** Whether there is anything to clear: for most there isn't, and nobody has to wait. */
  get isUntidy(): boolean {
    return this.#scratch !== undefined;
  }

  before(settled: () => Promise<void>): void {
    (this.#unsettled ??= new Set()).add(settled);
  }

  /** Makes what was recorded on the way lasting; undefined where nothing was. */
  settle(): Promise<unknown> | undefined {
    return this.#unsettled && Promise.all(Array.from(this.#unsettled, (settled) => settled()));
  }
}
