import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { ownNode } from '../support/project.ts';

const allowed = fileURLToPath(new URL('../live/allowed.ts', import.meta.url));
const ask = (env: Record<string, string>): { status: number | null; stderr: string } =>
  spawnSync(ownNode, [allowed], { env: { PATH: process.env['PATH'], ...env }, encoding: 'utf8' });

it('nothing is run on a real account unless someone says so, and says where', () => {
  expect(ask({})).toMatchObject({ status: 2, stderr: expect.stringContaining('say CLEW_LIVE_AWS=1.') });
  const some = ask({ CLEW_LIVE_AWS: '1', AWS_REGION: 'eu-central-1', CLEW_LIVE_BUCKET: 'b' });
  expect(some.status).toBe(2);
  expect(some.stderr.match(/^Set \w+/gm)).toEqual(['Set CLEW_LIVE_ROLE', 'Set CLEW_LIVE_IMAGE']);
  const all = { CLEW_LIVE_AWS: '1', AWS_REGION: 'r', CLEW_LIVE_BUCKET: 'b', CLEW_LIVE_ROLE: 'r', CLEW_LIVE_IMAGE: 'i' };
  expect(ask(all)).toMatchObject({ status: 0, stderr: '' });
});
