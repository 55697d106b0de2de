import { lookup } from 'node:dns';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { type RequestOptions, Agent, request } from 'node:http';
import { connect } from 'node:net';
import {
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { describe, expect, it } from 'vitest';
import { type S3Server, startS3 } from '../../src/testing/index.ts';
import { temporaryFolder } from '../storage/folder.ts';
import { type Target, send, sign } from '../support/s3-raw.ts';

const client = (s3: S3Server, more: object = {}): S3Client =>
  new S3Client({
    endpoint: s3.endpoint,
    region: s3.region,
    credentials: s3.credentials,
    forcePathStyle: true,
    ...more,
  });
const targetOf = (s3: S3Server): Target => ({ endpoint: s3.endpoint, ...s3.credentials });
const at = (Key: string): { Bucket: string; Key: string } => ({ Bucket: 'models', Key });

describe('S3 emulator with the SDK', () => {
  it.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)(
    'checks, stores and returns a %s, in one piece and in parts',
    async (algorithm) => {
      await using s3 = await startS3({ buckets: ['models'] });
      const sdk = client(s3);
      const bytes = Buffer.alloc(11 * 1024 * 1024, 'abcdefg');
      await sdk.send(
        new PutObjectCommand({ ...at('one'), Body: bytes.subarray(0, 100_000), ChecksumAlgorithm: algorithm }),
      );
      await new Upload({ client: sdk, params: { ...at('parts'), Body: bytes, ChecksumAlgorithm: algorithm } }).done();
      for (const [key, size] of [
        ['one', 100_000],
        ['parts', bytes.byteLength],
      ] as const) {
        const { Body, ...found } = await sdk.send(new GetObjectCommand({ ...at(key), ChecksumMode: 'ENABLED' }));
        expect(found[`Checksum${algorithm}`]).toMatch(/=/);
        expect(found.ChecksumType).toBe(key === 'parts' && algorithm !== 'CRC64NVME' ? 'COMPOSITE' : 'FULL_OBJECT');
        // The SDK compares it with what it has read.
        expect(Buffer.from(await Body!.transformToByteArray()).equals(bytes.subarray(0, size))).toBe(true);
      }
    },
  );

  it('combines the checksum of the whole from those of the parts', async () => {
    await using s3 = await startS3({ buckets: ['models'] });
    const sdk = client(s3);
    const bytes = Buffer.alloc(12 * 1024 * 1024, 'abcdefg');
    await new Upload({
      client: sdk,
      params: { ...at('parts'), Body: bytes, ChecksumAlgorithm: 'CRC32', ChecksumType: 'FULL_OBJECT' },
    }).done();
    await sdk.send(new PutObjectCommand({ ...at('one'), Body: bytes, ChecksumAlgorithm: 'CRC32' }));
    const [one, parts] = await Promise.all(
      ['one', 'parts'].map((key) => sdk.send(new HeadObjectCommand({ ...at(key), ChecksumMode: 'ENABLED' }))),
    );
    expect(parts!.ChecksumCRC32).toBe(one!.ChecksumCRC32);
    expect(parts!.ETag).toMatch(/-3"$/);
  });

  it('refuses a part without the checksum algorithm of the upload', async () => {
    await using s3 = await startS3({ buckets: ['models'] });
    const sdk = client(s3);
    const { UploadId } = await sdk.send(new CreateMultipartUploadCommand({ ...at('a'), ChecksumAlgorithm: 'SHA256' }));
    const part = new UploadPartCommand({ ...at('a'), UploadId, PartNumber: 1, Body: 'x', ChecksumAlgorithm: 'CRC32' });
    await expect(sdk.send(part)).rejects.toMatchObject({ name: 'InvalidRequest' });
  });

  it('accepts the bucket in the host name', async () => {
    await using s3 = await startS3({ buckets: ['models'] });
    const loopback: RequestOptions['lookup'] = (_, options, done) => lookup('127.0.0.1', options, done as never);
    const sdk = client(s3, {
      endpoint: s3.endpoint.replace('127.0.0.1', 's3.localhost'),
      forcePathStyle: false,
      requestHandler: { httpAgent: new Agent({ lookup: loopback } as never) },
    });
    await sdk.send(new PutObjectCommand({ ...at('a b/ä'), Body: 'hello' }));
    const { Body } = await sdk.send(new GetObjectCommand(at('a b/ä')));
    expect(await Body!.transformToString()).toBe('hello');
    expect(s3.requests.map(({ bucket, key }) => [bucket, key])).toEqual([
      ['models', 'a b/ä'],
      ['models', 'a b/ä'],
    ]);
    // The other style leads to the same.
    expect((await send(targetOf(s3), { path: '/models/a b/ä' })).text).toBe('hello');
  });

  it('returns the encryption that was asked for', async () => {
    await using s3 = await startS3({ buckets: ['models'] });
    const sdk = client(s3);
    const key = 'arn:aws:kms:us-east-1:000000000000:key/mine';
    await sdk.send(new PutObjectCommand({ ...at('a'), Body: 'x', ServerSideEncryption: 'aws:kms', SSEKMSKeyId: key }));
    const kms = await sdk.send(new HeadObjectCommand(at('a')));
    expect(kms).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: key });
    // The bytes are one, and Amazon's ETag says nothing about them then.
    expect(kms.ETag).not.toBe('"9dd4e461268c8034f5c8564e155c67a6"');
  });
});

it.each(['PutObject', 'CompleteMultipartUpload'])(
  'S3 emulator: one of many conditional writes of a key wins: %s',
  async (operation) => {
    await using s3 = await startS3({ buckets: ['models'] });
    const sdk = client(s3);
    const write = async (i: number): Promise<unknown> => {
      const params = {
        ...at('once'),
        Body: Buffer.alloc(operation === 'PutObject' ? 10_000 : 6_000_000, `${i}`),
        IfNoneMatch: '*',
      };
      return operation === 'PutObject'
        ? await sdk.send(new PutObjectCommand(params))
        : await new Upload({ client: sdk, params }).done();
    };
    const results = await Promise.allSettled(Array.from({ length: 10 }, (_, i) => write(i)));
    const won = results.flatMap(({ status }, i) => (status === 'fulfilled' ? [i] : []));
    expect(won).toHaveLength(1);
    for (const result of results) {
      if (result.status === 'rejected')
        expect((result.reason as S3ServiceException).$metadata.httpStatusCode).toBe(412);
    }
    const { Body } = await sdk.send(new GetObjectCommand({ ...at('once'), Range: 'bytes=0-0' }));
    expect(await Body!.transformToString()).toBe(String(won[0]));
  },
);

it('S3 emulator: a removal during a conditional write is a conflict', async () => {
  await using s3 = await startS3({ buckets: ['models'] });
  const target = targetOf(s3);
  await send(target, { method: 'PUT', path: '/models/a', body: 'one' });
  const etag = (await send(target, { method: 'HEAD', path: '/models/a' })).headers.etag!;
  const { headers, path } = sign(target, {
    method: 'PUT',
    path: '/models/a',
    body: 'two',
    headers: { 'if-match': etag },
  });
  const asked = request(`${s3.endpoint}${path}`, {
    method: 'PUT',
    headers: { ...headers, 'content-length': 3, expect: '100-continue' },
  });
  asked.flushHeaders();
  // The server reads: its condition held.
  await once(asked, 'continue');
  await send(target, { method: 'DELETE', path: '/models/a' });
  asked.end('two');
  const [response] = (await once(asked, 'response')) as [{ statusCode: number; resume(): void }];
  response.resume();
  expect(response.statusCode).toBe(409);
  expect(s3.requests.find(({ error }) => error)).toMatchObject({ error: 'ConditionalRequestConflict' });
});

it('S3 emulator: a refused request does not have to send its body', async () => {
  await using s3 = await startS3({ buckets: ['models'] });
  const asked = request(`${s3.endpoint}/models/a`, {
    method: 'PUT',
    headers: { 'content-length': 10_000_000, expect: '100-continue' },
  });
  asked.on('continue', () => expect.unreachable()).on('error', () => undefined);
  asked.flushHeaders();
  const [response] = (await once(asked, 'response')) as [{ statusCode: number }];
  expect(response.statusCode).toBe(403);
  asked.destroy();
});

it('S3 emulator: an aborted body leaves nothing', async () => {
  await using s3 = await startS3({ buckets: ['models'], data: await temporaryFolder() });
  const { headers, path } = sign(targetOf(s3), { method: 'PUT', path: '/models/a', payload: 'UNSIGNED-PAYLOAD' });
  const socket = connect(s3.port, '127.0.0.1');
  const lines = Object.entries({ ...headers, 'content-length': '1000' }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  socket.write(`PUT ${path} HTTP/1.1\r\n${lines.join('')}\r\nhalf`, () => socket.destroySoon());
  await once(socket, 'close');
  const listed = await send(targetOf(s3), { path: '/models', query: { 'list-type': '2' } });
  expect(listed.elements('KeyCount')).toEqual(['0']);
});

it('S3 emulator: a reader gets the whole object even if it is removed meanwhile', async () => {
  for (const data of [undefined, await temporaryFolder()]) {
    await using s3 = await startS3({ buckets: ['models'], ...(data !== undefined && { data }) });
    const sdk = client(s3);
    const bytes = Buffer.alloc(20_000_000, 'abcdefg');
    await sdk.send(new PutObjectCommand({ ...at('a'), Body: bytes }));
    const { Body } = await sdk.send(new GetObjectCommand(at('a')));
    expect((await send(targetOf(s3), { method: 'DELETE', path: '/models/a' })).status).toBe(204);
    expect(Buffer.from(await Body!.transformToByteArray()).equals(bytes)).toBe(true);
  }
});

it('S3 emulator: a data folder keeps finished objects for the next start, and no unfinished ones', async () => {
  const data = await temporaryFolder();
  let uploadId = '';
  {
    await using s3 = await startS3({ buckets: ['models'], data });
    const target = targetOf(s3);
    await send(target, { method: 'PUT', path: '/models/a ä', body: 'hello', headers: { 'x-amz-meta-a': '1' } });
    await send(target, { method: 'PUT', path: '/models/gone', body: 'x' });
    await send(target, { method: 'DELETE', path: '/models/gone' });
    uploadId = (await send(target, { method: 'POST', path: '/models/b', query: { uploads: '' } })).elements(
      'UploadId',
    )[0]!;
    await send(target, { method: 'PUT', path: '/models/b', query: { uploadId, partNumber: '1' }, body: 'part' });
  }
  await using s3 = await startS3({ buckets: ['models'], data });
  const target = targetOf(s3);
  const read = await send(target, { path: '/models/a ä' });
  expect(read).toMatchObject({ text: 'hello', headers: { 'x-amz-meta-a': '1' } });
  expect((await send(target, { path: '/models', query: { 'list-type': '2' } })).elements('Key')).toEqual(['a ä']);
  // An upload goes on where it was.
  const etag = (await send(target, { path: '/models/b', query: { uploadId } })).elements('ETag')[0]!;
  const body = `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>${etag}</ETag></Part></CompleteMultipartUpload>`;
  expect((await send(target, { method: 'POST', path: '/models/b', query: { uploadId }, body })).status).toBe(200);
  expect((await send(target, { path: '/models/b' })).text).toBe('part');
  expect(readdirSync(`${data}/content/models/bytes`)).toHaveLength(2);
});

it('S3 emulator: a port in use is reported in one sentence', async () => {
  await using s3 = await startS3();
  await expect(startS3({ port: s3.port })).rejects.toMatchObject({
    code: 'PORT_TAKEN',
    message: `Port ${s3.port} is in use by another program.`,
  });
  await expect(startS3({ buckets: ['No'] })).rejects.toMatchObject({ code: 'WRONG_SANDBOX' });
});
