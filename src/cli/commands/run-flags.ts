import type { Flag } from '../flags.ts';
import { helpFlag, jsonFlag, profileFlag } from '../command.ts';

export const runFlags: readonly Flag[] = [
  { name: 'dry-run', type: 'boolean', doc: 'print for each node whether it would run, and why; run nothing' },
  {
    name: 'on',
    type: 'text',
    value: '<here | sagemaker>',
    doc: 'where tasks run: on this machine, which is the default, or as jobs of Amazon SageMaker',
  },
  { name: 'concurrency', type: 'number', value: '<n>', doc: 'how many tasks may run at a time' },
  { name: 'force', type: 'boolean', doc: 'run everything again' },
  {
    name: 'force-from',
    type: 'text',
    value: '<Task>',
    many: true,
    doc: 'run this task again, and all that comes after',
  },
  {
    name: 'timeout',
    type: 'text',
    value: '<duration>',
    doc: "stop after so long, such as '2 h' or '30 min': the run has failed then",
  },
  {
    name: 'audit',
    type: 'text',
    value: '<share | count>',
    doc: "when it has succeeded, execute so many of its results again, each alone, and compare: '5%' or 20",
  },
  { name: 'audit-seed', type: 'text', value: '<seed>', doc: 'draw the same results as the audit that printed it' },
  { name: 'fail-fast', type: 'boolean', doc: 'stop at the first failure that nothing tolerates' },
  profileFlag,
  jsonFlag,
  { name: 'quiet', short: 'q', type: 'boolean', doc: 'print failures and the summary only' },
  { name: 'verbose', type: 'boolean', doc: 'print every node, all that tasks log, and whole stacks' },
  helpFlag,
];
