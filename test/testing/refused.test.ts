import { afterAll, describe, expect, it } from 'vitest';
import { startS3 } from '../../src/testing/index.ts';
import { type Raw, type Target, send } from '../support/s3-raw.ts';

/** A server to ask for features that it lacks: none may look as if it had been used. */
const s3 = await startS3({ buckets: ['models'] });
const target: Target = { endpoint: s3.endpoint, ...s3.credentials };
describe('S3 emulator: refused requests', () => {
  afterAll(() => s3.close());

  const put = (headers: Raw['headers'] = {}): Raw => ({ method: 'PUT', path: '/models/a', body: 'x', headers });
  const post = (body: string, path = '/models', query: Raw['query'] = {}): Raw => ({
    method: 'POST',
    path,
    query,
    body,
  });

  const tries: readonly (readonly [what: string, ask: Raw, status: number, code: string])[] = [
    ['tags', put({ 'x-amz-tagging': 'team=a' }), 501, 'NotImplemented'],
    ['an access control list', put({ 'x-amz-acl': 'public-read' }), 400, 'AccessControlListNotSupported'],
    ['a grant', put({ 'x-amz-grant-read': 'id=1' }), 400, 'AccessControlListNotSupported'],
    [
      'a key of the client',
      put({ 'x-amz-server-side-encryption-customer-algorithm': 'AES256' }),
      501,
      'NotImplemented',
    ],
    [
      'a key of the client for the source of a copy',
      put({ 'x-amz-copy-source': '/models/b', 'x-amz-copy-source-server-side-encryption-customer-key': 'a2V5' }),
      501,
      'NotImplemented',
    ],
    ['a context of a key', put({ 'x-amz-server-side-encryption-context': 'e30=' }), 501, 'NotImplemented'],
    ['another storage class', put({ 'x-amz-storage-class': 'GLACIER' }), 501, 'NotImplemented'],
    ['a storage class that there is not', put({ 'x-amz-storage-class': 'CELLAR' }), 400, 'InvalidStorageClass'],
    ['a lock', put({ 'x-amz-object-lock-mode': 'GOVERNANCE' }), 501, 'NotImplemented'],
    ['a redirection', put({ 'x-amz-website-redirect-location': '/b' }), 501, 'NotImplemented'],
    ['an expected owner', put({ 'x-amz-expected-bucket-owner': '123456789012' }), 501, 'NotImplemented'],
    [
      'the payer of a request',
      { path: '/models/a', headers: { 'x-amz-request-payer': 'requester' } },
      501,
      'NotImplemented',
    ],
    ['an unknown header', put({ 'x-amz-new-feature': '1' }), 501, 'NotImplemented'],
    ['tags in an address', { ...put(), query: { 'x-amz-tagging': 'team=a' }, presigned: 60 }, 501, 'NotImplemented'],
    ['a version', { path: '/models/a', query: { versionId: '1' } }, 501, 'NotImplemented'],
    ['a version to copy', put({ 'x-amz-copy-source': '/models/a?versionId=1' }), 501, 'NotImplemented'],
    ['the tags of an object', { path: '/models/a', query: { tagging: '' } }, 501, 'NotImplemented'],
    ['rules of a bucket about pages', { ...put(), path: '/models', query: { cors: '' } }, 501, 'NotImplemented'],
    [
      'a bucket with tags',
      { ...put(), path: '/others', body: '<CreateBucketConfiguration><Tags/></CreateBucketConfiguration>' },
      501,
      'NotImplemented',
    ],
  ];

  it.each(tries)('%s: is refused with the code of S3', async (_what, ask, status, code) => {
    expect(await send(target, ask)).toMatchObject({ status, code });
    expect((await send(target, { path: '/models', query: { 'list-type': '2' } })).elements('Key')).toEqual([]);
  });

  it('removal of one of several versions, or of another version', async () => {
    await send(target, put());
    const { createHash } = await import('node:crypto');
    const document = '<Delete><Object><Key>a</Key><VersionId>1</VersionId></Object></Delete>';
    const digest = createHash('md5').update(document).digest('base64');
    const many = await send(target, {
      ...post(document, '/models', { delete: '' }),
      headers: { 'content-md5': digest },
    });
    expect(many).toMatchObject({ status: 501, code: 'NotImplemented' });
    const one = { method: 'DELETE', path: '/models/a' };
    expect(await send(target, { ...one, headers: { 'if-match': '"other"' } })).toMatchObject({
      status: 412,
      code: 'PreconditionFailed',
    });
    const { headers } = await send(target, { path: '/models/a' });
    expect((await send(target, { ...one, headers: { 'if-match': headers.etag! } })).status).toBe(204);
  });

  it('headers that change nothing are accepted', async () => {
    const headers = { 'x-amz-acl': 'bucket-owner-full-control', 'x-amz-storage-class': 'STANDARD' };
    expect((await send(target, put(headers))).status).toBe(200);
  });

  it('parameters of a presigned address are kept', async () => {
    const query = { 'x-amz-meta-team': 'a', 'x-amz-server-side-encryption': 'aws:kms' };
    expect((await send(target, { ...put(), query, presigned: 60 })).status).toBe(200);
    expect((await send(target, { path: '/models/a' })).headers).toMatchObject(query);
  });

  it.each([
    [
      'in a header',
      {
        path: '/models/a',
        tamper: (signed) => ({ ...signed, headers: { host: signed.headers['host']!, authorization: 'AWS clew:c2ln' } }),
      },
    ],
    [
      'in an address',
      {
        path: '/models/a',
        tamper: (signed) => ({
          ...signed,
          headers: { host: signed.headers['host']! },
          query: { AWSAccessKeyId: 'clew', Signature: 'c2ln', Expires: '1' },
        }),
      },
    ],
  ] satisfies [string, Raw][])(
    'version 2 signatures %s are refused with the setting to change',
    async (_where, ask) => {
      const { status, code, elements } = await send(target, ask);
      expect([status, code]).toEqual([400, 'InvalidRequest']);
      expect(elements('Message')[0]).toMatch(/Please use AWS4-HMAC-SHA256\. Set .*signature_version='s3v4'/);
    },
  );

  it('a CORS preflight is answered with a refusal', async () => {
    const ask = async (headers: Record<string, string>) =>
      (await fetch(`${s3.endpoint}/models/a`, { method: 'OPTIONS', headers })).status;
    expect(await ask({ origin: 'https://shop.example', 'access-control-request-method': 'PUT' })).toBe(403);
    expect(await ask({})).toBe(400);
  });
});
