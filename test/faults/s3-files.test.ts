import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { HeadObjectCommand, ListMultipartUploadsCommand, ListPartsCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import type { S3Settings } from '../../src/storage/s3/settings.ts';
import { S3Driver } from '../../src/storage/s3/driver.ts';
import { temporaryFolder } from '../storage/folder.ts';
import { CuttingProxy } from '../support/proxy.ts';
import { ownNode } from '../support/project.ts';
import { actAs, client, credentials, freshBucket, hasS3, port } from '../support/s3.ts';

const writer = fileURLToPath(new URL('./help/s3-writer.ts', import.meta.url));
const mebibyte = 1024 ** 2;
const part = 8 * mebibyte;

async function fileOf(bytes: Uint8Array): Promise<string> {
  const file = path.join(await temporaryFolder(), 'model.bin');
  await writeFile(file, bytes);
  return file;
}

async function unfinished({ s3: Bucket }: S3Settings): Promise<{ id: string; parts: number[] }[]> {
  const { Uploads = [] } = await client().send(new ListMultipartUploadsCommand({ Bucket }));
  return Promise.all(
    Uploads.map(async ({ Key, UploadId }) => {
      const { Parts = [] } = await client().send(new ListPartsCommand({ Bucket, Key, UploadId }));
      return { id: UploadId!, parts: Parts.map(({ PartNumber }) => PartNumber!) };
    }),
  );
}

/** A process that sends the file is killed when the server has some parts of it. */
async function killedWriter(settings: S3Settings, file: string): Promise<number> {
  await using proxy = await CuttingProxy.before(port);
  // One part and a half by each of the first connections, and then nothing any more.
  proxy.toServer = (connection) => (connection < 6 ? 1.5 * part : 0);
  const through = { ...settings, endpoint: `http://127.0.0.1:${proxy.port}` };
  const child = spawn(ownNode, [writer, JSON.stringify(through), 'a', 'file', file], {
    env: { ...process.env, ...credentials() },
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  const exit = once(child, 'exit');
  let parts = 0;
  while (parts < 2) parts = (await unfinished(settings))[0]?.parts.length ?? 0;
  child.kill('SIGKILL');
  await exit;
  return (await unfinished(settings))[0]!.parts.length;
}

describe.runIf(hasS3)('S3 driver: upload of a file to a real S3 server', () => {
  actAs();

  it('resumes where a process was killed, and does not send uploaded parts again', async () => {
    const settings = await freshBucket();
    const bytes = randomBytes(12 * part + 5);
    const file = await fileOf(bytes);
    const there = await killedWriter(settings, file);
    await using proxy = await CuttingProxy.before(port);
    await new S3Driver({ ...settings, endpoint: `http://127.0.0.1:${proxy.port}` }).putFile('a', file);
    expect(proxy.sent).toBeLessThan(bytes.byteLength - there * part + mebibyte);
    expect(bytes.equals(await new S3Driver(settings).get('a'))).toBe(true);
    expect(await unfinished(settings)).toEqual([]);
  });

  it('uses no uploaded part of an earlier version of the file', async () => {
    const settings = await freshBucket();
    const bytes = randomBytes(12 * part);
    const file = await fileOf(bytes);
    await killedWriter(settings, file);
    for (let i = 0; i < 12; i += 2) bytes[i * part + 17]! ^= 1;
    await writeFile(file, bytes);
    await new S3Driver(settings).putFile('a', file);
    expect(bytes.equals(await new S3Driver(settings).get('a'))).toBe(true);
  });

  it('leaves uploaded parts to the next attempt when the connection breaks, and none when the file changes', async () => {
    const settings = await freshBucket();
    const bytes = randomBytes(6 * part);
    const file = await fileOf(bytes);
    await using proxy = await CuttingProxy.before(port);
    proxy.toServer = (connection) => (connection < 4 ? 1.5 * part : 0);
    const driver = new S3Driver({ ...settings, endpoint: `http://127.0.0.1:${proxy.port}` });
    await expect(driver.putFile('a', file)).rejects.toMatchObject({ code: 'S3_UNREACHABLE' });
    expect(await unfinished(settings)).toHaveLength(1);
    proxy.toServer = () => {
      // While it is being sent.
      void writeFile(file, Buffer.from('short'));
      return undefined;
    };
    await expect(driver.putFile('a', file)).rejects.toMatchObject({ code: 'FILE_CHANGED' });
    expect(await unfinished(settings)).toEqual([]);
    expect(await driver.size('a')).toBeUndefined();
  });

  it('never overwrites an object, unless it is the same', async () => {
    const settings = await freshBucket();
    const driver = new S3Driver(settings);
    const file = await fileOf(randomBytes(2 * part));
    await driver.putFile('a', file);
    await driver.putFile('a', file);
    await driver.putFile('b', await fileOf(randomBytes(2 * part)));
    await expect(driver.putFile('b', file)).rejects.toMatchObject({ code: 'S3_KEY_TAKEN' });
    expect((await readFile(file)).equals(await driver.get('a'))).toBe(true);
    expect(await unfinished(settings)).toEqual([]);
  });

  it('sets the metadata of the object, with the component run that made it', async () => {
    const settings = await freshBucket();
    const driver = new S3Driver(settings);
    const about = {
      componentRun: 'cr-7f3k2',
      name: 'Größe/日本 "a".json',
      digest: 'sha256:00',
      mediaType: 'application/json',
    };
    async function* stream(): AsyncGenerator<Uint8Array> {
      for (let i = 0; i < 20; i++) yield randomBytes(mebibyte);
    }
    await driver.put('bytes', randomBytes(10), about);
    await driver.put('stream', stream(), about);
    await driver.putFile('file', await fileOf(randomBytes(2 * part)), about);
    for (const Key of ['bytes', 'stream', 'file']) {
      const { Metadata, ContentType } = await client().send(new HeadObjectCommand({ Bucket: settings.s3, Key }));
      expect(ContentType).toBe('application/json');
      expect(Metadata).toMatchObject({
        'clew-component-run': 'cr-7f3k2',
        'clew-name': 'Gr%C3%B6%C3%9Fe/%E6%97%A5%E6%9C%AC%20%22a%22.json',
        'clew-digest': 'sha256:00',
      });
    }
  });
});
