/**
 * The state of a job that runs elsewhere, as far as it is known. `creating`: nobody has heard yet whether it exists.
 * Once it is over, how it ended; `absent` is one that was never there.
 */
export type JobState = 'creating' | 'running' | 'completed' | 'failed' | 'stopped' | 'absent';

/** One node that a job runs. */
export interface JobNode {
  readonly identity: string;
  /** The attempt that waits for it now. */
  readonly componentRun: string;
  /** The attempt that it was sent for: what comes back is called so. */
  readonly sentAs: string;
  readonly task: string;
  readonly node: string;
  readonly attempt: number;
}

/** A job as it is written down before it is created. */
export interface NewJob {
  readonly name: string;
  readonly kind: string;
  readonly region: string;
  readonly instance: string;
  /** The storage layer by which it is spoken with. */
  readonly layer: string;
  readonly run: string;
  readonly process: string;
  readonly createdAt: number;
  readonly nodes: readonly JobNode[];
}

/** The news of a job. Prices are estimates, in US dollars. */
export interface JobNews {
  readonly state: JobState;
  readonly endedAt?: number | null;
  readonly reason?: string | null;
  readonly billable?: number | null;
  readonly price?: number | null;
}

export interface KnownJob extends NewJob, Required<JobNews> {
  /** Whether whoever started it is done with it. */
  readonly settled: boolean;
  /** Whether the run that it belongs to is still at work. */
  readonly driver: 'alive' | 'gone';
}

export interface JobFilter {
  /** True for only the jobs that nobody is done with. */
  readonly open?: boolean;
  readonly run?: string;
  readonly names?: readonly string[];
  readonly limit?: number;
}

/** Sums over all jobs on record, by instance. */
export interface JobSum {
  readonly instance: string;
  readonly jobs: number;
  /** Seconds. */
  readonly billable: number;
  readonly price: number;
}

/**
 * The jobs that runs have started elsewhere. They cost money and outlive their drivers, so each is written down before
 * it is created: whoever comes after a driver that was killed knows what may exist.
 */
export interface Jobs {
  /** Before it is created. */
  begin(job: NewJob): Promise<void>;
  tell(name: string, news: JobNews): Promise<void>;
  /** Open jobs for an identity whose drivers are gone and whose results nobody has committed, newest first. */
  orphansOf(identity: string): Promise<readonly KnownJob[]>;
  /** From now on another run is its driver. False: somebody else was faster. */
  adopt(name: string, from: string, by: { readonly run: string; readonly process: string }): Promise<boolean>;
  /** Another attempt waits for one of its nodes. */
  renew(name: string, position: number, componentRun: string): Promise<void>;
  /** The run is done with those of its jobs that are over. */
  settle(run: string): Promise<void>;
  /** Whoever cleans up is done with this one. */
  forget(name: string): Promise<void>;
  /** Open jobs of runs that are gone and had the target and the parameters of this one. */
  abandonedBefore(run: string): Promise<readonly KnownJob[]>;
  /** Newest first. */
  list(filter?: JobFilter): Promise<readonly KnownJob[]>;
  /** The job that ran a component run. */
  of(componentRun: string): Promise<KnownJob | undefined>;
  /** The names of the jobs that ran these component runs, of those that a job ran. */
  names(componentRuns: readonly string[]): Promise<ReadonlyMap<string, string>>;
  sums(): Promise<readonly JobSum[]>;
  /** Seconds that the latest jobs of each of these tasks were paid for, of those that have any. */
  usual(tasks: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /**
   * Reserves the next time at which whoever passes this gate may do so, and tells in how many milliseconds that is. All
   * processes with this record have one row: together they pass once in every `interval`.
   */
  slot(gate: string, interval: number): Promise<number>;
}
