import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { npm, packPackage } from '../support/package.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const outside = mkdtempSync(join(tmpdir(), 'clew-own-layer-'));

describe('example own-layer outside of the repository', () => {
  afterAll(() => rmSync(outside, { recursive: true, force: true }));

  /** On the oldest Node that we run on, with nothing of the repository but the packed package and the example. */
  test('passes the storage contract, and serves a workflow', { timeout: 180_000 }, () => {
    const packed = packPackage(outside);
    const project = join(outside, 'project');
    mkdirSync(project);
    cpSync(join(repository, 'examples/own-layer'), project, { recursive: true });
    writeFileSync(join(project, 'package.json'), '{ "name": "elsewhere", "private": true, "type": "module" }');
    npm(['install', join(outside, packed.filename), 'node@22.15.0'], project);
    const bin = join(project, 'node_modules', '.bin');
    const env = { PATH: `${bin}:${process.env['PATH']}`, HOME: process.env['HOME'], NO_COLOR: '1' };
    const npx = (...args: string[]): string => execFileSync('npx', args, { cwd: project, env, encoding: 'utf8' });

    const told = npx('node', '--experimental-strip-types', '--test', '--test-reporter=tap', 'layer.test.ts');
    const cases = Number(/^# pass (\d+)$/m.exec(told)?.[1]);
    expect(told).toContain('# fail 0\n');
    expect(cases).toBeGreaterThan(30);

    const ran = JSON.parse(npx('run-workflow', 'workflow.ts', '--json')) as { output: unknown; outputIds: [string] };
    expect(ran.output).toEqual({ farthest: expect.any(Number) as number, bytes: 12_000_000 });
    const again = JSON.parse(npx('run-workflow', 'workflow.ts', '--json')) as { counts: { cached: number } };
    expect(again.counts.cached).toBe(2);
    expect(npx('clew', 'artifacts', 'verify')).toMatch(/2/);
    expect(readdirSync(project)).toContain('artifacts.db');
  });
});
