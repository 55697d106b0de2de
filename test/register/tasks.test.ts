import { describe, expect, test } from 'vitest';
import { makeProject } from '../support/project.ts';

const workflow = (isolate: string): string => `
import { From, Param, Register, Task, TaskContext, Workflow, lineage, type Output } from 'clew';

@Task() export class Train { @Param() seed = 1; run() { return { weight: this.seed }; } }

const featurize = lineage.register('featurize', { params: (machine: string) => ({ machine }) }, async (machine: string) => {
  lineage.log('features-of-' + machine);
  return machine.length;
});

class Scorer {
  @Register({ component: 'score', params: (machine: string) => ({ machine }) })
  async score(machine: string) {
    lineage.log('risk-of-' + machine);
    return await featurize(machine);
  }
}

@Task({ isolate: ${isolate} })
export class Predict {
  @From(Train) model!: Output<Train>;
  constructor(private readonly context: TaskContext) {}
  async run() {
    lineage.log('task-id');
    lineage.metric('size', 2);
    return Promise.all(['M-1', 'M-12'].map((machine) => new Scorer().score(machine)));
  }
}

@Workflow() export class Nightly { @From(Predict) risks!: Output<Predict>; run() { return this.risks.length; } }
`;

describe.each(['false', "'thread'", "'process'"])('registered calls in a task with isolate: %s', (isolate) => {
  test('belong to the run of the task, and their trace goes through it', async () => {
    const project = makeProject({ 'workflow.ts': workflow(isolate) });
    const { status, run } = await project.json('run-workflow workflow.ts Nightly');
    expect(status).toBe('succeeded');
    const { frames } = await project.json('clew bt features-of-M-12');
    expect(frames.map(({ component, params }: any) => [component, params])).toEqual(
      [
        ['featurize', { machine: 'M-12' }],
        ['score', { machine: 'M-12' }],
        ['Predict', { seed: 1 }],
        ['Train', { seed: 1 }],
      ].map(([component, params]) => [component, component === 'Predict' ? {} : params]),
    );
    expect(frames.map((frame: any) => frame.run)).toEqual([run, run, run, run]);
    expect(frames[0].caller).toBe(frames[1].componentRun);
    expect(frames[1].code.place).toBe('workflow.ts:12');
    expect((await project.json('clew bt task-id')).frames[0]).toMatchObject({
      component: 'Predict',
      metrics: { size: 2 },
    });
    const { stdout } = await project.run('clew bt risk-of-M-1');
    expect(stdout).toMatch(/^#0 {2}score\(machine=M-1\) at workflow\.ts:12$/m);
    expect(stdout).toMatch(/^ {4}called by #1$/m);
    const shown = await project.run(`clew show ${frames[0].componentRun}`);
    expect(shown.stdout).toContain(`called by  ${frames[1].componentRun}`);
    // Found again, nothing is called.
    const again = await project.json('run-workflow workflow.ts Nightly');
    expect(again.counts).toMatchObject({ ran: 0, cached: 3 });
    const { components } = await project.json('clew components');
    expect(Object.fromEntries(components.map(({ name, runs }: any) => [name, runs]))).toMatchObject({
      score: 2,
      featurize: 2,
    });
  });
});

test('registered calls in a task that fails are recorded', async () => {
  const project = makeProject({
    'workflow.ts': `
      import { Task, lineage } from 'clew';
      const step = lineage.register('step', {}, (id: string) => lineage.log(id));
      @Task() export class Breaks { run() { step('before'); throw new Error('no more'); } }`,
  });
  expect((await project.run('run-workflow workflow.ts Breaks')).code).toBe(1);
  expect((await project.json('clew bt before')).frames).toMatchObject([
    { component: 'step', status: 'ran' },
    { component: 'Breaks', status: 'failed' },
  ]);
});

test('registered calls in a task: it goes on when the recording thread dies, and unrecorded calls are counted as lost', async () => {
  const project = makeProject({
    'workflow.ts': `
      import { Task, lineage } from 'clew';
      const step = lineage.register('step', {}, (id: string) => lineage.log(id));
      process.once('worker', (worker) => void worker.terminate());
      @Task({ cache: false }) export class Calls {
        async run() {
          step('first');
          await lineage.flush().catch((error) => console.error(error.code, lineage.pressure));
          step('second');
        }
      }`,
  });
  const { code, stderr } = await project.run('run-workflow workflow.ts Calls');
  expect(stderr).toContain('RECORDING_DIED { waiting: 0, limit: 20000, held: 0, lost: 1 }');
  expect(code).toBe(0);
  expect((await project.run('clew bt second')).code).toBe(0);
  expect((await project.run('clew bt first')).code).not.toBe(0);
});

test('registered calls in a task: it succeeds when the recording thread dies at its end', async () => {
  const project = makeProject({
    'workflow.ts': `
      import { Task, lineage } from 'clew';
      const step = lineage.register('step', {}, (id: string) => lineage.log(id));
      process.on('worker', (worker) => void worker.terminate());
      @Task({ cache: false }) export class Calls { run() { step('lost'); return 42; } }`,
  });
  const { code, stderr } = await project.run('run-workflow workflow.ts Calls');
  expect(stderr).toContain('The thread that records has ended: it was stopped with exit code');
  expect(code).toBe(0);
});
