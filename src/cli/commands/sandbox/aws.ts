import { startAws } from '../../../testing/aws/start.ts';
import { s3Faults } from '../../../testing/s3/faults.ts';
import { sageMakerFaults } from '../../../testing/sagemaker/faults.ts';
import { operations } from '../../../testing/sagemaker/operation-names.ts';
import type { SageMakerImage, SageMakerOptions } from '../../../testing/sagemaker/sagemaker-options.ts';
import { didYouMean } from '../../../values/nearest-names.ts';
import { type FlagValues, badFlag } from '../../flags.ts';
import { bold } from '../../terminal.ts';
import {
  keysOf,
  sandboxText,
  checkFaults,
  faultsFor,
  readPairs,
  portOf,
  positive,
  defaultPort,
  sandboxFlags,
  serve,
} from './serve.ts';
import { bucketsOf, layerOf, placeOf, requestLine, s3Options, sandboxOf, settingsLines, sharedOptions } from './s3.ts';
import { defineCommand } from '../../command.ts';

const ofJobs = sageMakerFaults.kinds.filter((kind) => !s3Faults.kinds.some((one) => one === kind));

const awsFlags = [
  ...sandboxFlags(
    `where S3 listens: ${defaultPort}, and SageMaker at the next one`,
    [...s3Faults.kinds, ...ofJobs].join(', '),
  ),
  {
    name: 'rate',
    type: 'text',
    value: '<Operation>=<n>',
    many: true,
    doc: 'more requests a second are throttled, for each operation of SageMaker',
  },
  {
    name: 'pace',
    type: 'text',
    value: '<n>',
    doc: 'so many times faster than at Amazon jobs start and end: 1000; containers run as fast as they run',
  },
  {
    name: 'image',
    type: 'text',
    value: '<address>=<command>',
    many: true,
    doc: 'what an image runs on this machine; all others run the jobs of this package',
  },
  { name: 'role', type: 'text', value: '<arn>', many: true, doc: 'a role that there is; else every one is' },
  {
    name: 'quota',
    type: 'text',
    value: '<instance>=<n>',
    many: true,
    doc: 'so many instances of a type may be in use; else any number',
  },
] as const;

type AwsFlags = FlagValues<typeof awsFlags>;

export const awsCommand = defineCommand({
  name: 'aws',
  description:
    'Runs S3, SageMaker and CloudWatch Logs on this machine until Ctrl-C. Jobs are processes of this machine. Nobody else can reach it.',
  args: [],
  flags: awsFlags,
  rest: 'command',
  examples: [
    'clew sandbox aws -- npx run-workflow workflow.ts Nightly --on sagemaker     with all that it needs; ends with it',
    'clew sandbox aws --quota ml.g5.xlarge=2 --rate CreateProcessingJob=2 --fault capacity=10%',
  ],
  run: (input, terminal) =>
    serve(input, terminal, async (told) => {
      const { flags, invoked } = input;
      checkFaults(flags.fault, s3Faults, sageMakerFaults);
      const port = portOf(flags, invoked);
      const { connections, ...shared } = sharedOptions(flags);
      const most = connections === undefined ? {} : { connections };
      const aws = await startAws({
        ...shared,
        s3: { port, ...most, ...s3Options(flags, told) },
        sagemaker: { port: port === 0 ? 0 : port + 1, ...most, ...sageMakerOptions(flags, invoked, told) },
      });
      const { bucket, buckets } = bucketsOf(flags);
      const { s3, sagemaker } = aws;
      const settings = { ...sagemaker.settings, storage: 's3' };
      const lines = Object.entries(settings).map(([name, value]) => `  ${name}: '${value}',`);
      return {
        document: {
          endpoint: s3.endpoint,
          layer: layerOf(s3, bucket),
          sandbox: sandboxOf(s3, buckets),
          sagemaker: settings,
          env: keysOf(s3.credentials),
          buckets,
        },
        settings: {
          storage: { default: 's3', layers: { s3: layerOf(s3, bucket) }, sandbox: sandboxOf(s3, buckets) },
          // Amazon needs minutes and is asked gently; this needs neither.
          sagemaker: {
            ...settings,
            sweep: '500 ms',
            rates: { create: 20, describe: 50, list: 20, stop: 20, logs: 50 },
          },
        },
        env: aws.env,
        text: sandboxText(
          `S3 at ${bold(s3.endpoint)}, ${placeOf(flags)}; SageMaker and CloudWatch Logs at ${bold(sagemaker.endpoint)}`,
          [...settingsLines(s3, bucket, buckets), 'sagemaker: {', ...lines, '},'],
          s3.credentials,
        ),
        [Symbol.asyncDispose]: () => aws.close(),
      };
    }),
});

function sageMakerOptions(flags: AwsFlags, invoked: string, told: (line: string) => void): SageMakerOptions {
  const { pace, role: roles } = flags;
  const images = readPairs(flags.image, 'image', '<address>=<command>', invoked);
  const quotas = readPairs(flags.quota, 'quota', '<instance>=<n>', invoked);
  return {
    faults: faultsFor(flags.fault, sageMakerFaults),
    rates: ratesOf(flags, invoked),
    ...(pace !== undefined && { pace: positive(pace, 'pace', invoked) }),
    ...(roles.length > 0 && { roles }),
    images: Object.fromEntries(images.map(([name, line]) => [name, line.split(/\s+/) as unknown as SageMakerImage])),
    quotas: Object.fromEntries(quotas.map(([type, count]) => [type, positive(count, 'quota', invoked)])),
    onRequest: ({ operation = 'unknown', job, status, error, fault }) =>
      told(requestLine(status, operation, job, error, fault)),
  };
}

function ratesOf(flags: AwsFlags, invoked: string): NonNullable<SageMakerOptions['rates']> {
  const rates = readPairs(flags.rate, 'rate', '<Operation>=<n>', invoked);
  return Object.fromEntries(
    rates.map(([name, value]) => {
      const operation = operations.find((one) => one.toLowerCase() === name.toLowerCase());
      if (!operation) {
        throw badFlag(`--rate knows no operation ${name}.${didYouMean(name, operations)}`, invoked);
      }
      return [operation, { perSecond: positive(value, 'rate', invoked) }];
    }),
  );
}
