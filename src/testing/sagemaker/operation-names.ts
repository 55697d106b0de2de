/** The operations that SageMaker can be asked for, by the names that Amazon gives. */
const jobs = [
  'CreateProcessingJob',
  'DescribeProcessingJob',
  'ListProcessingJobs',
  'StopProcessingJob',
  'CreateTrainingJob',
  'DescribeTrainingJob',
  'ListTrainingJobs',
  'StopTrainingJob',
  'AddTags',
  'ListTags',
] as const;

/** The operations that CloudWatch Logs can be asked for. */
const logs = ['DescribeLogStreams', 'GetLogEvents', 'FilterLogEvents'] as const;

export const operations = [...jobs, ...logs] as const;

/**
 * The operation that a request asks for, by the name that Amazon gives it.
 *
 * @example
 * ```ts
 * const operation: SageMakerOperation = 'CreateProcessingJob';
 * ```
 */
export type SageMakerOperation = (typeof operations)[number];
