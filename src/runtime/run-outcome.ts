/** A task that failed. */
export interface OutcomeFailure {
  /** Readable, with its parameters: `Validate(fold=3)`. */
  readonly node: string;
  readonly error: string;
  /** The id that `clew show` takes; null where it failed before it ran. */
  readonly componentRun: string | null;
}

/** How a workflow ended, as plain data. */
export interface JobOutcome {
  readonly run: string;
  readonly workflow: string;
  readonly status: 'succeeded' | 'failed' | 'cancelled';
  readonly stopped: string | null;
  readonly failures: readonly OutcomeFailure[];
}

/**
 * The outcome of a workflow, for the tasks that run at its end: those that it names by `onFailure` and `finally`. Ask
 * for it in the constructor.
 *
 * @example
 * ```ts
 * @Task()
 * class Alert {
 *   @Param() channel = 'ops';
 *   constructor(private readonly outcome: RunOutcome) {}
 *   async run() {
 *     const { workflow, run, failures } = this.outcome;
 *     await post(this.channel, `${workflow} failed in ${run}: ${failures.map(({ error }) => error).join('; ')}`);
 *   }
 * }
 * ```
 */
export abstract class RunOutcome implements JobOutcome {
  /** The pipeline run. */
  abstract readonly run: string;
  /** The workflow with its parameters, as the summary names it. */
  abstract readonly workflow: string;
  /** `succeeded` also where all of it was found again. */
  abstract readonly status: JobOutcome['status'];
  /** The reason that ended the run before its time and failed it, such as its timeout, where no task is to blame. */
  abstract readonly stopped: string | null;
  /** The tasks of the workflow that failed, those that it tolerated among them. */
  abstract readonly failures: readonly OutcomeFailure[];
}

/** The outcome that a job came with. */
export class GivenOutcome extends RunOutcome {
  readonly run: string;
  readonly workflow: string;
  readonly status: JobOutcome['status'];
  readonly stopped: string | null;
  readonly failures: readonly OutcomeFailure[];

  constructor({ run, workflow, status, stopped, failures }: JobOutcome) {
    super();
    this.run = run;
    this.workflow = workflow;
    this.status = status;
    this.stopped = stopped;
    this.failures = failures;
  }
}
