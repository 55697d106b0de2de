import { newOutputId } from '../values/id.ts';
import type { Execution, RecordHome } from './current.ts';
import type { JobListener, JobOutputId, TaskJob } from './job.ts';

/** Writes lines that belong to one execution. */
export interface TaskLogger {
  debug(text: string): void;
  info(text: string): void;
  warn(text: string): void;
  error(text: string): void;
}

/**
 * What a task may know of its own execution, and what it may say. Ask for it in the constructor.
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
  readonly #listener: JobListener;
  #unsettled: Set<() => Promise<void>> | undefined;

  constructor(job: TaskJob, signal: AbortSignal, listener: JobListener, home?: RecordHome) {
    super();
    this.run = job.run;
    this.componentRun = job.componentRun;
    this.attempt = job.attempt;
    this.signal = signal;
    this.home = home;
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
    this.outputIds.push({ id, label: label ?? null });
    return id;
  }

  metric(name: string, value: number): void {
    this.metrics[name] = value;
  }

  before(settled: () => Promise<void>): void {
    (this.#unsettled ??= new Set()).add(settled);
  }

  /** What was recorded on the way is lasting; undefined where nothing was. */
  settle(): Promise<unknown> | undefined {
    return this.#unsettled && Promise.all(Array.from(this.#unsettled, (settled) => settled()));
  }
}
