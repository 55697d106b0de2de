import { type Concerns, meets } from '../aws/faults/faults.ts';
import type { Known } from '../aws/faults/read-fault.ts';
import { type SageMakerOperation, operations } from './operation-names.ts';
import type { SageMakerFault, SageMakerFaultKind } from './sagemaker-options.ts';

/** Every kind, with the operations that can meet it; undefined is all. */
const concerned: Readonly<Record<SageMakerFaultKind, RegExp | undefined>> = {
  throttle: undefined,
  'error-before': undefined,
  'error-after': undefined,
  'cut-before': undefined,
  'cut-after': undefined,
  limit: /^Create/,
  capacity: /^Create/,
  exit: /^Create/,
  kill: /^Create/,
  'kill-after': /^Create/,
  spot: /^CreateTrainingJob$/,
  'spot-after': /^CreateTrainingJob$/,
  'outputs-missing': /^Create/,
  'outputs-late': /^Create/,
  stale: /^(?:Describe|List)\w+Jobs?$/,
  unseen: /^(?:Describe|List)\w+Jobs?$/,
  'empty-page': /^(?:List\w+Jobs|FilterLogEvents)$/,
  'stop-ignored': /^Stop/,
};

export const sageMakerFaults: Known<SageMakerFaultKind, SageMakerOperation> = {
  kinds: Object.keys(concerned) as SageMakerFaultKind[],
  operations,
  concerns: (kind, operation) => concerned[kind]?.test(operation) ?? true,
};

export const concerns: Concerns<SageMakerFault> = ({ kind, job }, operation, subject) => {
  const only = kind && concerned[kind];
  return (!only || (operation !== undefined && only.test(operation))) && meets(job, subject);
};

const fates = [
  'capacity',
  'exit',
  'kill',
  'kill-after',
  'spot',
  'spot-after',
  'outputs-missing',
  'outputs-late',
] as const;

/** The fate of a job, settled when it is created. */
export type Fate = (typeof fates)[number];

export const fateOf = (kind: SageMakerFaultKind | undefined): Fate | undefined => fates.find((fate) => fate === kind);
