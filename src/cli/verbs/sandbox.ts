import { UserMistake } from '../../errors.ts';
import { readFault } from '../../testing/aws/faults/read-fault.ts';
import { s3Faults } from '../../testing/s3/faults.ts';
import type { S3Fault, S3Options, S3Request } from '../../testing/s3/options.ts';
import { type S3Server, startS3 } from '../../testing/s3/server.ts';
import { quote } from '../command-line.ts';
import { BadFlag, Options } from '../flags.ts';
import { onInterrupt } from '../interrupt.ts';
import { type Terminal, bold, dim, red, yellow } from '../terminal.ts';
import { type Verb, helpFlag, jsonFlag } from '../verb.ts';

const usualPort = 9900;
const usualBucket = 'clew';

export const sandboxVerb: Verb = {
  name: 'sandbox',
  summary: 'Runs an S3 server on this machine until Ctrl-C, to develop without Amazon. Nobody else can reach it.',
  usage: 's3',
  flags: [
    { name: 'port', type: 'number', value: '<n>', doc: `where it listens: ${usualPort}; 0 is any that is free` },
    { name: 'bucket', type: 'text', value: '<name>', many: true, doc: `a bucket that is there: ${usualBucket}` },
    { name: 'data', type: 'text', value: '<folder>', doc: 'keeps the objects, also for the next time; else in memory' },
    {
      name: 'fault',
      type: 'text',
      value: '<what>=<n>%',
      many: true,
      doc: `goes wrong so often: ${s3Faults.kinds.join(', ')}; or slow=<time>; with <Operation>: in front, there only`,
    },
    { name: 'seed', type: 'text', value: '<text>', doc: 'decides which requests a fault meets; the same each time' },
    { name: 'rate', type: 'number', value: '<n>', doc: 'more requests a second are answered with 503 SlowDown' },
    { name: 'connections', type: 'number', value: '<n>', doc: 'more at once are closed' },
    { name: 'verbose', short: 'v', type: 'boolean', doc: 'say each request' },
    jsonFlag,
    helpFlag,
  ],
  examples: [
    'clew sandbox s3 --bucket models --data .clew/sandbox',
    'clew sandbox s3 --fault throttle=5% --fault UploadPart:cut-after=1% --fault slow=100ms',
  ],
  run,
};

class BadFault extends UserMistake {
  constructor(text: string, why: string) {
    super('BAD_FAULT', `--fault ${quote(text)} can't be: ${why}`, {
      next: 'As in --fault throttle=5%, --fault UploadPart:cut-after=1% or --fault slow=200ms.',
    });
  }
}

async function run(argv: readonly string[], terminal: Terminal, invoked: string): Promise<number> {
  const options = new Options(argv, sandboxVerb.flags, invoked);
  const what = options.oneWord('the word s3');
  if (what !== 's3') throw new BadFlag(`${invoked} knows s3, not "${what}".`, invoked);
  const [first = usualBucket, ...others] = options.texts('bucket');
  const data = options.text('data');
  const rate = options.count('rate');
  const connections = options.count('connections');
  const seed = options.text('seed');
  let asked = 0;
  const settings: S3Options = {
    port: portOf(options, invoked),
    buckets: [first, ...others],
    faults: options.texts('fault').map(faultOf),
    ...(data !== undefined && { data }),
    ...(rate !== undefined && { rate: { perSecond: rate } }),
    ...(connections !== undefined && { connections }),
    ...(seed !== undefined && { seed }),
    onRequest(request) {
      asked += 1;
      if (options.has('verbose')) terminal.note(lineOf(request));
    },
  };
  await using s3 = await startS3(settings);
  // Listening first: who reads that it is there may stop it at once.
  const stopped = new Promise<void>((resolve) => onInterrupt(resolve, () => undefined));
  if (options.has('json')) terminal.json({ ...documentOf(s3, first), buckets: settings.buckets });
  else terminal.out(textOf(s3, first, data));
  await stopped;
  terminal.note(dim(`stopped after ${asked} request${asked === 1 ? '' : 's'}`));
  return 0;
}

function portOf(options: Options, invoked: string): number {
  const text = options.text('port') ?? String(usualPort);
  if (/^\d{1,5}$/.test(text) && Number(text) < 65_536) return Number(text);
  throw new BadFlag(`--port wants a number from 0 to 65535 and got "${text}".`, invoked);
}

function faultOf(text: string): S3Fault {
  const fault = readFault(text, s3Faults);
  if (typeof fault === 'string') throw new BadFault(text, fault);
  return fault;
}

const documentOf = (s3: S3Server, bucket: string): object => ({
  endpoint: s3.endpoint,
  layer: { s3: bucket, endpoint: s3.endpoint },
  env: { AWS_ACCESS_KEY_ID: s3.credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: s3.credentials.secretAccessKey },
});

function textOf(s3: S3Server, bucket: string, data: string | undefined): string {
  const { accessKeyId, secretAccessKey } = s3.credentials;
  // They would count before the keys, or be sent with them.
  const inTheWay = ['AWS_PROFILE', 'AWS_SESSION_TOKEN'].filter((name) => process.env[name]);
  return [
    `S3 server at ${bold(s3.endpoint)}, ${data === undefined ? 'in memory' : `in the folder ${data}`}; Ctrl-C ends it`,
    '',
    dim('in clew.config.ts'),
    `  storage: { layers: { s3: { s3: '${bucket}', endpoint: '${s3.endpoint}' } } },`,
    '',
    dim('where you run workflows'),
    ...(inTheWay.length > 0 ? [`  unset ${inTheWay.join(' ')}`] : []),
    `  export AWS_ACCESS_KEY_ID=${accessKeyId} AWS_SECRET_ACCESS_KEY=${secretAccessKey}`,
  ].join('\n');
}

function lineOf({ method, operation, bucket, key, status, error, fault }: S3Request): string {
  const path = [bucket, key].filter((part) => part !== undefined).join('/');
  const outcome = status === undefined ? red('cut') : status < 400 ? String(status) : red(String(status));
  return [outcome, operation ?? method, path, error && dim(error), fault && yellow(fault)].filter(Boolean).join(' ');
}
