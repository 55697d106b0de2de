import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ownNode } from '../support/project.ts';

const allowed = fileURLToPath(new URL('../live/allowed.ts', import.meta.url));
const ask = (env: Record<string, string>): { status: number | null; stderr: string } =>
  spawnSync(ownNode, [allowed], { env: { PATH: process.env['PATH'], ...env }, encoding: 'utf8' });

describe('live tests on AWS', () => {
  it('run only with CLEW_LIVE_AWS=1 and all that it requires', () => {
    expect(ask({})).toMatchObject({ status: 2, stderr: expect.stringContaining('say CLEW_LIVE_AWS=1.') });
    const some = ask({ CLEW_LIVE_AWS: '1', AWS_REGION: 'eu-central-1', CLEW_LIVE_BUCKET: 'b' });
    expect(some.status).toBe(2);
    expect(some.stderr.match(/^Set \w+/gm)).toEqual(['Set CLEW_LIVE_ROLE', 'Set CLEW_LIVE_IMAGE']);
    const all = {
      CLEW_LIVE_AWS: '1',
      AWS_REGION: 'r',
      CLEW_LIVE_BUCKET: 'b',
      CLEW_LIVE_ROLE: 'r',
      CLEW_LIVE_IMAGE: 'i',
    };
    expect(ask(all)).toMatchObject({ status: 0, stderr: '' });
  });
});
