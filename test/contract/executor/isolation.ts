import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { Isolation } from '../../../src/authoring/isolate.ts';
import { SentDependencies } from '../../../src/executors/sent-dependencies.ts';
import type { JobListener, TaskResult } from '../../../src/runtime/job.ts';
import { temporaryFolder } from '../../storage/folder.ts';
import { ExecutorBench } from './bench.ts';
import { rogues } from './rogues-module.ts';
import { workers } from './workers.ts';

/** What an executor keeps to that runs each job apart: a job costs only itself, whatever it does. */
export function isolationContract(isolation: Isolation): void {
  const open = (concurrency = 2): Promise<ExecutorBench> => ExecutorBench.open(workers(isolation), concurrency);
  const run = (bench: ExecutorBench, name: string, params = {}, rest = {}, listener = {}): Promise<TaskResult> =>
    bench.execute(bench.job(name, params, { task: { module: rogues, name }, ...rest }), listener);

  describe(`isolation of tasks in a ${isolation}`, () => {
    it('fails a task that calls process.exit, and gives the next one a fresh worker', async () => {
      const bench = await open(1);
      const before = await bench.read(await run(bench, 'Place'));
      expect(await run(bench, 'Exits')).toMatchObject({
        status: 'failed',
        output: null,
        retryable: true,
        error: { code: 'CALLED_EXIT', message: `Exits called process.exit(3) in its ${isolation}.` },
      });
      expect(await run(bench, 'Exits', {}, { attempt: 2 })).toMatchObject({ status: 'failed', retryable: false });
      const after = await bench.read(await run(bench, 'Place'));
      expect(after.tag).not.toBe(before.tag);
      expect((await bench.read(await run(bench, 'Place'))).tag).toBe(after.tag);
    });

    it('keeps a worker warm, and reports where a task runs', async () => {
      const bench = await open();
      const first = await bench.read(await run(bench, 'Place'));
      const second = await bench.read(await run(bench, 'Place'));
      expect(second.tag).toBe(first.tag);
      expect(first.pid === process.pid).toBe(isolation === 'thread');
      expect(bench.executor.placeOf('Place')).toBe(isolation);
    });

    it('sends the texts of dependencies from the worker once', async () => {
      const bench = await open(1);
      const arrived = vi.spyOn(SentDependencies.prototype, 'restore');
      try {
        const [first, second] = [await bench.run('Uses'), await bench.run('Uses')];
        expect(second.dependencies).toEqual(first.dependencies);
        const sent = arrived.mock.calls.map(([result]) => result.dependencies!.texts.length);
        expect(sent).toEqual([first.dependencies!.texts.length, 0]);
      } finally {
        arrived.mockRestore();
      }
    });

    it('fails a task that runs out of memory, and names its memory limit', async () => {
      const bench = await open();
      expect(await run(bench, 'Hoards')).toMatchObject({
        status: 'failed',
        retryable: true,
        error: { code: 'OUT_OF_MEMORY', message: `Hoards ran out of memory in its ${isolation} (limit 64 MB).` },
      });
    });

    it('stops a task that blocks its event loop past its timeout, while others go on', async () => {
      const bench = await open();
      const blocked = run(bench, 'Blocks', {}, { timeout: 50 });
      expect(await run(bench, 'Place')).toMatchObject({ status: 'ran' });
      expect(await blocked).toMatchObject({
        status: 'failed',
        error: {
          code: 'BLOCKED',
          message: `Blocks blocked its ${isolation} past its timeout of 50 ms and was stopped.`,
        },
      });
    });

    it.each(['Blocks', 'Deaf'])('stops a task that ignores its cancellation: %s', async (name) => {
      const bench = await open();
      const cancel = new AbortController();
      const listener: JobListener = { progress: () => cancel.abort() };
      expect(await run(bench, name, {}, {}, { ...listener, signal: cancel.signal })).toMatchObject({
        status: 'cancelled',
        retryable: false,
        error: {
          code: 'IGNORED_ABORT',
          message: `${name} did not stop within 2 s, so its ${isolation} was stopped.`,
        },
      });
    });

    it('fails only the task that throws outside of run(), with its source line and without secrets', async () => {
      const bench = await open();
      const result = await run(bench, 'Strays', { token: 'hunter2' }, { secrets: ['token'] });
      expect(result).toMatchObject({
        status: 'failed',
        error: {
          code: 'STRAY_EXCEPTION',
          message: 'While Strays ran, something was thrown outside of its run(): nobody catches ***',
        },
      });
      expect(result.error!.at!.file).toMatch(/rogues\.ts$/);
      expect(await run(bench, 'Place')).toMatchObject({ status: 'ran' });
    });

    it('fails a task whose promise can never settle', async () => {
      const bench = await open(1);
      const before = await bench.read(await run(bench, 'Place'));
      expect(await run(bench, 'Stuck')).toMatchObject({ status: 'failed', error: { code: 'NEVER_SETTLES' } });
      // Whoever could not say that it was done may still be at it.
      expect((await bench.read(await run(bench, 'Place'))).tag).not.toBe(before.tag);
    });

    it('prints the output of a task, however the stdout of this process is written to', async () => {
      const bench = await open();
      const seen = { out: '', err: '' };
      const out = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
        seen.out += String(text);
        return false;
      });
      const err = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
        seen.err += String(text);
        return false;
      });
      try {
        await run(bench, 'Prints');
        await run(bench, 'Prints');
        await bench.executor.close();
      } finally {
        out.mockRestore();
        err.mockRestore();
      }
      expect(seen).toEqual({ out: 'to standard output\n'.repeat(2), err: 'to standard error\n'.repeat(2) });
    });

    it('runs two CPU-bound tasks at the same time', async () => {
      const bench = await open(2);
      const folder = await temporaryFolder();
      const [a, b] = [path.join(folder, 'a'), path.join(folder, 'b')];
      const results = await Promise.all([
        run(bench, 'Meets', { mine: a, other: b }),
        run(bench, 'Meets', { mine: b, other: a }),
      ]);
      expect(results.map(({ status }) => status)).toEqual(['ran', 'ran']);
    });
  });
}
