import { type Shape, moment, oneOf, struct, text, whole } from '../../json/shape.ts';
import { jobName, tags } from './common.ts';

export const statuses = ['InProgress', 'Completed', 'Failed', 'Stopping', 'Stopped'] as const;

export const listJobs: Shape = struct(
  {},
  {
    CreationTimeAfter: moment,
    CreationTimeBefore: moment,
    LastModifiedTimeAfter: moment,
    LastModifiedTimeBefore: moment,
    NameContains: text({ max: 63, pattern: /[a-zA-Z0-9-]+/ }),
    StatusEquals: oneOf(...statuses),
    SortBy: oneOf('Name', 'CreationTime', 'Status'),
    SortOrder: oneOf('Ascending', 'Descending'),
    NextToken: text({ max: 8192 }),
    MaxResults: whole(1, 100),
  },
);

export const nameOfProcessingJob: Shape = struct({ ProcessingJobName: jobName });
export const nameOfTrainingJob: Shape = struct({ TrainingJobName: jobName });

const arn = text({ max: 256, pattern: /arn:.*/ });
export const addTags: Shape = struct({ ResourceArn: arn, Tags: tags });
export const listTags: Shape = struct({ ResourceArn: arn }, { NextToken: text({ max: 8192 }), MaxResults: whole(50) });
