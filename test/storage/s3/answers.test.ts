import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StorageDriver } from '../../../src/storage/driver.ts';
import { S3Driver } from '../../../src/storage/s3/driver.ts';
import { actAs } from '../../support/s3.ts';

type Answer = readonly [status: number, name: string, headers?: Readonly<Record<string, string>>];

let stop: (() => Promise<void>) | undefined;
let asked: string[] = [];

beforeEach(() => actAs('someone'));
afterEach(async () => stop?.());

/** What a server would say that can't be had here: word for word as Amazon's, which has no body for HEAD. */
async function serverThat(answer: (request: IncomingMessage) => Answer): Promise<StorageDriver> {
  asked = [];
  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    asked.push(request.method!);
    request.resume();
    await once(request, 'end');
    const [status, name, headers = {}] = answer(request);
    const body = name === '' ? '' : `<Error><Code>${name}</Code><Message>${name} it is</Message></Error>`;
    response.writeHead(status, { 'content-type': 'application/xml', etag: '"e"', ...headers });
    response.end(request.method === 'HEAD' ? undefined : body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  const { port } = server.address() as AddressInfo;
  return new S3Driver({ s3: 'models', region: 'eu-west-1', endpoint: `http://127.0.0.1:${port}`, prefix: 'team' });
}

async function keys(driver: StorageDriver): Promise<void> {
  for await (const _ of driver.list('')) continue;
}

describe('S3 driver: errors of the server', () => {
  it.each([
    [
      [301, 'PermanentRedirect', { 'x-amz-bucket-region': 'us-west-2' }],
      'S3_WRONG_REGION',
      'The bucket models is not in the region eu-west-1 but in us-west-2.',
    ],
    [[400, 'ExpiredToken'], 'S3_CREDENTIALS_EXPIRED', 'The credentials for the bucket models have expired.'],
    [[400, 'InvalidToken'], 'S3_CREDENTIALS_REFUSED', 'the session token is not valid'],
    [[403, 'RequestTimeTooSkewed'], 'S3_CLOCK_WRONG', "this machine's clock is wrong"],
    [[403, 'AccessDenied'], 'S3_ACCESS_DENIED', 's3://models/team/'],
    [[404, 'NoSuchBucket'], 'S3_BUCKET_MISSING', 'There is no bucket models'],
    [[400, 'KMS.DisabledException'], 'STORAGE_FAILED', 'KMS.DisabledException it is'],
  ] satisfies [Answer, string, string][])('are reported with code and message: %j', async (answer, code, words) => {
    const driver = await serverThat(() => answer);
    const answers = [
      driver.size('a'),
      driver.get('a'),
      driver.put('a', Buffer.from('x')),
      driver.remove('a'),
      keys(driver),
    ];
    for (const { status, reason } of (await Promise.allSettled(answers)) as PromiseRejectedResult[]) {
      expect(status).toBe('rejected');
      expect(reason).toMatchObject({ code, message: expect.stringContaining(words) as string });
      expect(reason.next).toMatch(/\S/);
    }
  });
});

describe('S3 driver: repeated requests', () => {
  it.each([
    ['when the server asks to slow down', [503, 'SlowDown']],
    ['when the server has a fault', [500, 'InternalError']],
  ] satisfies [string, Answer][])('are sent %s', async (_, refusal) => {
    let refusals = 3;
    const driver = await serverThat(() => (refusals-- > 0 ? refusal : [200, '']));
    await driver.put('a', Buffer.from('x'));
    expect(asked).toEqual(['PUT', 'PUT', 'PUT', 'PUT']);
  });

  it('are counted for each of many at once separately', async () => {
    const refused = new Set<string>();
    const driver = await serverThat(({ url }) => {
      if (refused.has(url!)) return [200, ''];
      refused.add(url!);
      return [503, 'SlowDown'];
    });
    // More than the SDK's own budget of retries.
    await Promise.all(Array.from({ length: 150 }, (_, i) => driver.put(`${i}`, Buffer.from('x'))));
    expect(asked).toHaveLength(300);
  });

  it('are not sent after a permanent error', async () => {
    const driver = await serverThat(() => [403, 'AccessDenied']);
    await expect(driver.put('a', Buffer.from('x'))).rejects.toMatchObject({ code: 'S3_ACCESS_DENIED' });
    expect(asked).toEqual(['PUT']);
  });
});

it('S3 driver: never has more requests under way than the setting', async () => {
  let [now, most] = [0, 0];
  const server = createServer(async (request, response) => {
    most = Math.max(most, ++now);
    request.resume();
    await once(request, 'end');
    // Everything that was sent has come by then.
    await new Promise((resolve) => setImmediate(resolve));
    now -= 1;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const driver = new S3Driver({ s3: 'models', endpoint, requests: 5 });
  await Promise.all(Array.from({ length: 100 }, (_, i) => driver.put(`${i}`, Buffer.from('x'))));
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(5);
});

it('S3 driver: removes an object that arrived damaged', async () => {
  const driver = await serverThat(() => [200, '', { 'x-amz-checksum-crc32': 'AAAAAA==' }]);
  await expect(driver.put('a', Buffer.from('x'))).rejects.toMatchObject({ code: 'S3_UPLOAD_DAMAGED' });
  expect(asked).toEqual(['PUT', 'DELETE']);
});

it('S3 driver: sends no checksums with requestChecksumCalculation WHEN_REQUIRED', async () => {
  const seen: Record<string, unknown>[] = [];
  const driver = await serverThat(({ headers }) => {
    seen.push(headers);
    return [200, ''];
  });
  await driver.put('a', Buffer.from('x'));
  const endpoint = `http://${seen[0]!['host'] as string}`;
  const older = new S3Driver({ s3: 'models', endpoint, requestChecksumCalculation: 'WHEN_REQUIRED' });
  await older.put('a', Buffer.from('x'));
  expect(seen[1]).not.toHaveProperty('x-amz-checksum-crc32');
  // The SHA-256 of what is sent, which is signed.
  expect(seen[1]!['x-amz-content-sha256']).toMatch(/^[0-9a-f]{64}$/);
});

it('S3 driver: presigned addresses are valid for a second to a week', async () => {
  const driver = new S3Driver({ s3: 'models', endpoint: 'http://127.0.0.1:1' });
  expect(await driver.presign('a b', { seconds: 604_800 })).toContain('/models/a%20b?');
  for (const seconds of [0, 604_801, 1.5, Number.NaN])
    await expect(driver.presign('a', { seconds })).rejects.toMatchObject({ code: 'S3_BAD_EXPIRY' });
});

it('S3 driver: requests set encryption and a conditional write', async () => {
  const seen: Record<string, unknown>[] = [];
  const driver = await serverThat(({ headers }) => {
    seen.push(headers);
    return [200, ''];
  });
  await driver.put('a', Buffer.from('x'));
  expect(seen[0]).toMatchObject({ 'if-none-match': '*', 'content-length': '1' });
  expect(seen[0]).toHaveProperty('x-amz-checksum-crc32');
  expect(seen[0]).not.toHaveProperty('x-amz-server-side-encryption');
  const endpoint = driver.place('a') && `http://${seen[0]!['host'] as string}`;
  const both = ['AES256', { kmsKey: 'alias/clew' }] as const;
  for (const encryption of both) await new S3Driver({ s3: 'models', endpoint, encryption }).put('a', Buffer.from('x'));
  expect(seen[1]).toMatchObject({ 'x-amz-server-side-encryption': 'AES256' });
  expect(seen[2]).toMatchObject({
    'x-amz-server-side-encryption': 'aws:kms',
    'x-amz-server-side-encryption-aws-kms-key-id': 'alias/clew',
  });
});
