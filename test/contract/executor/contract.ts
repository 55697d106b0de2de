import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Artifact } from '../../../src/authoring/artifact.ts';
import { type Dependencies, decodeDependencies } from '../../../src/dependencies/dependencies.ts';
import type { JobListener, TaskResult } from '../../../src/runtime/job.ts';
import { ExecutorBench, type MakeExecutor } from './bench.ts';

/** A promise and the listener that settles it when the task says its first word. */
function firstWord(): { readonly heard: Promise<void>; readonly listener: JobListener } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { heard: promise, listener: { progress: () => resolve() } };
}

const noted = ({ dependencies }: TaskResult): Dependencies =>
  decodeDependencies(dependencies!.texts.find(({ kind }) => kind === 'dependencies')!.content);

export interface ContractOptions {
  /** Whether jobs with secrets are run: one that leaves this machine by way of a bucket refuses them. */
  readonly secrets?: 'hidden' | 'refused';
  /** Milliseconds that each case may take. */
  readonly timeout?: number;
}

/** What every executor keeps to, wherever it runs its jobs. */
export function executorContract(
  name: string,
  make: MakeExecutor,
  { secrets = 'hidden', timeout = 30_000 }: ContractOptions = {},
): void {
  describe(`executor ${name}`, { timeout }, () => {
    it('runs a task and returns its output', async () => {
      const bench = await ExecutorBench.open(make);
      const before = Date.now();
      const value = { day: new Date(0), sizes: new Map([['a', new Float32Array([1])]]), none: undefined };
      const result = await bench.run('Echo', { value });
      expect(result).toMatchObject({
        status: 'ran',
        error: null,
        damaged: null,
        stored: [],
        outputIds: [],
        metrics: {},
      });
      expect(await bench.read(result)).toEqual(value);
      expect(result.startedAt).toBeGreaterThanOrEqual(before);
      expect(result.endedAt).toBeGreaterThanOrEqual(result.startedAt);
    });

    it('passes the outcome of the workflow to a handler', async () => {
      const bench = await ExecutorBench.open(make);
      const failures = [{ node: 'Train', error: 'no rows', componentRun: 'cr-1' }];
      const outcome = { run: 'run-1', workflow: 'Nightly', status: 'failed' as const, stopped: null, failures };
      expect(await bench.read(await bench.run('Ends', {}, { outcome }))).toEqual({ ...outcome, isOutcome: true });
    });

    it('accepts a task that returns nothing', async () => {
      const bench = await ExecutorBench.open(make);
      const result = await bench.run('Echo');
      expect(result.status).toBe('ran');
      expect(await bench.read(result)).toBeUndefined();
    });

    it('gives a task its inputs: values and handles, one, many and none', async () => {
      const bench = await ExecutorBench.open(make);
      const [one, two, none] = await Promise.all([
        bench.source({ a: 1 }),
        bench.source('large'.repeat(20_000)),
        bench.source(undefined),
      ]);
      const result = await bench.run(
        'Inputs',
        {},
        {
          inputs: [
            bench.input('one', 'one', false, one),
            bench.input('each', 'each', false, two, one, none),
            bench.input('maybe', 'if', false),
            bench.input('handle', 'one', true, two),
            bench.input('handles', 'each', true, one, one),
          ],
        },
      );
      expect(result.error).toBeNull();
      const large = 'large'.repeat(20_000);
      expect(await bench.read(result)).toEqual({
        one: { a: 1 },
        each: [large, { a: 1 }, undefined],
        maybe: 'none',
        read: [large, { a: 1 }, { a: 1 }],
        name: 'output',
      });
    });

    it.each([
      [null, 'record', 'local'],
      ['local', 'local', 'local'],
    ])('stores the artifacts of a task in the layer %s', async (storage, small, large) => {
      const bench = await ExecutorBench.open(make);
      const job = bench.job('Stores', {}, { storage });
      const result = await bench.execute(job);
      expect(result.output).toMatchObject({ name: 'output', layer: small });
      expect(result.stored).toMatchObject([
        { name: 'weights.bin', layer: large, key: `${job.prefix}/weights.${job.componentRun}.bin` },
      ]);
      const value = (await bench.read(result)) as { layer: string; deep: { weights: Artifact<Uint8Array> }[] };
      expect(value.layer).toBe(small);
      expect(await value.deep[0]!.weights.read()).toEqual(new Uint8Array(100_000).fill(7));
    });

    it.each([
      ['error', { name: 'RangeError', message: 'out of range, undefined' }],
      ['promise', { name: 'TypeError', message: 'later' }],
      ['code', { name: 'Error', message: 'no such file', code: 'ENOENT' }],
      ['text', { name: 'a thrown string', message: 'just a text', stack: null }],
      ['nothing', { name: 'a thrown undefined', message: 'undefined', stack: null }],
      ['object', { name: 'a thrown object', message: '{"status":503}', stack: null }],
      ['cause', { name: 'Error', message: 'could not load; because refused undefined' }],
      [
        'function',
        { name: 'NotEncodable', message: "model.predict in the returned value can't be kept: it is a function." },
      ],
    ])('turns anything thrown into a failure: %s', async (how, error) => {
      const bench = await ExecutorBench.open(make);
      const result = await bench.run('Throws', { how });
      expect(result).toMatchObject({ status: 'failed', output: null, error });
      // What is no error has no stack, and what Clew refuses was not thrown by the task.
      const hasPlace = ['error', 'promise', 'code', 'cause'].includes(how);
      expect(result.error!.at?.file ?? 'nowhere').toMatch(hasPlace ? /tasks\.ts$/ : /^nowhere$/);
    });

    it.each([
      ['range', 1, true],
      ['range', 2, false],
      ['type', 1, false],
      ['permanent', 1, false],
    ])('says whether a retry may help (retryable): %s, attempt %d', async (how, attempt, retryable) => {
      const bench = await ExecutorBench.open(make);
      expect(await bench.run('Retries', { how }, { attempt })).toMatchObject({ status: 'failed', retryable });
    });

    it('fails when the task does not exist or an input cannot be read', async () => {
      const bench = await ExecutorBench.open(make);
      expect(await bench.run('Nobody')).toMatchObject({ status: 'failed' });
      const source = await bench.source('x'.repeat(100_000));
      await bench.damage(source.output, Buffer.from('y'.repeat(100_000)));
      const result = await bench.run('Inputs', {}, { inputs: [bench.input('one', 'one', false, source)] });
      expect(result).toMatchObject({
        status: 'failed',
        damaged: source.output.id,
        error: { code: 'ARTIFACT_DAMAGED' },
      });
    });

    it.runIf(secrets === 'refused')('refuses jobs with secrets, and names the next step', async () => {
      const bench = await ExecutorBench.open(make);
      const job = bench.job('Throws', { how: 'error', token: 'hunter2' }, { secrets: ['token'] });
      const result = await bench.execute(job);
      expect(result).toMatchObject({ status: 'failed', retryable: false, error: { code: 'SAGEMAKER_SECRETS' } });
      expect(result.error!.next).toContain("on: 'here'");
      expect(JSON.stringify(result)).not.toContain('hunter2');
    });

    it.runIf(secrets === 'hidden')(
      'masks secrets in errors and logs, at any depth and one inside another',
      async () => {
        const bench = await ExecutorBench.open(make);
        const logs: string[] = [];
        const listener: JobListener = { log: (_, text) => logs.push(text) };
        for (const how of ['error', 'cause']) {
          const job = bench.job('Throws', { how, token: 'hunter2-long' }, { secrets: ['token'] });
          const result = await bench.execute(job, listener);
          expect(result.error!.message).toContain('***');
          expect(JSON.stringify(result)).not.toContain('hunter2');
        }
        const nested = bench.job(
          'Throws',
          { how: 'error', token: 'hunter2-long', keys: [{ a: 'hunter2' }] },
          { secrets: ['keys', 'token'] },
        );
        expect(JSON.stringify(await bench.execute(nested, listener))).not.toMatch(/hunter2|long/);
        expect(logs).toEqual(['calling with ***', 'calling with ***', 'calling with ***']);
      },
    );

    it('forwards progress and logs of a running task in order', async () => {
      const bench = await ExecutorBench.open(make);
      const heard: unknown[] = [];
      const job = bench.job('Speaks', {}, { attempt: 3 });
      const result = await bench.execute(job, {
        started: () => heard.push('started'),
        progress: (done, total) => heard.push([done, total]),
        log: (level, text) => heard.push(`${level}: ${text}`),
      });
      const logs = ['debug', 'info', 'warn', 'error'].map((level) => `${level}: ${level} of 3`);
      expect(heard).toEqual(['started', [1, 3], [2, undefined], ...logs]);
      const value = (await bench.read(result)) as { id: string; run: string; componentRun: string };
      expect(value).toMatchObject({ run: 'run-1', componentRun: job.componentRun });
      expect(result.outputIds).toEqual([{ id: value.id, label: 'machine M-17' }]);
      // Its family's figures, and what it said itself, which is stronger.
      expect(result.metrics).toEqual({ auc: 0.75, f1: 0.8, loss: 0.5 });
    });

    it('ends a task at its timeout, whether the task listens to its signal or not', async () => {
      const bench = await ExecutorBench.open(make);
      for (const task of ['Waits', 'Ignores']) {
        expect(await bench.run(task, {}, { timeout: 20 })).toMatchObject({
          status: 'failed',
          error: { code: 'TIMED_OUT' },
        });
      }
      expect(await bench.run('Echo', { value: 1 }, { timeout: 60_000 })).toMatchObject({ status: 'ran' });
    });

    it('does not start a job that was cancelled before', async () => {
      const bench = await ExecutorBench.open(make);
      let started = false;
      const result = await bench.execute(bench.job('Echo'), {
        signal: AbortSignal.abort(),
        started: () => (started = true),
      });
      expect(result).toMatchObject({ status: 'cancelled', output: null });
      expect(started).toBe(false);
    });

    it.each([
      ['stops', 'stopped in the middle'],
      ['partial', 'that is enough'],
    ])('cancels a running task through its signal and discards its result: %s', async (answer, message) => {
      const bench = await ExecutorBench.open(make);
      const cancel = new AbortController();
      const { heard, listener } = firstWord();
      const running = bench.execute(bench.job('Waits', { answer }), { ...listener, signal: cancel.signal });
      await heard;
      cancel.abort(new Error('that is enough'));
      expect(await running).toMatchObject({ status: 'cancelled', output: null, stored: [], error: { message } });
    });

    it('runs no more jobs at a time than its concurrency', async () => {
      const bench = await ExecutorBench.open(make, 2);
      expect(bench.executor.concurrency).toBe(2);
      const cancel = new AbortController();
      const two = Promise.withResolvers<void>();
      let started = 0;
      const begin = (name: string): ReturnType<ExecutorBench['execute']> =>
        bench.execute(bench.job(name), {
          signal: cancel.signal,
          started: () => {
            started += 1;
            if (started === 2) two.resolve();
          },
        });
      const waiting = [begin('Waits'), begin('Waits'), begin('Echo'), begin('Echo')];
      await two.promise;
      // A free place would be taken within one turn of the event loop.
      await new Promise((resume) => setImmediate(resume));
      expect(started).toBe(2);
      cancel.abort();
      expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual(Array(4).fill('cancelled'));
      expect(started).toBe(2);
      const later = await Promise.all(Array.from({ length: 20 }, (_, value) => bench.run('Echo', { value })));
      expect(await Promise.all(later.map((result) => bench.read(result)))).toEqual(
        Array.from({ length: 20 }, (_, i) => i),
      );
    });

    it('notes the dependencies that a task uses besides its code, with their texts', async () => {
      const bench = await ExecutorBench.open(make);
      const first = await bench.run('Uses');
      expect(first.error).toBeNull();
      const { modules, files, unknown } = noted(first);
      expect(unknown).toEqual([]);
      expect(modules.map(({ path: file }) => basename(file))).toEqual(['used.cjs']);
      const read = files.filter(({ kind }) => kind === 'content');
      expect(read.map(({ path: file }) => basename(file))).toEqual(['used.json']);
      const texts = new Map(first.dependencies!.texts.map(({ digest, content }) => [digest, content]));
      expect(texts.get(modules[0]!.digest!)).toBe("exports.value = 'from a module';\n");
      expect(texts.get(read[0]!.state)).toBe('{ "value": "from a file, of hunter2-text" }\n');
      // The same again, whichever worker it was.
      for (let i = 0; i < 3; i++) expect((await bench.run('Uses')).dependencies).toEqual(first.dependencies);
    });

    it('notes no dependencies of a job that failed or was cancelled', async () => {
      const bench = await ExecutorBench.open(make);
      expect((await bench.run('Uses', { fails: true })).dependencies ?? null).toBeNull();
      const signal = AbortSignal.abort(new Error('that is enough'));
      expect((await bench.execute(bench.job('Uses'), { signal })).dependencies ?? null).toBeNull();
    });

    it.runIf(secrets === 'hidden')('keeps secrets out of the noted dependencies', async () => {
      const bench = await ExecutorBench.open(make);
      const token = 'hunter2-text';
      const result = await bench.execute(bench.job('Uses', { token }, { secrets: ['token'] }));
      expect(result.status).toBe('ran');
      expect(JSON.stringify(result.dependencies)).not.toContain(token);
      const { files, unknown } = noted(result);
      expect(unknown).toEqual(['it used a path that holds a secret']);
      expect(files.map(({ path: file }) => basename(file))).toEqual(['used.json']);
    });
  });
}
