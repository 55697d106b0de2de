import { startAws } from '../../testing/aws/start.ts';
import { s3Faults } from '../../testing/s3/faults.ts';
import { sageMakerFaults } from '../../testing/sagemaker/faults.ts';
import { operations } from '../../testing/sagemaker/operation-names.ts';
import type { SageMakerImage, SageMakerOptions } from '../../testing/sagemaker/sagemaker-options.ts';
import { didYouMean } from '../../values/nearest-names.ts';
import { badFlag, type Options } from '../flags.ts';
import { bold } from '../terminal.ts';
import { type SandboxKind, keysOf, sandboxText } from './sandbox-kind.ts';
import { checkFaults, faultsFor, pairsOf, portOf, positive } from './sandbox-options.ts';
import {
  bucketsOf,
  layerOf,
  placeOf,
  requestLine,
  s3Options,
  sandboxOf,
  settingsLines,
  sharedOptions,
} from './sandbox-s3.ts';

export const awsSandbox: SandboxKind = {
  options: ['rate', 'pace', 'image', 'role', 'quota'],
  async start(options, invoked, told) {
    checkFaults(options.texts('fault'), s3Faults, sageMakerFaults);
    const port = portOf(options, invoked);
    const { connections, ...shared } = sharedOptions(options);
    const most = connections === undefined ? {} : { connections };
    const aws = await startAws({
      ...shared,
      s3: { port, ...most, ...s3Options(options, told) },
      sagemaker: { port: port === 0 ? 0 : port + 1, ...most, ...sageMakerOptions(options, invoked, told) },
    });
    const { bucket, buckets } = bucketsOf(options);
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
        sagemaker: { ...settings, sweep: '500 ms', rates: { create: 20, describe: 50, list: 20, stop: 20, logs: 50 } },
      },
      env: aws.env,
      text: sandboxText(
        `S3 at ${bold(s3.endpoint)}, ${placeOf(options)}; SageMaker and CloudWatch Logs at ${bold(sagemaker.endpoint)}`,
        [...settingsLines(s3, bucket, buckets), 'sagemaker: {', ...lines, '},'],
        s3.credentials,
      ),
      [Symbol.asyncDispose]: () => aws.close(),
    };
  },
};

function sageMakerOptions(options: Options, invoked: string, told: (line: string) => void): SageMakerOptions {
  const pace = options.text('pace');
  const roles = options.texts('role');
  const images = pairsOf(options, 'image', '<address>=<command>', invoked);
  const quotas = pairsOf(options, 'quota', '<instance>=<n>', invoked);
  return {
    faults: faultsFor(options.texts('fault'), sageMakerFaults),
    rates: ratesOf(options, invoked),
    ...(pace !== undefined && { pace: positive(pace, 'pace', invoked) }),
    ...(roles.length > 0 && { roles }),
    images: Object.fromEntries(images.map(([name, line]) => [name, line.split(/\s+/) as unknown as SageMakerImage])),
    quotas: Object.fromEntries(quotas.map(([type, count]) => [type, positive(count, 'quota', invoked)])),
    onRequest: ({ operation = 'unknown', job, status, error, fault }) =>
      told(requestLine(status, operation, job, error, fault)),
  };
}

function ratesOf(options: Options, invoked: string): NonNullable<SageMakerOptions['rates']> {
  const rates = pairsOf(options, 'rate', '<Operation>=<n>', invoked);
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
