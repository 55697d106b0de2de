import { once } from 'node:events';
import { type IncomingMessage, get } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { type S3Fault, type S3FaultKind, type S3Server, startS3 } from '../../src/testing/index.ts';
import { type Answered, type Raw, send, sign } from '../support/s3-raw.ts';

/** One request; what became of it as its status and code, and `cut` where no whole answer came. */
async function outcome(s3: S3Server, raw: Raw): Promise<string> {
  const answer = await send({ endpoint: s3.endpoint, ...s3.credentials }, raw).catch((): undefined => undefined);
  return answer ? [answer.status, ...(answer.code ? [answer.code] : [])].join(' ') : 'cut';
}
const read = async (s3: S3Server): Promise<Answered> =>
  send({ endpoint: s3.endpoint, ...s3.credentials }, { path: '/models/a' });
const put: Raw = { method: 'PUT', path: '/models/a', body: 'x'.repeat(100_000) };

describe('S3 emulator: faults', () => {
  it.each([
    ['throttle', '503 SlowDown', false],
    ['error-before', '500 InternalError', false],
    ['error-after', '500 InternalError', true],
    ['cut-before', 'cut', false],
    ['cut-while', 'cut', false],
    ['cut-after', 'cut', true],
  ] satisfies [S3FaultKind, string, boolean][])(
    '%s: the client sees "%s"; the request was done: %s',
    async (kind, seen, isDone) => {
      await using s3 = await startS3({ buckets: ['models'], faults: [{ kind, at: 0 }] });
      expect(await outcome(s3, put)).toBe(seen);
      expect((await read(s3)).status).toBe(isDone ? 200 : 404);
      expect(await outcome(s3, put)).toBe('200');
      expect(s3.requests.map(({ operation, fault }) => [operation, fault])).toEqual([
        ['PutObject', kind],
        ['GetObject', undefined],
        ['PutObject', undefined],
      ]);
    },
  );

  it('error-in-200 is used where Amazon does so, and is an ordinary error elsewhere', async () => {
    await using s3 = await startS3({ buckets: ['models'] });
    await outcome(s3, put);
    s3.faults = [{ kind: 'error-in-200' }];
    const copy: Raw = { method: 'PUT', path: '/models/b', headers: { 'x-amz-copy-source': '/models/a' } };
    expect(await outcome(s3, copy)).toBe('200 InternalError');
    expect(await outcome(s3, put)).toBe('500 InternalError');
  });

  it('truncate sends half of the body', async () => {
    await using s3 = await startS3({ buckets: ['models'] });
    await outcome(s3, put);
    s3.faults = [{ kind: 'truncate', operation: 'GetObject' }];
    const { path, headers } = sign({ endpoint: s3.endpoint, ...s3.credentials }, { path: '/models/a' });
    const [response] = (await once(get(`${s3.endpoint}${path}`, { headers }), 'response')) as [IncomingMessage];
    let size = 0;
    response.on('data', (piece: Buffer) => (size += piece.byteLength));
    await expect(once(response, 'end')).rejects.toThrow('aborted');
    expect([response.headers['content-length'], size]).toEqual(['100000', 50_000]);
  });

  it('are chosen by operation, key and number, each counted separately', async () => {
    await using s3 = await startS3({ buckets: ['models'] });
    s3.faults = [
      { kind: 'throttle', operation: ['GetObject', 'HeadObject'], at: [1, 2] },
      { kind: 'error-before', key: /^b/ },
    ];
    const seen: string[] = [];
    for (const [method, key] of [
      ['PUT', 'a'],
      ['GET', 'a'],
      ['GET', 'a'],
      ['GET', 'a'],
      ['GET', 'a'],
      ['PUT', 'b'],
    ] as const) {
      seen.push(await outcome(s3, { method, path: `/models/${key}` }));
    }
    expect(seen).toEqual(['200', '200', '503 SlowDown', '503 SlowDown', '200', '500 InternalError']);
    s3.faults = [];
    expect(await outcome(s3, { method: 'PUT', path: '/models/b' })).toBe('200');
  });

  it('with a chance are the same with the same seed, and about as frequent', async () => {
    const faults: readonly S3Fault[] = [{ kind: 'throttle', chance: 0.3 }];
    const run = async (seed: string): Promise<readonly string[]> => {
      await using s3 = await startS3({ faults, seed });
      const seen: string[] = [];
      for (let i = 0; i < 200; i++) seen.push(await outcome(s3, { path: '/' }));
      return seen;
    };
    const [one, again, other] = await Promise.all([run('one'), run('one'), run('other')]);
    expect(one).toEqual(again);
    expect(one).not.toEqual(other);
    const throttled = one!.filter((seen) => seen !== '200').length;
    expect(throttled).toBeGreaterThan(30);
    expect(throttled).toBeLessThan(90);
  });

  it('rate allows as many requests as it says', async () => {
    // A token in a thousand seconds: no machine is too slow for that.
    await using s3 = await startS3({ rate: { perSecond: 0.001, burst: 5 } });
    const seen: string[] = [];
    for (let i = 0; i < 8; i++) seen.push(await outcome(s3, { path: '/' }));
    expect(seen).toEqual([...Array<string>(5).fill('200'), ...Array<string>(3).fill('503 SlowDown')]);
  });

  it('connections above the limit are closed', async () => {
    await using s3 = await startS3({ connections: 2 });
    const open = [connect(s3.port, '127.0.0.1'), connect(s3.port, '127.0.0.1')];
    await Promise.all(open.map((socket) => once(socket, 'connect')));
    expect(await outcome(s3, { path: '/' })).toBe('cut');
    for (const socket of open) socket.destroy();
  });

  it('slow delays a request, but not the close of the server', async () => {
    const s3 = await startS3({ faults: [{ slow: 3_600_000 }] });
    const asked = outcome(s3, { path: '/' });
    // It has arrived by then.
    while (s3.requests.length === 0) await new Promise((resume) => setImmediate(resume));
    await s3.close();
    expect(await asked).toBe('cut');
  });
});
