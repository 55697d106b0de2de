import type { SettledJob } from '../../authoring/on.ts';
import type { RateSettings } from './settings.ts';

/** What the settings may leave out. */
export const usual = {
  instance: 'ml.m5.large',
  volumeGb: 30,
  connections: 10,
  /** Milliseconds. */
  sweep: 15_000,
  rates: { create: 2, describe: 10, list: 2, stop: 2, logs: 5 } satisfies RateSettings,
} as const;

/** What a task gets that says nothing of its job. */
export const usualJob: SettledJob = {
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
export const usualStopGrace = 180_000;

/** Milliseconds for which the answer of a completed job is waited for. */
export const usualAnswerGrace = 10_000;

/** The user's code as it was uploaded. */
export interface CodePackage {
  /** The S3 address of its folder. */
  readonly uri: string;
  readonly digest: string;
}
