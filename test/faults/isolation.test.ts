import { describe, expect, test } from 'vitest';
import { type Project, makeProject } from '../support/project.ts';

const workflow = {
  'workflow.ts': `
import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { From, Task, TaskContext, Workflow } from 'clew';
const here = () => appendFileSync('pids', process.pid + '\\n');
@Task({ isolate: 'process' }) export class Blocks {
  constructor(private readonly context: TaskContext) {}
  run() { here(); this.context.logger.info('blocking'); for (;;); }
}
@Task({ isolate: 'process' }) export class Polite {
  constructor(private readonly context: TaskContext) {}
  async run() {
    here();
    const { signal, logger } = this.context;
    const alive = setInterval(() => undefined, 1000);
    logger.info('waiting');
    await new Promise((done) => signal.addEventListener('abort', done));
    clearInterval(alive);
    appendFileSync('heard', 'yes');
  }
}
@Task() export class Fails {
  async run() {
    while (!(await import('node:fs')).existsSync('pids')) await new Promise((again) => setTimeout(again, 10));
    throw new Error('on purpose');
  }
}
@Task({ isolate: 'process', timeout: '500 ms' }) export class Starts {
  run() {
    here();
    const child = spawn('sleep', ['1000']);
    appendFileSync('pids', child.pid + '\\n');
    console.log('started');
    for (;;);
  }
}
@Task({ isolate: 'process' }) export class Kills {
  run() {
    here();
    appendFileSync('pids', spawn('sleep', ['1000']).pid + '\\n');
    process.kill(process.pid, 'SIGKILL');
  }
}
@Task({ isolate: 'process' }) export class StartsForLong extends Starts {}
@Task({ isolate: 'thread' }) export class InThread { run() { for (;;); } }
@Workflow() export class Both { @From(Blocks) a!: never; @From(Fails) b!: never; run() { return 1; } }`,
};

const isThere = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** The processes of all workers that there were, when none of them is there any more. */
async function gone(project: Project): Promise<number[]> {
  const pids = project.lines('pids').map(Number);
  while (pids.some(isThere)) await new Promise((again) => setTimeout(again, 20));
  return pids;
}

describe('isolated tasks: cancellation and killed runs', () => {
  test('Ctrl-C cancels a task in a process through the run, though the terminal signals every process', async () => {
    const project = makeProject(workflow);
    const { child, ended, until } = project.start('run-workflow workflow.ts Polite');
    await until('waiting');
    // As a terminal does: to all processes in the foreground.
    process.kill(Number(project.lines('pids')[0]), 'SIGINT');
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    expect(code).toBe(130);
    expect(stdout).toMatch(/^Polite cancelled in .* 1 cancelled/);
    expect(project.read('heard')).toBe('yes');
    expect(await gone(project)).toHaveLength(1);
  });

  test('Ctrl-C stops a task that blocks, and records it as cancelled with the reason', async () => {
    const project = makeProject(workflow);
    const { child, ended, until } = project.start('run-workflow workflow.ts Blocks');
    await until('blocking');
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
    const { runs } = await project.json('clew runs');
    const { nodes } = await project.json(`clew show ${runs[0].id}`);
    expect(nodes).toMatchObject([{ component: 'Blocks', status: 'cancelled' }]);
    expect((await project.json(`clew show ${nodes[0].componentRun}`)).error).toMatchObject({
      code: 'IGNORED_ABORT',
      message: 'Blocks did not stop within 2 s, so its process was stopped.',
    });
    expect(await gone(project)).toHaveLength(1);
  });

  test('Ctrl-C twice exits at once and leaves no process', async () => {
    const project = makeProject(workflow);
    const { child, ended, until } = project.start('run-workflow workflow.ts Blocks');
    await until('blocking');
    child.kill('SIGINT');
    await until('stopping waiting for Blocks');
    const pressing = setInterval(() => child.kill('SIGINT'), 150);
    expect((await ended).code).toBe(130);
    clearInterval(pressing);
    expect(await gone(project)).toHaveLength(1);
  });

  test('--fail-fast stops a task that blocks', async () => {
    const project = makeProject(workflow);
    const { code, stdout } = await project.run('run-workflow workflow.ts Both --fail-fast');
    expect(code).toBe(1);
    expect(stdout).toMatch(/1 failed, 1 skipped, 1 cancelled/);
    expect(await gone(project)).toHaveLength(1);
  });

  test('--timeout ends a run regularly though one of its tasks blocks a thread', async () => {
    const project = makeProject(workflow);
    const { code, stdout } = await project.run(['run-workflow', 'workflow.ts', 'InThread', '--timeout', '2 s']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^InThread failed in .* 1 cancelled/);
  });

  test.each(['Starts', 'Kills'])('child processes of a task end with its process: %s', async (task) => {
    const project = makeProject(workflow);
    expect((await project.run(`run-workflow workflow.ts ${task}`)).code).toBe(1);
    expect(await gone(project)).toHaveLength(2);
  });

  test('child processes of a task in a process end when the run is killed', async () => {
    const project = makeProject(workflow);
    const { child, ended, until } = project.start('run-workflow workflow.ts StartsForLong');
    await until('started');
    child.kill('SIGKILL');
    await ended;
    expect(await gone(project)).toHaveLength(2);
  });

  test('a busy process of a task ends when the run is killed', async () => {
    const project = makeProject(workflow);
    const { child, ended, until } = project.start('run-workflow workflow.ts Blocks');
    await until('blocking');
    child.kill('SIGKILL');
    await ended;
    expect(await gone(project)).toHaveLength(1);
  });
});
