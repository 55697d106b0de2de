import { spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { type Project, makeProject, ownNode } from '../support/project.ts';
import { expectNoStack } from './calm.ts';
import { deliver } from './deliveries.ts';

// Many processes and much to read, on a machine that may have other things to do.
const patience = 180_000;
vi.setConfig({ testTimeout: patience });

const rows = `
import { Param, Task } from 'clew';
@Task({ storage: 's3' }) export class Rows {
  @Param() count!: number;
  *run() { for (let n = 0; n < this.count; n++) yield { n, text: 'x'.repeat(700) }; }
}`;

async function projectWith(count: number): Promise<Project> {
  const project = makeProject({ 'workflow.ts': rows });
  await project.json(`run-workflow workflow.ts Rows --count ${count}`, { patience });
  return project;
}

/** Counts how much waits for the reader at most. */
const measure = `
const { stdout } = process;
const write = stdout.write;
let most = 0;
stdout.write = (...args) => {
  const goesOn = write.apply(stdout, args);
  most = Math.max(most, stdout.writableLength);
  return goesOn;
};
process.on('exit', () => require('node:fs').writeFileSync('waiting.txt', String(most)));`;

/** 64 KB, and then a rest. */
async function inSips(pipe: number): Promise<string> {
  let text = '';
  for await (const chunk of new Socket({ fd: pipe, writable: false }).setEncoding('utf8')) {
    text += chunk as string;
    await pause(3);
  }
  return text;
}

describe('large output', () => {
  test('8 MB of --json arrive whole through a slow pipe, and are produced no faster than they are read', async () => {
    const project = await projectWith(11_500);
    project.write({ 'measure.cjs': measure });
    const env = { NODE_OPTIONS: `--require ${project.path('measure.cjs')}` };
    const { code, text, stderr } = await deliver(project, ['clew', 'artifacts', 'cat', 'Rows', '--json'], 'slow pipe', { env, read: inSips }); // prettier-ignore
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(text.length).toBeGreaterThan(8_000_000);
    const { value } = JSON.parse(text) as { readonly value: { readonly n: number }[] };
    expect(value.every(({ n }, i) => n === i)).toBe(true);
    expect(value).toHaveLength(11_500);
    expect(Number(project.read('waiting.txt'))).toBeLessThan(500_000);
  });

  test('100 MB of --json arrive whole at a slow reader with a heap of 80 MB', async () => {
    const project = await projectWith(140_000);
    // A heap that the document would not fit into.
    const env = { NODE_OPTIONS: '--max-old-space-size=80' };
    const { code, text } = await deliver(project, ['clew', 'artifacts', 'cat', 'Rows', '--json'], 'slow pipe', { env });
    expect(code).toBe(0);
    expect(text.length).toBeGreaterThan(100_000_000);
    expect((JSON.parse(text) as { readonly value: unknown[] }).value).toHaveLength(140_000);
  });

  test('lost standard error does not lose standard output, and changes the exit code', async () => {
    const project = makeProject({
      'workflow.ts': `
import { Task, TaskContext } from 'clew';
@Task({ cache: false }) export class Warns {
  constructor(private readonly context: TaskContext) {}
  run() { for (let n = 0; n < 5000; n++) this.context.logger.warn('careful ' + n); return 'done'; }
}
@Task({ cache: false }) export class Fails { run() { throw new Error('no'); } }`,
    });
    const warns = ['run-workflow', 'workflow.ts', 'Warns'];
    const through = await deliver(project, warns, 'slow pipe', { stream: 'stderr' });
    expect(through.code).toBe(0);
    expect(through.stderr.match(/careful \d+/g)).toHaveLength(5000);
    for (const [to, lost] of [
      ['closed pipe', 141],
      ['full disk', 74],
    ] as const) {
      const { code, text } = await deliver(project, warns, to, { stream: 'stderr' });
      expect(text).toContain('Warns succeeded');
      expect(code).toBe(lost);
      // A task's failure takes precedence over output that was lost.
      expect((await deliver(project, ['run-workflow', 'workflow.ts', 'Fails'], to)).code).toBe(1);
    }
  });

  test('a file that takes only part of the output makes the exit code 74', async () => {
    const project = await projectWith(300);
    const words = [ownNode, project.program('clew'), 'artifacts', 'cat', 'Rows', '--json'];
    // The system writes up to the limit, says so, and refuses what comes then: as on a disk that becomes full.
    const child = spawn('bash', ['-c', 'ulimit -f 100; exec "$@" > out.json', 'bash', ...words], {
      cwd: project.folder,
      env: project.environment(),
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect(project.read('out.json')).toHaveLength(102_400);
    expect(stderr).toContain("error Standard output can't be written: EFBIG");
    expectNoStack(stderr);
    expect(code).toBe(74);
  });

  const script = `
import { run } from 'clew';
import { Loud } from './workflow.mjs';
const { output } = await run(Loud, {});
process.exitCode ??= output === 'done' ? 0 : 9;`;

  const loud = (isolate: string): string => `
import { Task } from 'clew';
export class Loud {
  run() {
    for (let n = 0; n < 3000; n++) process.stdout.write('line ' + n + ' ' + 'w'.repeat(60) + '\\n');
    return 'done';
  }
}
Task({ cache: false${isolate} })(Loud);`;

  test.each([
    ['in its own process', ''],
    ['in a thread', `, isolate: 'thread'`],
    ['in a process', `, isolate: 'process'`],
  ])("what run() prints %s arrives whole, or the script's exit code says so", async (_where, isolate) => {
    const project = makeProject({ 'script.mjs': script, 'workflow.mjs': loud(isolate) });
    const words = ['script.mjs'];
    const whole = Array.from({ length: 3000 }, (_, n) => `line ${n} ${'w'.repeat(60)}\n`).join('');
    const slow = await deliver(project, words, 'slow pipe');
    expect(slow).toEqual({ code: 0, text: whole, stderr: '' });
    for (const [to, lost] of [
      ['closed pipe', 141],
      ['full disk', 74],
    ] as const)
      expect(await deliver(project, words, to)).toEqual({ code: lost, text: '', stderr: '' });
  });

  test.each([
    ['text', `Array.from({ length: 600 }, () => 'x'.repeat(2 ** 20))`],
    ['bytes', '{ image: new Uint8Array(500_000_000) }'],
  ])('a returned value that is too large for one text fails with what to do instead: %s', async (_, value) => {
    const { run } = makeProject({
      'workflow.ts': `import { Task } from 'clew'; @Task() export class Big { run() { return ${value}; } }`,
    });
    const { code, stdout } = await run('run-workflow workflow.ts', { patience });
    expect(code).toBe(1);
    expectNoStack(stdout);
    expect(stdout).toContain(
      "the returned value can't be kept: it is more than 512 MB as JSON, too much for one text.\n  Return it piece by piece from a generator, as a Table, or as a file by file(path).\n",
    );
  });
});
