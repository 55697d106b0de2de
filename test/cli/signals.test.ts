import { describe, expect, test } from 'vitest';
import { type Project, type Started, makeProject } from '../support/project.ts';
import { expectNoStack } from './calm.ts';

const workflow = {
  'workflow.ts': `
import { appendFileSync } from 'node:fs';
import { From, Task, TaskContext, Workflow } from 'clew';
const ran = (name: string) => appendFileSync('ran.txt', name + '\\n');
@Task() export class Before { run() { ran('Before'); return 1; } }
@Task() export class Polite {
  @From(Before) before!: number;
  constructor(private readonly context: TaskContext) {}
  async run() {
    const { signal, logger } = this.context;
    logger.info('waiting');
    const alive = setInterval(() => undefined, 1000);
    await new Promise<void>((done) => signal.addEventListener('abort', () => done()));
    clearInterval(alive);
    ran('saw the signal');
    signal.throwIfAborted();
  }
}
@Task() export class Stubborn {
  @From(Before) before!: number;
  constructor(private readonly context: TaskContext) {}
  async run() {
    setInterval(() => undefined, 1000);
    this.context.logger.info('waiting');
    await new Promise(() => undefined);
  }
}
@Workflow() export class Nightly { @From(Polite) polite!: unknown; run() { return 1; } }
@Workflow() export class Weekly { @From(Stubborn) stubborn!: unknown; run() { return 1; } }`,
};

async function waiting(project: Project, target: string): Promise<Started> {
  const started = project.start(`run-workflow workflow.ts ${target}`);
  await started.until('waiting');
  return started;
}

describe('signals and Ctrl-C', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s aborts running tasks, and the run is recorded as cancelled',
    async (signal) => {
      const project = makeProject(workflow);
      const { child, ended } = await waiting(project, 'Nightly');
      child.kill(signal);
      const { code, stdout, stderr } = await ended;
      expect(code).toBe(130);
      expectNoStack(stdout + stderr);
      expect(stderr).toContain('stopping waiting for Polite; Ctrl-C again leaves at once\n');
      expect(stdout).toMatch(/^Nightly cancelled in .* 1 ran, 1 skipped, 1 cancelled {2}run-/);
      expect(stdout).toContain('resume  npx clew resume\n');
      expect(project.lines('ran.txt')).toEqual(['Before', 'saw the signal']);
      const { runs } = await project.json('clew runs');
      expect(runs).toMatchObject([{ status: 'cancelled', counts: { ran: 1, cancelled: 1, skipped: 1 } }]);
      const { nodes } = await project.json(`clew show ${runs[0].id}`);
      expect(nodes.map(({ component, status }: any) => [component, status])).toEqual([
        ['Before', 'ran'],
        ['Polite', 'cancelled'],
      ]);
    },
  );

  test('Ctrl-C twice exits at once, with the run recorded as cancelled and its results kept', async () => {
    const project = makeProject(workflow);
    const { child, ended, until } = await waiting(project, 'Weekly');
    child.kill('SIGINT');
    await until('stopping waiting for Stubborn; Ctrl-C again leaves at once');
    // As people do when the first one seems to be of no use.
    const pressing = setInterval(() => child.kill('SIGINT'), 150);
    const { code, stdout, stderr } = await ended;
    clearInterval(pressing);
    expect(code).toBe(130);
    expectNoStack(stdout + stderr);
    expect(stderr).toMatch(/\nleft at once: npx clew resume goes on from here\n$/);
    expect((await project.json('clew runs')).runs).toMatchObject([{ status: 'cancelled' }]);
    expect((await project.json('run-workflow workflow.ts Before')).counts.cached).toBe(1);
    expect(project.lines('ran.txt')).toEqual(['Before']);
  });

  test('a Ctrl-C that npx sends a second time counts once', async () => {
    const project = makeProject(workflow);
    const { child, ended } = await waiting(project, 'Nightly');
    child.kill('SIGINT');
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    expect(code).toBe(130);
    expect(stdout).toMatch(/^Nightly cancelled in .* 1 ran, 1 skipped, 1 cancelled {2}run-/);
    expect(project.lines('ran.txt')).toEqual(['Before', 'saw the signal']);
  });

  test('a cancelled run with --json prints its document', async () => {
    const project = makeProject(workflow);
    const { child, ended, until } = project.start('run-workflow workflow.ts Nightly --json');
    await until('waiting');
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    expect(code).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'cancelled',
      output: null,
      counts: { total: 3, ran: 1, cached: 0, failed: 0, skipped: 2 },
      nodes: [{ status: 'skipped' }, { task: 'Polite', status: 'cancelled' }, { task: 'Before', status: 'ran' }],
    });
  });

  test('a killed run is listed as died, and its results are kept', async () => {
    const project = makeProject(workflow);
    const { child, ended } = await waiting(project, 'Weekly');
    child.kill('SIGKILL');
    expect((await ended).signal).toBe('SIGKILL');
    expect((await project.run('clew runs')).stdout).toMatch(/^run-\w+ +died +Weekly\(\)/);
    expect((await project.json('run-workflow workflow.ts Before')).counts.cached).toBe(1);
  });
});
