import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { makeProject, ownNode } from '../support/project.ts';
import { expectMistake, expectNoStack } from './calm.ts';
import { head } from './nightly.ts';

const rough = {
  'workflow.ts': `${head}
const mended = () => existsSync('mended');
@Task({ isolate: 'thread' }) export class Exits { run() { ran('Exits'); if (!mended()) process.exit(3); return 1; } }
@Task({ isolate: 'process', memory: '64 MB' }) export class Hoards {
  run() {
    ran('Hoards');
    const kept: number[][] = [];
    while (!mended()) kept.push(Array.from({ length: 10_000 }, Math.random));
    return 1;
  }
}
@Task({ isolate: 'thread', timeout: '1 s' }) export class Blocks { run() { ran('Blocks'); while (!mended()); return 1; } }
@Task({ isolate: 'process', retries: { times: 1, backoff: '1 ms' } }) export class Crashes {
  run() {
    ran('Crashes');
    if (!existsSync('crashed')) { appendFileSync('crashed', ''); process.kill(process.pid, 'SIGSEGV'); }
    return 1;
  }
}
@Task({ isolate: 'thread' }) export class Fine { run() { ran('Fine'); return 1; } }
@Task() export class Here { run() { ran('Here'); return 1; } }
@Workflow() export class All {
  @From(Exits) a!: number;
  @From(Hoards) b!: number;
  @From(Blocks) c!: number;
  @From(Crashes) d!: number;
  @From(Fine) e!: number;
  @From(Here) f!: number;
  run() { return this.a + this.b + this.c + this.d + this.e + this.f; }
}`,
};

describe('isolated tasks', () => {
  test('a crash fails its own task only, is recorded, and the next run continues', async () => {
    const project = makeProject(rough);
    const { code, stdout, stderr } = await project.run('run-workflow workflow.ts');
    expect(code).toBe(1);
    expectNoStack(stdout);
    expect(stdout).toContain('✗ Exits failed\n  Exits called process.exit(3) in its thread.\n');
    expect(stdout).toContain('✗ Hoards failed\n  Hoards ran out of memory in its process (limit 64 MB).\n');
    expect(stdout).toContain('✗ Blocks failed\n  Blocks blocked its thread past its timeout of 1 s and was stopped.\n');
    expect(stderr).toContain('↻ Crashes attempt 1 failed: did not come to its end: its process was killed by');
    expect(stderr).not.toContain('Last few GCs');
    expect(stdout).toMatch(/3 ran, 3 failed, 1 skipped/);

    const shown = await project.run(`clew show ${/clew show (cr-\w+)/.exec(stdout)![1]}`);
    expect(shown.stdout).toMatch(/isolated +in a (thread|process)\n/);
    const { runs } = await project.json('clew runs');
    const { nodes } = await project.json(`clew show ${runs[0].id}`);
    const told = nodes.map(({ component, status, attempt }: any) => `${component} ${status} ${attempt}`).toSorted();
    expect(told).toEqual([
      'Blocks failed 1',
      'Crashes failed 1',
      'Crashes ran 2',
      'Exits failed 1',
      'Fine ran 1',
      'Here ran 1',
      'Hoards failed 1',
    ]);
    const where: Record<string, string> = {};
    for (const { component, componentRun } of nodes)
      where[component] = (await project.json(`clew show ${componentRun}`)).executor;
    expect(where).toEqual({
      Blocks: 'thread',
      Crashes: 'process',
      Exits: 'thread',
      Fine: 'thread',
      Here: 'in-process',
      Hoards: 'process',
    });

    project.write({ mended: '' });
    const again = await project.json('run-workflow workflow.ts');
    expect(again).toMatchObject({ output: 6, counts: { ran: 4, cached: 3 } });
    const trace = await project.run(`clew bt ${again.outputIds[0]}`);
    expect(trace.stdout).toMatch(/Exits\(\) at workflow\.ts:\d+\n {4}ran/);
  });

  test('an error is printed the same in this process, a thread and a process', async () => {
    const text = `${head}
const deep = (value: unknown): never => { throw new TypeError('no ' + String(value)); };
interface Row { readonly rpm: number }
@Task(OPTIONS) export class Broken { @Param() day = 'monday'; run(): Row { return deep(this.day); } }`;
    const project = makeProject({});
    const said: string[] = [];
    for (const options of ['', "{ isolate: 'thread' }", "{ isolate: 'process' }"]) {
      project.write({ 'workflow.ts': text.replace('OPTIONS', options) });
      const { stdout } = await project.run('run-workflow workflow.ts --verbose');
      const told = stdout.slice(0, stdout.indexOf('\nBroken failed in')).replace(options, '');
      said.push(told.replaceAll(/cr-\w+|run-\w+|in [\d.]+ m?s|:\d+\)?$/gm, '…').replaceAll(/:\d+:/g, ':…:'));
    }
    expect(said[0]).toContain('workflow.ts:');
    expect(said[0]).toContain("throw new TypeError('no '");
    expect(said[0]).toContain('at deep');
    expect(said[1]).toBe(said[0]);
    expect(said[2]).toBe(said[0]);
  });

  test('the settings isolate every task that does not opt out, with custom storage layers', async () => {
    const project = makeProject({
      'clew.config.ts': `
import { defineConfig } from 'clew';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
const file = (key: string) => 'kept-' + key.replaceAll('/', '-');
export default defineConfig({
  profiles: { apart: { isolate: 'process' } },
  storage: { layers: { mine: {
    kind: 'mine',
    put: async (key: string, bytes: Uint8Array) => writeFileSync(file(key), bytes),
    get: async (key: string) => readFileSync(file(key)),
    async *stream(key: string) { yield readFileSync(file(key)); },
    size: async (key: string) => readFileSync(file(key)).length,
    remove: async () => undefined,
    async *list() {},
    place: (key: string) => file(key),
  } } },
});`,
      'workflow.ts': `${head}
import { helper } from './helper.ts';
@Task({ storage: 'mine' }) export class Far { run() { return helper() + process.pid; } }
@Task({ isolate: false }) export class Near { @From(Far) far!: string; run() { return this.far + ' ' + process.pid; } }
@Workflow({ isolate: false }) export class Both { @From(Near) near!: string; run() { return this.near + ' ' + process.pid; } }`,
      'helper.ts': `export const helper = (): string => 'x'.repeat(100_000);`,
    });
    const { output } = await project.json('run-workflow workflow.ts Both --profile apart');
    const [far, near, here] = output.replaceAll('x', '').split(' ');
    expect(near).toBe(here);
    expect(far).not.toBe(here);
  });

  test.each(['thread', 'process'])(
    'the output of an isolated task is printed as without isolation: %s',
    async (where) => {
      const project = makeProject({
        'workflow.ts': `${head}
@Task({ isolate: '${where}' }) export class Prints {
  @Param({ secret: true }) token = 'hunter2';
  constructor(private readonly context: TaskContext) {}
  run() {
    console.log('printed');
    console.error('complained');
    this.context.logger.warn('with ' + this.token);
    return 1;
  }
}`,
      });
      const plain = await project.run('run-workflow workflow.ts --force');
      expect(plain.stdout).toMatch(/^printed$/m);
      expect(plain.stderr).toMatch(/^complained$/m);
      expect(plain.stderr).toMatch(/│ Prints\(token=\*\*\*\)\S* with \*\*\*\n/);
      const { stdout, stderr } = await project.run('run-workflow workflow.ts --force --json');
      expect(JSON.parse(stdout)).toMatchObject({ output: 1 });
      expect(stderr).toContain('printed\n');
    },
  );

  test('two tasks that block the CPU run at the same time', async () => {
    const project = makeProject({
      'workflow.ts': `${head}
@Task({ isolate: 'thread', timeout: '20 s' }) export class Busy {
  @Param() mine!: string;
  @Param() other!: string;
  run() { appendFileSync(this.mine, ''); while (!existsSync(this.other)); return this.mine; }
}
@Workflow() export class Both {
  @FromEach(Busy, () => [{ mine: 'a', other: 'b' }, { mine: 'b', other: 'a' }]) both!: string[];
  run() { return this.both; }
}`,
    });
    expect((await project.json('run-workflow workflow.ts --concurrency 2')).output).toEqual(['a', 'b']);
  });

  test('refuses before anything runs what no worker can load or reach', async () => {
    const project = makeProject({
      'clew.config.ts': `export default { storage: { layers: { scratch: { memory: true } } }, profiles: { forgetful: { storage: { default: 'scratch' } } } };`,
      'workflow.ts': `${head}
@Task({ isolate: 'thread' }) class Hidden { run() { return 1; } }
const made = (n: number) => { @Task({ name: 'Made' + n, isolate: 'thread' }) class Made { run() { return n; } } return Made; };
@Task({ storage: 'scratch' }) export class Short { run() { return 1; } }
@Task({ isolate: 'process' }) export class Reads { @From(Short) short!: number; run() { return 1; } }
@Task({ isolate: 'process', storage: 'scratch' }) export class Writes { run() { return 1; } }
@Task({ isolate: 'thread' }) export class Usual { run() { return 1; } }
@Workflow() export class A { @From(Hidden) a!: number; run() { ran('A'); return 1; } }
@Workflow() export class B { @From(made(1)) a!: number; run() { return 1; } }
@Workflow() export class C { @From(Reads) a!: number; run() { return 1; } }
@Workflow() export class D { @From(Writes) a!: number; run() { return 1; } }`,
    });
    const orElse = 'or give the task `isolate: false`.';
    const layer = `Make "scratch" a folder in clew.config.ts, ${orElse}`;
    const top = `Write the class at the top of a module as \`export class\`, ${orElse}`;
    const lost = 'workflow.ts does not export its class, so that no worker can find it.';
    for (const [target, message, next] of [
      ['A', `error Hidden can't run in isolation: ${lost}`, top],
      ['B', `error Made1 can't run in isolation: ${lost}`, top],
      [
        'C --dry-run',
        `error C → Reads can't run in isolation: it reads what Short keeps in the storage layer "scratch", which is in memory.`,
        layer,
      ],
      [
        'D',
        `error D → Writes can't run in isolation: it writes to the storage layer "scratch", which is in memory.`,
        layer,
      ],
      [
        'Usual --profile forgetful',
        `error Usual can't run in isolation: it writes to (for values over 64 KiB) the storage layer "scratch", which is in memory.`,
        layer,
      ],
    ] as const) {
      expectMistake(await project.run(`run-workflow workflow.ts ${target}`), message, next);
    }
    project.write({ 'clew.config.ts': `export default { isolate: 'fiber' };` });
    expectMistake(
      await project.run('run-workflow workflow.ts Short'),
      "error clew.config.ts: isolate must be 'thread' or 'process' or false; it is 'fiber'.",
      'Correct isolate.',
    );
  });

  test('a script that runs its own isolated task at import fails with a hint instead of starting itself again', async () => {
    const project = makeProject({
      'main.mjs': `
import { Task, run } from 'clew';
export class Apart { run() { return 'done'; } }
Task({ isolate: 'thread' })(Apart);
if (!process.env.GUARDED || (await import('node:worker_threads')).isMainThread) {
  console.log((await run(Apart)).output);
}`,
    });
    const main = async (env: NodeJS.ProcessEnv): Promise<string> =>
      (await promisify(execFile)(ownNode, ['main.mjs'], { cwd: project.folder, env: { ...process.env, ...env } }))
        .stdout;
    await expect(main({})).rejects.toMatchObject({
      stderr: expect.stringContaining(
        'Apart failed: A worker imports the module of an isolated task, and that module starts a run of Apart.',
      ) as unknown,
    });
    expect(await main({ GUARDED: 'yes' })).toBe('done\n');
  });

  test('a task that never settles fails although idle workers are open', async () => {
    const project = makeProject({
      'workflow.ts': `${head}
@Task({ isolate: 'thread' }) export class One { run() { return 1; } }
@Task({ isolate: 'process' }) export class Two { run() { return 1; } }
@Task() export class Stuck { @From(One) one!: number; @From(Two) two!: number; run() { return new Promise(() => undefined); } }`,
    });
    expect((await project.json('run-workflow workflow.ts Stuck')).nodes[0]).toMatchObject({
      status: 'failed',
      error: { code: 'NEVER_SETTLES' },
    });
  });
});
