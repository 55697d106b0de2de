import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { S3Driver } from '../../src/storage/s3/driver.ts';
import type { S3FaultKind } from '../../src/testing/index.ts';
import { ownNode } from '../support/project.ts';
import { hasS3 } from '../support/s3.ts';
import { type Stage, emulated, real, wholeOrAbsent } from './help/s3-stage.ts';
import { type UploadName, content, uploadNames, uploads } from './help/s3-uploads.ts';
import { someOf } from '../support/size.ts';

const uploader = fileURLToPath(new URL('./help/s3-upload.ts', import.meta.url));
/** More often than the layer tries: the server stays away. */
const forGood = 1000;

/** How many requests the upload is when nothing goes wrong. */
async function requestsOf(open: () => Promise<Stage>, name: UploadName): Promise<number> {
  await using stage = await open();
  Object.assign(process.env, stage.env);
  const { size, put } = uploads[name];
  stage.mend();
  await put(new S3Driver(stage.settings), 'a', content(size));
  return stage.count();
}

/** At each request of an upload, in a bucket of its own. The usual tests try some of them, and the last. */
async function atEach<T>(
  open: () => Promise<Stage>,
  name: UploadName,
  run: (stage: Stage, at: number) => Promise<T>,
): Promise<T[]> {
  const requests = await requestsOf(open, name);
  expect(requests).toBeGreaterThanOrEqual(name === 'one request' ? 1 : 4);
  return await Promise.all(
    someOf(Array.from({ length: requests }, (_, at) => at)).map(async (at) => {
      await using stage = await open();
      return await run(stage, at);
    }),
  );
}

/** What is found afterwards; then what a later run does who finds nothing: the same bytes under the same key. */
async function foundAndMended({ settings }: Stage, name: UploadName): Promise<'whole' | 'absent'> {
  const { size, put } = uploads[name];
  const found = await wholeOrAbsent(settings, 'a', content(size));
  if (found === 'absent') await put(new S3Driver(settings), 'a', content(size));
  expect(await wholeOrAbsent(settings, 'a', content(size))).toBe('whole');
  return found;
}

const cuts = ['cut-before', 'cut-while', 'cut-after'] as const satisfies S3FaultKind[];
const answers = [
  'throttle',
  'error-before',
  'error-after',
  'truncate',
  'error-in-200',
] as const satisfies S3FaultKind[];

describe.each([
  ['the emulator', emulated, [...cuts, ...answers], true],
  ['a real server', real, cuts, hasS3],
] as const)('S3 driver, faults at every request, on %s', (_, open, kinds, isThere) => {
  describe.runIf(isThere).each(uploadNames)('an upload of %s', (name) => {
    const { size, put } = uploads[name];

    // How the bytes come makes no difference to what is answered.
    const some = name === 'parts of a stream' ? kinds.filter((kind) => cuts.some((cut) => cut === kind)) : kinds;
    it.each(some)('succeeds after one fault at any of its requests: %s', { timeout: 120_000 }, async (kind) => {
      await atEach(open, name, async (stage, at) => {
        stage.fail(kind, at, 1);
        await put(new S3Driver(stage.settings), 'a', content(size));
        expect(stage.count(), `at ${at}`).toBeGreaterThan(at);
        stage.mend();
        expect(await wholeOrAbsent(stage.settings, 'a', content(size)), `at ${at}`).toBe('whole');
      });
    });

    it(
      'is complete or absent when the server stays away from any request on, and the next run completes it',
      { timeout: 240_000 },
      async () => {
        const outcomes = await atEach(open, name, async (stage, at) => {
          stage.fail('cut-after', at, forGood);
          await expect(put(new S3Driver(stage.settings), 'a', content(size)), `at ${at}`).rejects.toThrow(/./);
          stage.mend();
          return await foundAndMended(stage, name);
        });
        // Only the last request makes it be there.
        expect(outcomes).toEqual([...Array<string>(outcomes.length - 1).fill('absent'), 'whole']);
      },
    );

    it(
      'is complete or absent when its writer is killed at any request, and the next run completes it',
      { timeout: 240_000 },
      async () => {
        await atEach(open, name, async (stage, at) => {
          const arrived = stage.hold(at);
          const child = spawn(ownNode, [uploader, JSON.stringify(stage.settings), name, 'a'], {
            env: { ...process.env, ...stage.env },
            stdio: ['ignore', 'ignore', 'inherit'],
          });
          const ended = once(child, 'exit');
          await Promise.race([arrived, ended.then(() => Promise.reject(new Error('it ended before')))]);
          child.kill('SIGKILL');
          expect((await ended)[1]).toBe('SIGKILL');
          stage.mend();
          expect(await foundAndMended(stage, name), `at ${at}`).toBe('absent');
        });
      },
    );
  });
});
