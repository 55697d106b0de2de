/** The kind of a SageMaker job. */
export type JobKind = 'processing' | 'training';

/** Where a container finds its things, below the folder that stands for `/opt/ml`. */
export interface ContainerPaths {
  /** The folder with `job.json`. */
  readonly job: string;
  /** The folder with the package of the user's code. */
  readonly code: string;
  /** The file whose text SageMaker shows as the reason of a failure. */
  readonly message: string;
}

/** As SageMaker lays them out. */
export const containerPaths: Readonly<Record<JobKind, ContainerPaths>> = {
  processing: { job: 'processing/input/job', code: 'processing/input/code', message: 'output/message' },
  training: { job: 'input/data/job', code: 'input/data/code', message: 'output/failure' },
};

/** The variables that tell a container what it is for. */
export const containerVariables = {
  /** The job's name. */
  job: 'CLEW_JOB',
  /** The S3 address of its mailbox. */
  mailbox: 'CLEW_MAILBOX',
  /** The folder that stands for `/opt/ml`, where several run on one machine. */
  optMl: 'CLEW_OPT_ML',
} as const;
