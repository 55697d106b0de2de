import type { SandboxSettings } from '../../config/sandbox.ts';
import { s3Faults } from '../../testing/s3/faults.ts';
import type { S3Options, S3Request } from '../../testing/s3/s3-options.ts';
import { type S3Server, startS3 } from '../../testing/s3/server.ts';
import { badFlag, type Options } from '../flags.ts';
import { bold, dim, red, yellow } from '../terminal.ts';
import { type SandboxKind, keysOf, sandboxText } from './sandbox-kind.ts';
import { checkFaults, faultsFor, portOf, defaultBucket } from './sandbox-options.ts';

export const s3Sandbox: SandboxKind = {
  options: ['rate'],
  async start(options, invoked, told) {
    checkFaults(options.texts('fault'), s3Faults);
    if (options.texts('rate').length > 1) throw badFlag('--rate was given more than once.', invoked);
    const rate = options.count('rate');
    const s3 = await startS3({
      port: portOf(options, invoked),
      ...(rate !== undefined && { rate: { perSecond: rate } }),
      ...sharedOptions(options),
      ...s3Options(options, told),
    });
    const { bucket, buckets } = bucketsOf(options);
    return {
      document: {
        endpoint: s3.endpoint,
        layer: layerOf(s3, bucket),
        sandbox: sandboxOf(s3, buckets),
        env: keysOf(s3.credentials),
        buckets,
      },
      settings: { storage: { layers: { s3: layerOf(s3, bucket) }, sandbox: sandboxOf(s3, buckets) } },
      env: s3.env,
      text: sandboxText(
        `S3 server at ${bold(s3.endpoint)}, ${placeOf(options)}`,
        settingsLines(s3, bucket, buckets),
        s3.credentials,
      ),
      [Symbol.asyncDispose]: () => s3.close(),
    };
  },
};

/** Gives the options that every server of a sandbox takes. */
export function sharedOptions(options: Options): { readonly connections?: number; readonly seed?: string } {
  const connections = options.count('connections');
  const seed = options.text('seed');
  return { ...(connections !== undefined && { connections }), ...(seed !== undefined && { seed }) };
}

export function s3Options(options: Options, told: (line: string) => void): Omit<S3Options, 'seed'> {
  const data = options.text('data');
  return {
    buckets: bucketsOf(options).buckets,
    faults: faultsFor(options.texts('fault'), s3Faults),
    ...(data !== undefined && { data }),
    onRequest: (request) => told(lineOf(request)),
  };
}

export function bucketsOf(options: Options): { readonly bucket: string; readonly buckets: readonly string[] } {
  const [bucket = defaultBucket, ...others] = options.texts('bucket');
  return { bucket, buckets: [bucket, ...others] };
}

export function placeOf(options: Options): string {
  const data = options.text('data');
  return data === undefined ? 'in memory' : `in the folder ${data}`;
}

export const layerOf = ({ endpoint }: S3Server, bucket: string): object => ({ s3: bucket, endpoint });
/** Sends all buckets of a project here, whatever their layers are called. */
export const sandboxOf = ({ endpoint, region }: S3Server, buckets: readonly string[]): SandboxSettings => ({
  endpoint,
  region,
  buckets,
});

/** Lines for the settings file. */
export function settingsLines(s3: S3Server, bucket: string, buckets: readonly string[]): string[] {
  const { endpoint, region } = s3;
  const names = buckets.map((name) => `'${name}'`).join(', ');
  return [
    'storage: {',
    `  layers: { s3: { s3: '${bucket}', endpoint: '${endpoint}' } },`,
    `  sandbox: { endpoint: '${endpoint}', region: '${region}', buckets: [${names}] }, // for all other buckets`,
    '},',
  ];
}

function lineOf({ method, operation, bucket, key, status, error, fault }: S3Request): string {
  const path = [bucket, key].filter((part) => part !== undefined).join('/');
  return requestLine(status, operation ?? method, path, error, fault);
}

export function requestLine(
  status: number | undefined,
  what: string,
  about: string | undefined,
  error: string | undefined,
  fault: string | undefined,
): string {
  const outcome = status === undefined ? red('cut') : status < 400 ? String(status) : red(String(status));
  return [outcome, what, about, error && dim(error), fault && yellow(fault)].filter(Boolean).join(' ');
}
