import { spawnSync } from 'node:child_process';
import { beforeEach, describe, expect, test } from 'vitest';
import type { RunEnd } from '../../../src/lineage/entries.ts';
import type { LineageRecord } from '../../../src/lineage/record.ts';
import { opener, type Database } from './harness.ts';
import { aRun, counts, day, thisProcess } from './made.ts';

export function resuming(database: Database): void {
  describe('resume', () => {
    const open = opener();
    let record: LineageRecord;
    let at = 0;
    const run = async (id: string, status: RunEnd['status'] | 'running', changes: object = {}): Promise<void> => {
      await record.startRun(aRun(id, { startedAt: day + (at += 1000), ...changes }));
      if (status !== 'running') await record.endRun(id, { status, endedAt: day + at, counts, error: null });
    };
    const latest = async (): Promise<string | undefined> => (await record.resumable())?.id;
    beforeEach(async () => {
      record = await open(await database.fresh());
    });

    test('finds a run with all that is needed to resume it', async () => {
      expect(await latest()).toBeUndefined();
      await run('run-1', 'failed');
      const { module, target, profile, command, arguments: given } = aRun('');
      expect(await record.resumable('run-1')).toMatchObject({ module, target, profile, command, arguments: given });
      expect(await record.resumable('run-1')).toEqual(await record.resumable());
      await expect(record.resumable('run-2')).rejects.toMatchObject({ code: 'UNKNOWN_ID' });
    });

    test('resumes the newest run that failed, was cancelled or died', async () => {
      await run('run-1', 'failed');
      await run('run-2', 'cancelled', { arguments: '{"values":{"other":1},"secrets":[]}' });
      expect(await latest()).toBe('run-2');
      const gone = spawnSync(process.execPath, ['--version']).pid;
      await run('run-3', 'running', { process: { ...thisProcess, id: 'proc-gone', pid: gone } });
      expect(await record.resumable()).toMatchObject({ id: 'run-3', status: 'died' });
    });

    test('does not resume runs that are running, began in code or have succeeded since', async () => {
      await run('run-1', 'failed', { target: 'Load' });
      await run('run-2', 'failed');
      await run('run-3', 'failed', { module: null, arguments: null });
      await run('run-4', 'running', { arguments: '{}' });
      expect(await latest()).toBe('run-2');
      await run('run-5', 'succeeded');
      expect(await latest()).toBe('run-1');
      await run('run-6', 'failed');
      expect(await latest()).toBe('run-6');
    });
  });
}
