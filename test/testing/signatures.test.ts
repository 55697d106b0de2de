import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { startS3 } from '../../src/testing/index.ts';
import { type Raw, type Signed, type Target, addressOf, send, sign } from '../support/s3-raw.ts';

const s3 = await startS3({ buckets: ['models'] });
describe('S3 emulator: signatures', () => {
  afterAll(() => s3.close());
  const target: Target = { endpoint: s3.endpoint, ...s3.credentials };
  const seed = Number(process.env['CLEW_TEST_SEED'] ?? Date.now() % 2 ** 31);
  const settings = { numRuns: 150, seed };

  /** Any character that a key may have, those of four bytes and control characters among them. */
  const key = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
    .filter((text) => text.isWellFormed() && Buffer.byteLength(text) <= 1024);
  const value = fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/);

  it('are accepted with any key, header and parameter', async () => {
    await fc.assert(
      fc.asyncProperty(key, value, value, fc.boolean(), async (key, meta, type, isPresigned) => {
        const path = `/models/${key}`;
        const presigned = isPresigned ? { presigned: 60 } : {};
        const put = await send(target, {
          method: 'PUT',
          path,
          body: key,
          headers: { 'x-amz-meta-a': meta },
          ...presigned,
        });
        expect(put.status, put.text).toBe(200);
        const get = await send(target, { path, query: { 'response-content-type': type }, ...presigned });
        expect(get.status, get.text).toBe(200);
        expect(get.text).toBe(key);
        expect(get.headers).toMatchObject({ 'x-amz-meta-a': meta, 'content-type': type });
        const removed = await send(target, { method: 'DELETE', path, ...presigned });
        expect(removed.status, removed.text).toBe(204);
      }),
      settings,
    );
  });

  const changed = (text: string, at: number): string => {
    const i = at % text.length;
    return `${text.slice(0, i)}${text[i] === '1' ? '2' : '1'}${text.slice(i + 1)}`;
  };
  const tampering: Readonly<Record<string, (signed: Signed, at: number) => Signed>> = {
    method: (s) => ({ ...s, method: s.method === 'PUT' ? 'DELETE' : 'PUT' }),
    path: (s, at) => ({ ...s, path: `/models/${changed(s.path.slice(8), at)}` }),
    'a parameter': (s) => ({ ...s, query: { ...s.query, 'response-content-type': 'text/html' } }),
    'a header': (s, at) => ({
      ...s,
      headers: { ...s.headers, 'x-amz-meta-a': changed(s.headers['x-amz-meta-a']!, at) },
    }),
    host: (s) => ({ ...s, headers: { ...s.headers, host: 'elsewhere.localhost' } }),
    'one more header': (s) => ({ ...s, headers: { ...s.headers, 'x-amz-meta-b': '1' } }),
    body: (s, at) => ({ ...s, body: changed(s.body as string, at) }),
    date: (s) =>
      s.headers['x-amz-date'] === undefined
        ? { ...s, query: { ...s.query, 'X-Amz-Date': later(s.query['X-Amz-Date']!) } }
        : { ...s, headers: { ...s.headers, 'x-amz-date': later(s.headers['x-amz-date']) } },
  };
  /** The same day and hour, another second. */
  const later = (stamp: string): string => stamp.replace(/\d(?=Z$)/, (digit) => String((Number(digit) + 1) % 10));

  it('do not match after any change of what is signed', async () => {
    await fc.assert(
      fc.asyncProperty(
        key,
        value,
        fc.constantFrom(...Object.keys(tampering)),
        fc.nat(),
        fc.boolean(),
        async (key, meta, what, at, isPresigned) => {
          // Nobody has signed the body of an address.
          fc.pre(!(isPresigned && what === 'body'));
          fc.pre(changed(key, at).isWellFormed());
          const raw: Raw = { method: 'PUT', path: `/models/${key}`, body: 'signed', headers: { 'x-amz-meta-a': meta } };
          const { status, code } = await send(target, {
            ...raw,
            ...(isPresigned && { presigned: 60 }),
            tamper: (s) => tampering[what]!(s, at),
          });
          expect([status, code], what).toEqual(
            what === 'body'
              ? [400, 'XAmzContentSHA256Mismatch']
              : what === 'one more header'
                ? [403, 'AccessDenied']
                : [403, 'SignatureDoesNotMatch'],
          );
        },
      ),
      settings,
    );
    const { text } = await send(target, { path: '/models', query: { 'list-type': '2' } });
    expect(text).toContain('<KeyCount>0</KeyCount>');
  });

  it.each([
    ['an unknown key', { accessKeyId: 'nobody' }, 403, 'InvalidAccessKeyId'],
    ['a wrong secret', { secretAccessKey: 'guessed' }, 403, 'SignatureDoesNotMatch'],
    ['an unknown token', { sessionToken: 'x' }, 400, 'InvalidToken'],
    ['another region', { region: 'eu-west-1' }, 400, 'AuthorizationHeaderMalformed'],
  ])('refuse %s', async (_, other, status, code) => {
    expect(await send({ ...target, ...other }, { path: '/models/a' })).toMatchObject({ status, code });
  });

  it('of several users: each has buckets, tokens and an expiry', async () => {
    const users = [
      { accessKeyId: 'ana', secretAccessKey: 'one' },
      { accessKeyId: 'ben', secretAccessKey: 'two', sessionToken: 'token' },
      { accessKeyId: 'eve', secretAccessKey: 'three', sessionToken: 'old', expires: new Date(0) },
    ] as const;
    await using server = await startS3({ buckets: ['anas'], users });
    const [ana, ben, eve] = users.map((user): Target => ({ endpoint: server.endpoint, ...user })) as [
      Target,
      Target,
      Target,
    ];
    const path = '/anas/a';
    expect(await send(ana, { method: 'PUT', path, body: 'x' })).toMatchObject({ status: 200 });
    expect(await send(ben, { path })).toMatchObject({ status: 403, code: 'AccessDenied' });
    expect(await send({ ...ben, sessionToken: '' }, { path })).toMatchObject({
      status: 403,
      code: 'InvalidAccessKeyId',
    });
    expect(await send({ ...ben, sessionToken: 'else' }, { path })).toMatchObject({ status: 400, code: 'InvalidToken' });
    expect(await send(eve, { path })).toMatchObject({ status: 400, code: 'ExpiredToken' });
    expect(await send(ben, { method: 'PUT', path: '/anas' })).toMatchObject({
      status: 409,
      code: 'BucketAlreadyExists',
    });
    expect(await send(ben, { method: 'PUT', path: '/bens' })).toMatchObject({ status: 200 });
    expect((await send(ben, { path: '/' })).elements('Name')).toEqual(['bens']);
  });

  it('in a presigned address work without other credentials', async () => {
    await send(target, { method: 'PUT', path: '/models/given away', body: 'hello' });
    const signed = sign(target, { path: '/models/given away', presigned: 60 });
    expect(await (await fetch(addressOf(target, signed))).text()).toBe('hello');
    await send(target, { method: 'DELETE', path: '/models/given away' });
  });
});
