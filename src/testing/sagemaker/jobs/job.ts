import type { CreateProcessingJobRequest, CreateTrainingJobRequest } from '@aws-sdk/client-sagemaker';
import type { Fate } from '../faults.ts';

export type Status = 'InProgress' | 'Completed' | 'Failed' | 'Stopping' | 'Stopped';

/** Where a job is, finer than its status; only training jobs show it. */
export type Phase =
  | 'Starting'
  | 'Downloading'
  | 'Training'
  | 'Interrupted'
  | 'Restarting'
  | 'Uploading'
  | 'Stopping'
  | 'Completed'
  | 'Failed'
  | 'Stopped'
  | 'MaxRuntimeExceeded'
  | 'MaxWaitTimeExceeded';

const messages: Readonly<Record<Phase, string>> = {
  Starting: 'Preparing the instances for training',
  Downloading: 'Downloading input data',
  Training: 'Training image download completed. Training in progress.',
  Interrupted: 'The training job was interrupted, because its spot instance was taken back',
  Restarting: 'Restarting the training job on another spot instance',
  Uploading: 'Uploading generated training model',
  Stopping: 'Stopping the training job',
  Completed: 'Training job completed',
  Failed: 'Training job failed',
  Stopped: 'Training job stopped',
  MaxRuntimeExceeded: 'Training job stopped: it ran for as long as it may',
  MaxWaitTimeExceeded: 'Training job stopped: it waited for as long as it may',
};

/** The greatest length of the reason for a failure. */
const longest = 1024;

export interface Transition {
  readonly status: Phase;
  readonly message: string;
  readonly start: number;
  readonly end?: number;
}

/** All that changes about a job; times in milliseconds. A state is replaced, never changed. */
export interface JobState {
  readonly status: Status;
  readonly phase: Phase;
  readonly transitions: readonly Transition[];
  readonly modified: number;
  readonly started?: number;
  readonly ended?: number;
  readonly failureReason?: string;
  readonly exitMessage?: string;
  /** Seconds. */
  readonly billable?: number;
  readonly model?: string;
}

export interface WarmPool {
  readonly status: 'Available' | 'Reused' | 'Terminated';
  readonly reusedBy?: string;
  /** Seconds. */
  readonly retained?: number;
}

export type Requested =
  | { readonly kind: 'processing'; readonly request: CreateProcessingJobRequest }
  | { readonly kind: 'training'; readonly request: CreateTrainingJobRequest };

/** One job: what was asked for, and where it is. */
export class Job {
  readonly requested: Requested;
  readonly name: string;
  readonly arn: string;
  readonly created = Date.now();
  readonly fate: Fate | undefined;
  readonly tags: Map<string, string>;
  /** Aborted when somebody wants it stopped. */
  readonly stopping = new AbortController();
  starts = 0;
  /** Its instances, after its end. */
  warm: WarmPool | undefined;
  state: JobState;
  /** Before the latest change; undefined where there was none. */
  before: JobState | undefined;

  constructor(requested: Requested, name: string, arn: string, fate: Fate | undefined) {
    this.requested = requested;
    this.name = name;
    this.arn = arn;
    this.fate = fate;
    this.tags = new Map((requested.request.Tags ?? []).map(({ Key, Value }) => [Key!, Value!]));
    this.state = {
      status: 'InProgress',
      phase: 'Starting',
      transitions: [{ status: 'Starting', message: messages.Starting, start: this.created }],
      modified: this.created,
    };
  }

  get isOver(): boolean {
    return this.state.ended !== undefined;
  }

  get instance(): { readonly type: string; readonly count: number } {
    const { kind, request } = this.requested;
    const wanted = kind === 'processing' ? request.ProcessingResources!.ClusterConfig! : request.ResourceConfig!;
    return { type: wanted.InstanceType!, count: wanted.InstanceCount! };
  }

  get environment(): Readonly<Record<string, string>> {
    return this.requested.request.Environment ?? {};
  }

  /** Into the next phase, unless it is over: nothing moves it then. */
  move(phase: Phase, change: Partial<Omit<JobState, 'phase' | 'transitions' | 'modified'>> = {}): void {
    if (this.isOver) return;
    const now = Date.now();
    const passed = this.state.transitions.map((one) => (one.end === undefined ? { ...one, end: now } : one));
    this.before = this.state;
    this.state = {
      ...this.state,
      ...change,
      phase,
      transitions: [...passed, { status: phase, message: messages[phase], start: now }],
      modified: now,
    };
  }

  /** Its last change. */
  end(status: 'Completed' | 'Failed' | 'Stopped', change: Partial<JobState> = {}, phase: Phase = status): void {
    const { started } = this.state;
    const ended = Date.now();
    const time = started === undefined ? {} : { billable: Math.ceil((ended - started) / 1000) };
    const reason = change.failureReason === undefined ? {} : { failureReason: change.failureReason.slice(0, longest) };
    this.move(phase, { ...change, ...reason, ...time, status, ended });
  }
}
