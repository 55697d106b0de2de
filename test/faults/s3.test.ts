import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { KeyTaken } from '../../src/storage/s3/errors.ts';
import { S3Driver } from '../../src/storage/s3/driver.ts';
import { CuttingProxy } from '../support/proxy.ts';
import { ownNode } from '../support/project.ts';
import { actAs, client, credentials, freshBucket, hasS3, port } from '../support/s3.ts';

const writer = fileURLToPath(new URL('./help/s3-writer.ts', import.meta.url));

async function all(items: AsyncIterable<string>): Promise<string[]> {
  const list: string[] = [];
  for await (const item of items) list.push(item);
  return list;
}

describe.runIf(hasS3)('S3 driver on a real S3 server', () => {
  actAs();

  it('resumes reading after a connection was cut', async () => {
    const settings = await freshBucket();
    const bytes = randomBytes(3_000_000);
    await new S3Driver(settings).put('a', bytes);
    await using proxy = await CuttingProxy.before(port);
    // Each connection brings half a megabyte, and one nothing at all.
    proxy.toClient = (connection) => (connection === 2 ? 0 : 500_000);
    const driver = new S3Driver({ ...settings, endpoint: `http://127.0.0.1:${proxy.port}` });
    expect(Buffer.from(await driver.get('a')).equals(bytes)).toBe(true);
    expect(proxy.connections).toBeGreaterThan(6);
  });

  it('stops reading when connections bring nothing, and reports the error', async () => {
    const settings = await freshBucket();
    await new S3Driver(settings).put('a', randomBytes(3_000_000));
    await using proxy = await CuttingProxy.before(port);
    proxy.toClient = (connection) => (connection === 0 ? 500_000 : 0);
    const driver = new S3Driver({ ...settings, endpoint: `http://127.0.0.1:${proxy.port}` });
    await expect(driver.get('a')).rejects.toMatchObject({ code: 'S3_UNREACHABLE' });
  });

  it.each([
    ['bytes', 40_000_000, false],
    ['a stream', 40_000_000, true],
    ['few bytes', 3_000_000, false],
  ])('writes %s through connections that are cut', async (_, size, isStream) => {
    const settings = await freshBucket();
    const bytes = randomBytes(size);
    async function* stream(): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < size; at += 1_000_000) yield bytes.subarray(at, at + 1_000_000);
    }
    await using proxy = await CuttingProxy.before(port);
    proxy.toServer = (connection) => (connection < 4 ? 2_000_000 : undefined);
    const driver = new S3Driver({ ...settings, endpoint: `http://127.0.0.1:${proxy.port}` });
    await driver.put('a', isStream ? stream() : bytes);
    expect(Buffer.from(await new S3Driver(settings).get('a')).equals(bytes)).toBe(true);
  });

  it('recognizes its own write when the answer was lost', async () => {
    const settings = await freshBucket();
    await using proxy = await CuttingProxy.before(port);
    proxy.toClient = (connection) => (connection < 2 ? 0 : undefined);
    const driver = new S3Driver({ ...settings, endpoint: `http://127.0.0.1:${proxy.port}` });
    await driver.put('a', Buffer.from('once'));
    expect(proxy.connections).toBeGreaterThan(2);
    expect(Buffer.from(await driver.get('a')).toString()).toBe('once');
  });

  it('does not overwrite an object', async () => {
    const driver = new S3Driver(await freshBucket());
    await driver.put('a', Buffer.from('mine'));
    await driver.put('a', Buffer.from('mine'));
    await expect(driver.put('a', Buffer.from('else'))).rejects.toThrow(KeyTaken);
    expect(Buffer.from(await driver.get('a')).toString()).toBe('mine');
  });

  it('shows nothing of a writer that was killed', async () => {
    const settings = await freshBucket();
    const child = spawn(ownNode, [writer, JSON.stringify(settings), 'a', 'stall'], {
      env: { ...process.env, ...credentials() },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    // Some parts are there by now.
    await once(child.stdout, 'data');
    const uploads = (): Promise<number> =>
      client()
        .send(new ListMultipartUploadsCommand({ Bucket: settings.s3 }))
        .then(({ Uploads }) => Uploads?.length ?? 0);
    expect(await uploads()).toBe(1);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const driver = new S3Driver(settings);
    expect(await driver.size('a')).toBeUndefined();
    expect(await all(driver.list(''))).toEqual([]);
    await driver.put('a', Buffer.from('whole'));
    expect(await driver.size('a')).toBe(5);
  });

  it('leaves no parts when the source of a stream fails', async () => {
    const settings = await freshBucket();
    async function* source(): AsyncGenerator<Uint8Array> {
      for (let i = 0; i < 40; i++) yield randomBytes(1_000_000);
      throw new Error('the source went away');
    }
    await expect(new S3Driver(settings).put('a', source())).rejects.toThrow('the source went away');
    const { Uploads } = await client().send(new ListMultipartUploadsCommand({ Bucket: settings.s3 }));
    expect(Uploads ?? []).toEqual([]);
  });

  it('serves several processes at once, and lists more than a page', async () => {
    const settings = { ...(await freshBucket()), prefix: 'team' };
    const children = ['p1', 'p2', 'p3'].map((name) =>
      spawn(ownNode, [writer, JSON.stringify(settings), name, '400'], {
        env: { ...process.env, ...credentials() },
        stdio: ['ignore', 'ignore', 'inherit'],
      }),
    );
    expect(await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0] as number))).toEqual([
      0, 0, 0,
    ]);
    const driver = new S3Driver(settings);
    const keys = await all(driver.list(''));
    expect(keys.toSorted()).toEqual(
      ['p1', 'p2', 'p3'].flatMap((name) => Array.from({ length: 400 }, (_, i) => `${name}/${i} %+ä`)).toSorted(),
    );
    expect(await all(driver.list('p2/399'))).toEqual(['p2/399 %+ä']);
    expect(Buffer.from(await driver.get('p3/7 %+ä')).toString()).toBe('p3 7');
  });

  it('accepts keys of 1 024 bytes and refuses 1 025', async () => {
    const driver = new S3Driver({ ...(await freshBucket()), prefix: 'pre/' });
    // Two bytes each.
    const key = 'ä'.repeat(510);
    await driver.put(key, Buffer.from('x'));
    expect(await driver.size(key)).toBe(1);
    await expect(driver.put(`${key}b`, Buffer.from('x'))).rejects.toThrow(
      expect.objectContaining({ code: 'S3_KEY_TOO_LONG' }),
    );
    await expect(driver.size(`${key}b`)).rejects.toThrow('1025 bytes');
  });

  it.each([
    ['a bucket that does not exist', { s3: 'clew-nobodys' }, {}, 'S3_BUCKET_MISSING'],
    ['a bucket of someone else', {}, credentials('other'), 'S3_ACCESS_DENIED'],
    ['an unknown access key', {}, credentials('nobody'), 'S3_CREDENTIALS_REFUSED'],
    ['a wrong secret', {}, { AWS_SECRET_ACCESS_KEY: 'guessed' }, 'S3_CREDENTIALS_REFUSED'],
    ['a missing server', { endpoint: 'http://127.0.0.1:1' }, {}, 'S3_UNREACHABLE'],
    ['a missing profile', { profile: 'nobody' }, {}, 'S3_NO_CREDENTIALS'],
    ['no region', { endpoint: undefined }, { AWS_REGION: undefined }, 'S3_REGION_UNKNOWN'],
  ])('reports the cause of %s for every operation', async (_, settings, env, code) => {
    const driver = new S3Driver({ ...(await freshBucket()), ...settings } as never);
    const before = { ...process.env };
    for (const [name, value] of Object.entries(env)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    try {
      const asked = [
        driver.size('a'),
        driver.get('a'),
        driver.put('a', Buffer.from('x')),
        driver.put(
          'a',
          (async function* () {
            yield randomBytes(100);
          })(),
        ),
        driver.remove('a'),
        all(driver.list('')),
      ];
      for (const answer of await Promise.allSettled(asked)) {
        expect(answer).toMatchObject({ status: 'rejected', reason: { code } });
      }
    } finally {
      Object.assign(process.env, before);
    }
  });
});
