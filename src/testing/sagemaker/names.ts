/** What can be asked of SageMaker, by the names that Amazon gives. */
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

/** What can be asked of CloudWatch Logs. */
const logs = ['DescribeLogStreams', 'GetLogEvents', 'FilterLogEvents'] as const;

export const operations = [...jobs, ...logs] as const;

/**
 * What a request asks for, by the name that Amazon gives it.
 *
 * @example
 * ```ts
 * const operation: SageMakerOperation = 'CreateProcessingJob';
 * ```
 */
export type SageMakerOperation = (typeof operations)[number];
