import { readdirSync, readFileSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AwsServers, startAws, startS3, startSageMaker } from '../../src/testing/index.ts';
import { type Project, type Started, makeProject } from '../support/project.ts';
import { type Target, send } from '../support/s3-raw.ts';
import { installSdk } from '../support/sdk.ts';
import { processing } from './sagemaker/help.ts';
import { send as sendJson } from './sagemaker/raw.ts';

/** A server that is attacked, and what its owner sees. */
interface Attacked {
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly speaks: 's3' | 'json';
}

let project: Project;
let aws: AwsServers;
const commands: Started[] = [];
/** Every server that we start, by how it is started. */
const servers: Record<string, Attacked> = {};
const names = [
  'startAws: S3',
  'startAws: SageMaker',
  'startS3',
  'startSageMaker',
  'clew sandbox s3',
  'clew sandbox aws: S3',
  'clew sandbox aws: SageMaker',
];
const closing: (() => Promise<void>)[] = [];

interface Shown {
  readonly endpoint: string;
  readonly sagemaker?: { readonly endpoint: string };
  readonly env: Readonly<Record<string, string>>;
}

async function command(words: string): Promise<Shown> {
  const started = project.start(`clew sandbox ${words} --port 0 --bucket models --data kept-${words} --json`);
  commands.push(started);
  let seen = '';
  started.child.stdout!.on('data', (text: string) => (seen += text));
  await started.until(']\n}');
  return JSON.parse(seen) as Shown;
}

const keysOf = ({ env }: Shown): Attacked['credentials'] => ({
  accessKeyId: env['AWS_ACCESS_KEY_ID']!,
  secretAccessKey: env['AWS_SECRET_ACCESS_KEY']!,
});

beforeAll(async () => {
  project = makeProject({});
  installSdk(project);
  aws = await startAws({ s3: { buckets: ['models'] } });
  const alone = { s3: await startS3({ buckets: ['models'] }), sagemaker: await startSageMaker() };
  closing.push(
    aws.close,
    () => alone.s3.close(),
    () => alone.sagemaker.close(),
  );
  const [s3, both] = await Promise.all([command('s3'), command('aws')]);
  Object.assign(servers, {
    'startAws: S3': { ...pick(aws.s3), speaks: 's3' },
    'startAws: SageMaker': { ...pick(aws.sagemaker), speaks: 'json' },
    startS3: { ...pick(alone.s3), speaks: 's3' },
    startSageMaker: { ...pick(alone.sagemaker), speaks: 'json' },
    'clew sandbox s3': { endpoint: s3.endpoint, credentials: keysOf(s3), speaks: 's3' },
    'clew sandbox aws: S3': { endpoint: both.endpoint, credentials: keysOf(both), speaks: 's3' },
    'clew sandbox aws: SageMaker': { endpoint: both.sagemaker!.endpoint, credentials: keysOf(both), speaks: 'json' },
  } satisfies Record<string, Attacked>);
});

afterAll(async () => {
  for (const close of closing) await close();
  for (const { child, ended: over } of commands) {
    child.kill('SIGTERM');
    await over;
  }
});

const pick = ({ endpoint, credentials }: Omit<Attacked, 'speaks'>): Omit<Attacked, 'speaks'> => ({
  endpoint,
  credentials,
});
const targetOf = ({ endpoint, credentials }: Attacked): Target => ({ endpoint, ...credentials });

/** Sends bytes as they are, and gives all that comes back. */
function overSocket({ endpoint }: Attacked, text: string): Promise<string> {
  const { port } = new URL(endpoint);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(text));
    socket.setEncoding('utf8').on('data', (piece: string) => (answer += piece));
    socket.on('error', reject).on('close', () => resolve(answer));
  });
}

const statusOf = (answer: string): number => Number(/^HTTP\/1\.[01] (\d{3})/.exec(answer)?.[1]);
/** Reads all that a server holds, as its owner. */
async function stateOf(server: Attacked): Promise<string> {
  if (server.speaks === 's3')
    return (await send(targetOf(server), { path: '/models', query: { 'list-type': '2' } })).text;
  return JSON.stringify(
    await sendJson({ endpoint: server.endpoint, credentials: server.credentials } as never, {
      target: 'SageMaker.ListProcessingJobs',
      body: '{}',
    }),
  );
}

/** A whole request as a page can make it, or a program on this machine that knows no secret. */
const request = (head: string, headers: Readonly<Record<string, string>>, body = ''): string =>
  [
    head,
    ...Object.entries(headers).map((pair) => pair.join(': ')),
    `Content-Length: ${body.length}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');

const foreign: Readonly<Record<string, (host: string) => readonly string[]>> = {
  'a name that was rebound': () => ['Host: rebound.example'],
  'the same with our port': (host) => [`Host: rebound.example:${host.split(':')[1]}`],
  'a name that begins like ours': () => ['Host: 127.0.0.1.example'],
  'a name that ends like ours': () => ['Host: notlocalhost'],
  'a name below ours in a name of theirs': () => ['Host: models.localhost.example'],
  'an address of the network': () => ['Host: 192.168.0.1'],
  'two names, ours last': (host) => ['Host: rebound.example', `Host: ${host}`],
  'two names, ours first': (host) => [`Host: ${host}`, 'Host: rebound.example'],
};

describe.each(names)('clew sandbox, attacks: %s', (name) => {
  it.each(Object.keys(foreign))('refuses a raw socket with a foreign Host: %s', async (kind) => {
    const server = servers[name]!;
    const hosts = foreign[kind]!(new URL(server.endpoint).host);
    const answer = await overSocket(server, ['GET / HTTP/1.1', ...hosts, 'Connection: close', '', ''].join('\r\n'));
    expect(statusOf(answer)).toBe(400);
    expect(answer).toMatch(/InvalidHostHeader|AccessDeniedException/);
    expect(answer).toContain('This server answers requests to 127.0.0.1, localhost and names below localhost');
  });

  it('refuses a request without a Host, or with another host in its address', async () => {
    const server = servers[name]!;
    const { host } = new URL(server.endpoint);
    const none = await overSocket(server, 'GET / HTTP/1.0\r\n\r\n');
    const absolute = await overSocket(server, request('GET http://rebound.example/ HTTP/1.1', { Host: host }));
    for (const answer of [none, absolute]) {
      expect(statusOf(answer)).toBe(400);
      expect(answer).toContain('names below localhost');
    }
  });

  it('answers names of this machine', async () => {
    const server = servers[name]!;
    const { port } = new URL(server.endpoint);
    for (const host of ['127.0.0.1', 'localhost', 'models.localhost', 'a.b.s3.localhost', '[::1]', '127.0.0.1:1']) {
      const answer = await overSocket(
        server,
        request('GET / HTTP/1.1', { Host: host.includes(':1') ? host : `${host}:${port}` }),
      );
      expect(answer).toMatch(/AccessDenied|MissingAuthenticationToken|UnknownOperation/);
      expect(answer).not.toContain('names below localhost');
    }
  });

  it('lets a page of another origin read and change nothing', async () => {
    const server = servers[name]!;
    const { host } = new URL(server.endpoint);
    const before = await stateOf(server);
    const page = { Host: host, Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' };
    const body = JSON.stringify(processing('stolen'));
    const tries = [
      request('GET /models?list-type=2 HTTP/1.1', page),
      request('GET / HTTP/1.1', page),
      request('POST / HTTP/1.1', { ...page, 'Content-Type': 'text/plain' }, body),
      request('POST /models HTTP/1.1', { ...page, 'Content-Type': 'multipart/form-data; boundary=x' }, '--x--'),
      request('PUT /models/planted HTTP/1.1', page, 'planted'),
      request('DELETE /models HTTP/1.1', page),
      request('OPTIONS /models/planted HTTP/1.1', { ...page, 'Access-Control-Request-Method': 'PUT' }),
      request('OPTIONS / HTTP/1.1', {
        ...page,
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'x-amz-target',
        'Access-Control-Request-Private-Network': 'true',
      }),
      request(
        'POST / HTTP/1.1',
        { ...page, 'Content-Type': 'application/x-amz-json-1.1', 'X-Amz-Target': 'SageMaker.CreateProcessingJob' },
        body,
      ),
    ];
    for (const text of tries) {
      const answer = await overSocket(server, text);
      expect(statusOf(answer), text).toBeGreaterThanOrEqual(400);
      expect(answer.toLowerCase()).not.toContain('access-control-');
    }
    expect(await stateOf(server)).toBe(before);
  });

  it('refuses the secret of another start, and the one of the documentation', async () => {
    const server = servers[name]!;
    const others = names.filter((one) => !one.startsWith(name.split(':')[0]!)).map((one) => servers[one]!.credentials);
    const known = { accessKeyId: 'clew', secretAccessKey: 'thread-of-ariadne' };
    expect(server.credentials.secretAccessKey).toMatch(/^[\w-]{40}$/);
    for (const credentials of [known, ...others]) {
      const answer = await stateOf({ ...server, credentials });
      expect(answer).toMatch(/SignatureDoesNotMatch|InvalidSignatureException/);
    }
  });

  it('shows no secret in the command lines of processes to other users', async () => {
    const { secretAccessKey } = servers[name]!.credentials;
    const lines = readdirSync('/proc')
      .filter((pid) => /^\d+$/.test(pid))
      .map((pid) => {
        try {
          return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        } catch {
          return '';
        }
      });
    expect(lines.filter((line) => line.includes(secretAccessKey))).toEqual([]);
  });
});

it.each(['s3', 'aws'])('clew sandbox, attacks: other users cannot read the folder of clew sandbox %s', (words) => {
  const folder = project.path(`kept-${words}`);
  const entries = [
    folder,
    ...readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((one) => one.isDirectory())
      .map((one) => join(one.parentPath, one.name)),
  ];
  expect(entries.length).toBeGreaterThan(4);
  for (const entry of entries) expect([entry, (statSync(entry).mode & 0o077).toString(8)]).toEqual([entry, '0']);
});
