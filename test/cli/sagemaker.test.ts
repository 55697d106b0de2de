import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AwsServers, startAws } from '../../src/testing/index.ts';
import { type Files, type Project, type RunOptions, makeProject } from '../support/project.ts';
import { installBundler, installSdk } from '../support/sdk.ts';
import { configOn } from '../support/shop.ts';

let aws: AwsServers;
beforeAll(async () => {
  aws = await startAws({ s3: { buckets: ['plant'] } });
});
afterAll(() => aws.close());

function projectWith(files: Files, more: object = {}): Project {
  const project = makeProject({ ...configOn(aws, 'plant', more), ...files });
  installSdk(project);
  installBundler(project);
  return project;
}

const on = (options: RunOptions = {}): RunOptions => ({ ...options, env: { ...aws.env, ...options.env } });

/** What SageMaker was asked to make since then. */
const jobsSince = (count: number): readonly { kind: string; name: string }[] => aws.sagemaker.jobs.slice(count);

const tasks = `
import { From, FromEach, Param, Task, TaskContext, Workflow, type Output } from 'clew';
import { z } from 'zod';
import { square } from './lib/square.ts';

@Task({ on: { batch: 8 } })
export class Fold {
  @Param(z.number().int()) fold!: number;
  constructor(private readonly context: TaskContext) {}
  run() {
    this.context.logger.info('fold ' + this.fold);
    return { square: square(this.fold), pid: process.pid };
  }
}

@Task({ on: { job: 'training', instance: 'ml.m5.xlarge', spot: true } })
export class Train {
  @Param() folds = 3;
  @FromEach(Fold, (self: Train) => Array.from({ length: self.folds }, (_, fold) => ({ fold })))
  scores!: Output<Fold>[];
  run() {
    return { sum: this.scores.reduce((all, { square }) => all + square, 0), weights: new Float64Array(20_000).fill(1) };
  }
}

@Task({ on: 'here' })
export class Announce {
  @From(Train) model!: Output<Train>;
  run() { return process.ppid; }
}

@Task()
export class Fails {
  @Param() hint = 'none';
  run() { throw new RangeError('no such row: ' + this.hint + ' ' + (process.env['WAREHOUSE'] ?? 'nowhere')); }
}

@Workflow()
export class Nightly {
  @From(Train) model!: Output<Train>;
  @From(Announce) parent!: Output<Announce>;
  run() { return { sum: this.model.sum, weights: this.model.weights.length, isHere: this.parent === process.ppid }; }
}
`;
const files = { 'tasks.ts': tasks, 'lib/square.ts': 'export const square = (n: number): number => n * n;' };

// Each job is a process.
describe('--on sagemaker', { timeout: 90_000 }, () => {
  it('runs each task in a job or here as it says, and shares the cache with local runs', async () => {
    const project = projectWith(files);
    const before = aws.sagemaker.jobs.length;
    const first = await project.json('run-workflow tasks.ts Nightly', on());
    expect(first.output).toEqual({ sum: 5, weights: 20_000, isHere: true });
    expect(jobsSince(before)).toEqual([]);

    const other = projectWith(files);
    const there = await other.json('run-workflow tasks.ts Nightly --on sagemaker', on());
    expect(there.output).toEqual(first.output);
    // Three folds in one job; the workflow itself, and what says so, stay here.
    expect(jobsSince(before).map(({ kind }) => kind)).toEqual(['processing', 'training']);
    const executorOf = async (name: string): Promise<string> => {
      const { componentRun } = there.nodes.find(({ task }: any) => task === name);
      return (await other.json(`clew show ${componentRun}`)).executor;
    };
    expect(await executorOf('Train')).toBe('sagemaker');
    expect(await executorOf('Announce')).toBe('in-process');

    const more = await other.json('run-workflow tasks.ts Train --on sagemaker --folds 4', on());
    expect(more.counts).toMatchObject({ ran: 2, cached: 3 });
    const here = await other.json('run-workflow tasks.ts Nightly', on());
    expect(here.counts).toMatchObject({ ran: 0, cached: 6 });
  });

  it('uploads the same code only once', async () => {
    const uploads = (): number =>
      aws.s3.requests.filter(({ operation, key }) => operation === 'PutObject' && key?.startsWith('.code/')).length;
    const before = uploads();
    for (const hint of ['a', 'b']) {
      await projectWith(files).run(`run-workflow tasks.ts Fails --hint ${hint} --on sagemaker`, on());
    }
    expect(uploads() - before).toBeLessThanOrEqual(1);
  });

  it('prints the failed line of this project, and passes the listed environment variables on', async () => {
    const project = projectWith(files, { env: ['WAREHOUSE'] });
    const { code, stdout } = await project.run(
      'run-workflow tasks.ts Fails --on sagemaker',
      on({ env: { WAREHOUSE: 'the warehouse' } }),
    );
    expect(code).toBe(1);
    expect(stdout).toContain('✗ Fails failed\n');
    expect(stdout).toContain('tasks.ts:35:17');
    expect(stdout).toContain("> 35 |   run() { throw new RangeError('no such row: '");
    expect(stdout).toContain('RangeError: no such row: none the warehouse');
    expect(stdout).toContain('resume  npx clew resume --on sagemaker');
  });

  it('prints the logs of tasks with --verbose', async () => {
    const { stderr, stdout } = await projectWith(files).run(
      'run-workflow tasks.ts Train --folds 2 --on sagemaker --verbose',
      on(),
    );
    expect(stderr + stdout).toMatch(/fold 0/);
    expect(stderr + stdout).toMatch(/fold 1/);
  });

  it('repeats a run with the code as it ran', async () => {
    const project = projectWith(files);
    const { run } = await project.json('run-workflow tasks.ts Train --folds 2 --on sagemaker', on());
    project.write({ 'lib/square.ts': 'export const square = (n: number): number => n * n * n;' });
    const { stdout, code } = await project.run(`clew rerun ${run} --only Train --on sagemaker`, on());
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('compare same bytes') });
    const today = await project.json('run-workflow tasks.ts Train --folds 3 --on sagemaker', on());
    expect(today.output.sum).toBe(9);
  });

  it('is an option of run() in code as well', async () => {
    const project = projectWith({
      'tasks.mjs': `import { Task } from 'clew'; export class Count { run() { return 7; } } Task()(Count);`,
      'main.mjs': `import { run } from 'clew'; import { Count } from './tasks.mjs';
        console.log('counted', (await run(Count, {}, { on: 'sagemaker' })).output);`,
    });
    const before = aws.sagemaker.jobs.length;
    const { stdout, stderr } = await project.startFile(project.path('main.mjs'), [], on()).ended;
    expect(stdout + stderr).toContain('counted 7');
    expect(jobsSince(before)).toHaveLength(1);
  });

  it('names a package that the image lacks', async () => {
    const project = projectWith({
      'w.ts': `import { Task } from 'clew'; import { draw } from 'image'; @Task() export class Draw { run() { return draw(); } }`,
      'node_modules/image/package.json': { name: 'image', version: '3.1.0', main: 'i.js', gypfile: true },
      'node_modules/image/i.js': 'exports.draw = () => 1;',
    });
    const { code, stdout, stderr } = await project.run('run-workflow w.ts --on sagemaker', on());
    expect(stderr).toContain('left to the image: image (it has native code)\n');
    expect(code).toBe(1);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      "The image has no image (it has native code), which the code needs and Clew doesn't send.",
    );
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('RUN npm install image@3.1.0');
  });

  it('refuses an input that an earlier run stored in a local layer, before a job is started', async () => {
    const source = `import { From, Task, type Output } from 'clew';
      @Task({ on: 'here' }) export class Load { run() { return 'x'.repeat(100_000); } }
      @Task() export class Use { @From(Load) load!: Output<Load>; run() { return this.load.length; } }`;
    const project = projectWith({ 'w.ts': source });
    const settings = project.read('clew.config.ts');
    const both = settings.replace('"layers":{', '"layers":{"near":{"folder":"near"},');
    project.write({ 'clew.config.ts': both.replace('"default":"s3"', '"default":"near"') });
    await project.run('run-workflow w.ts Load', on());
    project.write({ 'clew.config.ts': both });
    const before = aws.sagemaker.jobs.length;
    const { code, stdout } = await project.run('run-workflow w.ts Use --on sagemaker', on());
    expect(code).toBe(1);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      "Use can't run on SageMaker: what its input load reads is kept in the storage layer near, which only this machine has.",
    );
    expect(jobsSince(before)).toEqual([]);
    const made = await project.json('run-workflow w.ts Use --on sagemaker --force-from Load', on());
    expect(made.output).toBe(100_000);
  });

  it('runs registered functions that a task calls', async () => {
    const project = projectWith({
      'w.ts': `import { Task, lineage } from 'clew';
        const clean = lineage.register('clean', { inputs: (raw: string) => [lineage.value(raw)] }, (raw: string) => raw.trim());
        @Task() export class Use { run() { return clean(' a '); } }`,
    });
    const { output } = await project.json('run-workflow w.ts --on sagemaker', on());
    expect(output).toBe('a');
  });
});
