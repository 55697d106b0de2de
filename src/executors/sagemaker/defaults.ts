import type { SettledJob } from '../../authoring/run-location.ts';
import type { RateSettings } from './settings.ts';

/** Values for settings that may be left out. */
export const defaults = {
  instance: 'ml.m5.large',
  volumeGb: 30,
  connections: 10,
  /** Milliseconds. */
  sweep: 15_000,
  rates: { create: 2, describe: 10, list: 2, stop: 2, logs: 5 } satisfies RateSettings,
} as const;

/** The job of a task that says nothing of it. */
export const defaultJob: SettledJob = {
  job: 'processing',
  instance: undefined,
  volumeGb: undefined,
  spot: false,
  keepWarm: undefined,
  image: undefined,
  role: undefined,
  vpc: undefined,
  batch: 1,
};

/** Milliseconds. SageMaker gives a container two minutes between SIGTERM and SIGKILL. */
export const defaultStopGrace = 180_000;

/** Milliseconds for which the answer of a completed job is waited for. */
export const defaultAnswerGrace = 10_000;

/** The user's code as it was uploaded. */
export interface CodePackage {
  /** The S3 address of its folder. */
  readonly uri: string;
  readonly digest: string;
}
