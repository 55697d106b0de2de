import type { SandboxSettings } from '../../../config/sandbox.ts';
import { s3Faults } from '../../../testing/s3/faults.ts';
import type { S3Options, S3Request } from '../../../testing/s3/s3-options.ts';
import { type S3Server, startS3 } from '../../../testing/s3/server.ts';
import { bold, dim, red, yellow } from '../../terminal.ts';
import {
  type SandboxFlags,
  keysOf,
  sandboxText,
  checkFaults,
  faultsFor,
  portOf,
  defaultBucket,
  defaultPort,
  sandboxFlags,
  serve,
} from './serve.ts';
import { defineCommand } from '../../command.ts';

export const s3Command = defineCommand({
  name: 's3',
  description: 'Runs S3 on this machine until Ctrl-C. Nobody else can reach it.',
  args: [],
  flags: [
    ...sandboxFlags(`where it listens: ${defaultPort}`, s3Faults.kinds.join(', ')),
    { name: 'rate', type: 'count', doc: 'more requests a second are throttled' },
  ],
  rest: 'command',
  examples: [
    'clew sandbox s3 --bucket models --data .clew/sandbox',
    'clew sandbox s3 --fault throttle=5% --fault UploadPart:cut-after=1% --fault slow=100ms',
  ],
  run: (input, terminal) =>
    serve(input, terminal, async (told) => {
      const { flags, invoked } = input;
      checkFaults(flags.fault, s3Faults);
      const { rate } = flags;
      const s3 = await startS3({
        port: portOf(flags, invoked),
        ...(rate !== undefined && { rate: { perSecond: rate } }),
        ...sharedOptions(flags),
        ...s3Options(flags, told),
      });
      const { bucket, buckets } = bucketsOf(flags);
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
          `S3 server at ${bold(s3.endpoint)}, ${placeOf(flags)}`,
          settingsLines(s3, bucket, buckets),
          s3.credentials,
        ),
        [Symbol.asyncDispose]: () => s3.close(),
      };
    }),
});

/** Gives the options that every server of a sandbox takes. */
export function sharedOptions(flags: SandboxFlags): { readonly connections?: number; readonly seed?: string } {
  const { connections, seed } = flags;
  return { ...(connections !== undefined && { connections }), ...(seed !== undefined && { seed }) };
}

export function s3Options(flags: SandboxFlags, told: (line: string) => void): Omit<S3Options, 'seed'> {
  const { data } = flags;
  return {
    buckets: bucketsOf(flags).buckets,
    faults: faultsFor(flags.fault, s3Faults),
    ...(data !== undefined && { data }),
    onRequest: (request) => told(lineOf(request)),
  };
}

export function bucketsOf(flags: SandboxFlags): { readonly bucket: string; readonly buckets: readonly string[] } {
  const [bucket = defaultBucket, ...others] = flags.bucket;
  return { bucket, buckets: [bucket, ...others] };
}

export function placeOf(flags: SandboxFlags): string {
  const { data } = flags;
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
