import { type Concerns, meets } from '../aws/faults/faults.ts';
import type { Known } from '../aws/faults/read-fault.ts';
import { type S3Operation, operations } from './operations/operation-names.ts';
import type { S3Fault, S3FaultKind } from './s3-options.ts';

const kinds = [
  'throttle',
  'error-before',
  'error-after',
  'error-in-200',
  'cut-before',
  'cut-while',
  'cut-after',
  'truncate',
] as const satisfies readonly S3FaultKind[];

export const s3Faults: Known<S3FaultKind, S3Operation> = { kinds, operations };

export const concerns: Concerns<S3Fault> = ({ key }, _, subject) => meets(key, subject);
