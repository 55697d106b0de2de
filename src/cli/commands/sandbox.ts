import { badFlag, type Flag, Options } from '../flags.ts';
import { onInterrupt } from '../interrupt.ts';
import { type Terminal, dim } from '../terminal.ts';
import { type Command, helpFlag, jsonFlag } from '../command.ts';
import { s3Faults } from '../../testing/s3/faults.ts';
import { sageMakerFaults } from '../../testing/sagemaker/faults.ts';
import type { SandboxKind } from './sandbox-kind.ts';
import { runBeside, splitCommand } from './sandbox-command.ts';
import { defaultBucket, defaultPort } from './sandbox-options.ts';

const kinds: Readonly<Record<string, () => Promise<SandboxKind>>> = {
  s3: async () => (await import('./sandbox-s3.ts')).s3Sandbox,
  aws: async () => (await import('./sandbox-aws.ts')).awsSandbox,
};

const ofJobs = sageMakerFaults.kinds.filter((kind) => !s3Faults.kinds.some((one) => one === kind));

/** Taken by some of them only. */
const special: readonly Flag[] = [
  {
    name: 'rate',
    type: 'text',
    value: '<n>',
    many: true,
    doc: 'more requests a second are throttled; of aws <Operation>=<n>, for each operation of SageMaker',
  },
  {
    name: 'pace',
    type: 'text',
    value: '<n>',
    doc: 'aws: so many times faster than at Amazon jobs start and end: 1000; containers run as fast as they run',
  },
  {
    name: 'image',
    type: 'text',
    value: '<address>=<command>',
    many: true,
    doc: 'aws: what an image runs on this machine; all others run the jobs of this package',
  },
  { name: 'role', type: 'text', value: '<arn>', many: true, doc: 'aws: a role that there is; else every one is' },
  {
    name: 'quota',
    type: 'text',
    value: '<instance>=<n>',
    many: true,
    doc: 'aws: so many instances of a type may be in use; else any number',
  },
];

export const sandboxCommand: Command = {
  name: 'sandbox',
  summary:
    'Runs S3, or S3 with SageMaker and CloudWatch Logs, on this machine until Ctrl-C, to develop without Amazon. Nobody else can reach it.',
  usage: '<s3 | aws> [-- command …]',
  takes: [['s3', 'aws']],
  flags: [
    {
      name: 'port',
      type: 'number',
      value: '<n>',
      doc: `where it listens: ${defaultPort}, and SageMaker at the next one; 0 is any that is free`,
    },
    { name: 'bucket', type: 'text', value: '<name>', many: true, doc: `a bucket that is there: ${defaultBucket}` },
    { name: 'data', type: 'text', value: '<folder>', doc: 'keeps the objects, also for the next time; else in memory' },
    {
      name: 'fault',
      type: 'text',
      value: '<what>=<n>%',
      many: true,
      doc: `goes wrong so often: ${s3Faults.kinds.join(', ')}; of aws also ${ofJobs.join(', ')}; or slow=<time>; with <Operation>: in front, there only`,
    },
    { name: 'seed', type: 'text', value: '<text>', doc: 'decides which requests a fault meets; the same each time' },
    { name: 'connections', type: 'number', value: '<n>', doc: 'more at once are closed' },
    ...special,
    { name: 'verbose', short: 'v', type: 'boolean', doc: 'say each request' },
    jsonFlag,
    helpFlag,
  ],
  examples: [
    'clew sandbox s3 --bucket models --data .clew/sandbox',
    'clew sandbox s3 --fault throttle=5% --fault UploadPart:cut-after=1% --fault slow=100ms',
    'clew sandbox aws -- npx run-workflow workflow.ts Nightly --on sagemaker     with all that it needs; ends with it',
    'clew sandbox aws --quota ml.g5.xlarge=2 --rate CreateProcessingJob=2 --fault capacity=10%',
  ],
  run,
};

async function run(argv: readonly string[], terminal: Terminal, invoked: string): Promise<number> {
  const { own, command } = splitCommand(argv, invoked);
  const options = new Options(own, sandboxCommand.flags, invoked);
  const what = options.oneWord('the word s3 or aws');
  const load = Object.hasOwn(kinds, what) ? kinds[what] : undefined;
  if (!load) throw badFlag(`${invoked} knows s3 and aws, not "${what}".`, invoked);
  const kind = await load();
  const extra = special.find(({ name }) => options.has(name) && !kind.options.includes(name));
  if (extra) throw badFlag(`${invoked} ${what} takes no --${extra.name}.`, invoked);
  let asked = 0;
  await using sandbox = await kind.start(options, invoked, (line) => {
    asked += 1;
    if (options.has('verbose')) terminal.note(line);
  });
  if (command) return await runBeside(command, sandbox, terminal);
  // Listening first: who reads that it is there may stop it at once.
  const stopped = new Promise<void>((resolve) => onInterrupt(resolve, () => undefined));
  if (options.has('json')) await terminal.json(sandbox.document);
  else terminal.out(sandbox.text);
  await stopped;
  terminal.note(dim(`stopped after ${asked} request${asked === 1 ? '' : 's'}`));
  return 0;
}
