import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readLine } from '../../src/executors/sagemaker/log-protocol.ts';
import type { TaskResult } from '../../src/runtime/job.ts';
import { Containers } from './containers.ts';

const tasks = `
import { readFileSync } from 'node:fs';
import { Param, StorageLayer, Storage, Task, TaskContext } from 'clew';
import { half } from './lib/half.ts';

@Task()
export class Half {
  @Param() n!: number;
  constructor(private readonly context: TaskContext) {}
  run() {
    this.context.progress(1, 2);
    this.context.logger.info('halving');
    console.log('printed as it is');
    this.context.metric('n', this.n);
    return { half: half(this.n), big: this.n > 1000 ? 'x'.repeat(100_000) : '' };
  }
}

@Task()
export class Fails {
  run() {
    throw new RangeError('no such row');
  }
}

@Task()
export class Exits {
  run() { process.exit(0); }
}

@Task()
export class Strays {
  run() {
    setTimeout(() => { throw new Error('nobody awaits this'); });
    return new Promise((done) => setTimeout(done, 60_000));
  }
}

@Task()
export class Waits {
  constructor(private readonly context: TaskContext) {}
  async run() {
    const stopped = new Promise((_, fail) => this.context.signal.addEventListener('abort', () => fail(this.context.signal.reason)));
    const awake = setInterval(() => undefined, 1000);
    console.log('waiting');
    try { await stopped; } finally { clearInterval(awake); }
  }
}

@Task()
export class WritesNear {
  constructor(@Storage('near') private readonly near: StorageLayer) {}
  run() { return this.near.store('x', 1); }
}
`;
const files = { 'tasks.ts': tasks, 'lib/half.ts': 'export const half = (n: number): number => n / 2;' };

const inlineOf = (result: TaskResult | undefined): unknown =>
  JSON.parse(Buffer.from(result!.output!.inline!).toString());

describe('entry point of the SageMaker image', () => {
  it.each(['processing', 'training'] as const)(
    'runs the jobs of a %s job, and writes a result for each',
    async (kind) => {
      const containers = await Containers.open(files);
      const { job } = containers;
      const jobs = [job('tasks.ts', 'Half', { n: 3 }), job('tasks.ts', 'Half', { n: 4000 })];
      const container = await containers.start(jobs, { kind });
      const { code, stdout, stderr } = await container.ended;
      expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringMatching(/failed|Error/) });
      const [small, large] = [await container.result(0), await container.result(1)];
      expect(small).toMatchObject({ status: 'ran', metrics: { n: 3 }, error: null });
      expect(inlineOf(small)).toEqual({ half: 1.5, big: '' });
      // What doesn't fit into the record is in the bucket, whole, by now.
      expect(large!.output).toMatchObject({ layer: 's3', inline: null });
      const keys = containers.s3.requests.filter(({ operation }) => operation === 'PutObject').map(({ key }) => key);
      expect(keys).toEqual(['.jobs/clew-job-1/result-0.json', large!.output!.key, '.jobs/clew-job-1/result-1.json']);
      expect(stdout.trim().split('\n').map(readLine).slice(0, 4)).toEqual([
        { job: 0, said: { type: 'started' } },
        { job: 0, said: { type: 'progress', done: 1, total: 2 } },
        { job: 0, said: { type: 'log', level: 'info', text: 'halving' } },
        { printed: 'printed as it is' },
      ]);
      expect(container.reason).toBeUndefined();
      expect(readdirSync(container.root).filter((name) => name.startsWith('clew-code-'))).toEqual([]);
    },
  );

  it('reports a failure with the line of the source', async () => {
    const containers = await Containers.open(files);
    const { job } = containers;
    const container = await containers.start([job('tasks.ts', 'Fails'), job('tasks.ts', 'Half', { n: 1 })], {
      kind: 'training',
    });
    expect((await container.ended).code).toBe(1);
    const failed = await container.result(0);
    expect(failed).toMatchObject({ status: 'failed', error: { name: 'RangeError', message: 'no such row' } });
    expect(failed!.error!.at).toMatchObject({ file: 'project:///tasks.ts', line: 22 });
    expect(failed!.error!.stack).toContain('project:///tasks.ts:22:');
    // One that fails takes no other with it.
    expect(await container.result(1)).toMatchObject({ status: 'ran' });
    expect(container.reason).toBe('Fails failed: no such row');
  });

  it('attributes stray exceptions and process.exit to the task', async () => {
    const containers = await Containers.open(files);
    const { job } = containers;
    const strayed = await containers.start([job('tasks.ts', 'Strays')]);
    expect((await strayed.ended).code).toBe(1);
    expect(await strayed.result()).toMatchObject({
      status: 'failed',
      error: { code: 'STRAY_EXCEPTION', message: expect.stringContaining('nobody awaits this') },
    });
    const exited = await containers.start([job('tasks.ts', 'Exits')]);
    expect((await exited.ended).code).toBe(1);
    expect(exited.reason).toBe('Exits called process.exit(0) in its process.');
    expect(await exited.result()).toBeUndefined();
  });

  it('stops at SIGTERM: cancels the task through its signal, and writes every result', async () => {
    const containers = await Containers.open(files);
    const { job } = containers;
    const container = await containers.start([job('tasks.ts', 'Waits'), job('tasks.ts', 'Half', { n: 1 })]);
    await container.started.until('waiting');
    container.started.child.kill('SIGTERM');
    expect((await container.ended).code).toBe(143);
    for (const index of [0, 1]) expect(await container.result(index)).toMatchObject({ status: 'cancelled' });
  });

  it('refuses a storage layer that is on another machine', async () => {
    const containers = await Containers.open(files);
    const container = await containers.start([containers.job('tasks.ts', 'WritesNear')]);
    await container.ended;
    const result = await container.result();
    expect(result).toMatchObject({ status: 'failed', error: { code: 'LAYER_OUT_OF_REACH' } });
    expect(result!.error!.next).toContain("on: 'here'");
  });

  it('reports in one sentence why it cannot start', async () => {
    const containers = await Containers.open(files);
    const jobs = [containers.job('tasks.ts', 'Half', { n: 1 })];
    const why = async (options: object): Promise<string | undefined> => {
      const container = await containers.start(jobs, options);
      expect((await container.ended).code).toBe(1);
      return container.reason;
    };
    expect(await why({ clew: '0.0.9' })).toMatch(
      /^The image has Clew \d+\.\d+\.\d+, and the job was started by Clew 0\.0\.9\. Build the image anew with Clew 0\.0\.9/,
    );
    expect(await why({ document: '' })).toMatch(
      /^There is no job\.json under .*: this image runs jobs that Clew sends/,
    );
    expect(await why({ code: Buffer.from('not a package') })).toMatch(/code\.json\.gz is not a package of code/);
  });
});
