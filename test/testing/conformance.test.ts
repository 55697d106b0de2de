import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { startS3 } from '../../src/testing/index.ts';
import { credentials, endpoint, hasS3 } from '../support/s3.ts';
import { type Answered, type Target, send } from '../support/s3-raw.ts';
import { different, ofRadosgw } from './help/radosgw.ts';
import { scenes } from './help/scenes/index.ts';
import { Stage, type Wanted } from './help/scenes/stage.ts';

/** As much of an answer as is wanted. */
function seen(answer: Answered, { headers, names, body, code }: Wanted): Wanted {
  return {
    status: answer.status,
    ...((code !== undefined || answer.code !== undefined) && { code: answer.code }),
    ...(headers && {
      headers: Object.fromEntries(
        Object.keys(headers).map((name) => [name, answer.headers[name] as string | undefined]),
      ),
    }),
    ...(names && { names: Object.fromEntries(Object.keys(names).map((name) => [name, answer.elements(name)])) }),
    ...(body !== undefined && { body: answer.text }),
  };
}

async function freshStage(target: Target): Promise<Stage> {
  const bucket = `clew-${randomUUID()}`;
  const { status } = await send(target, { method: 'PUT', path: `/${bucket}` });
  expect(status).toBe(200);
  return new Stage(target, bucket);
}

const s3 = await startS3();
afterAll(() => s3.close());
const emulator: Target = { endpoint: s3.endpoint, ...s3.credentials };

describe.each(Object.keys(scenes))('S3 emulator answers as Amazon documents: %s', (scene) => {
  it('to each request', async () => {
    const stage = await freshStage(emulator);
    for (const { what, ask, wanted } of scenes[scene]!) {
      const answer = await stage.send(await ask(stage));
      expect({ what, ...seen(answer, wanted) }, answer.text).toEqual({ what, ...wanted });
    }
  });
});

const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = credentials();

describe.runIf(hasS3).each(Object.keys(scenes))(
  'S3 emulator: radosgw answers the same, except for known differences: %s',
  (scene) => {
    it('to each request', async () => {
      const stage = await freshStage({ endpoint, accessKeyId, secretAccessKey });
      for (const { what, ask, wanted } of scenes[scene]!) {
        const answer = await stage.send(await ask(stage));
        const expected = ofRadosgw(scene, what, wanted);
        expect.soft({ what, ...seen(answer, expected) }, answer.text.slice(0, 1000)).toEqual({ what, ...expected });
      }
    });
  },
);

it('S3 emulator: known differences of radosgw name existing steps', () => {
  const steps = new Set(
    Object.entries(scenes).flatMap(([scene, list]) => list.map(({ what }) => `${scene} / ${what}`)),
  );
  expect(different.filter((step) => !steps.has(step))).toEqual([]);
});
