import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { type Project, makeProject } from '../support/project.ts';
import { filesBelow } from './canary/traces.ts';

const secret = 'hunter2-horse-staple';

const workflow = {
  'workflow.ts': `
import { From, Param, Task, Workflow, TaskContext } from 'clew';
@Task() export class Fetch {
  @Param() token!: string;
  constructor(private readonly context: TaskContext) {}
  run() {
    this.context.logger.info('with ' + this.token);
    return this.token.length;
  }
}
@Workflow() export class Nightly {
  @Param({ secret: true }) token!: string;
  @Param() fails = false;
  @Param() day!: string;
  @From(Fetch) length!: number;
  run() {
    if (this.fails) throw new Error('refused ' + this.token, { cause: new Error('because of ' + this.token) });
    return this.length;
  }
}`,
};

/** Every byte that is kept: the record with its log, the layers, the caches. */
const keptBytes = (project: Project): string =>
  Array.from(filesBelow(project.path('.clew')), ([, bytes]) => bytes.toString('latin1')).join('\n');

describe('secrets', () => {
  test.each([
    ['typed', ['--token', secret], {}],
    ['from the environment', [], { CLEW_PARAM_TOKEN: secret }],
  ])('a secret that is %s is neither printed nor stored', async (_, words, env) => {
    const project = makeProject(workflow);
    const failed = await project.run(
      ['run-workflow', 'workflow.ts', '--day', 'monday', ...words, '--verbose', '--fails'],
      { env },
    );
    expect(failed.stdout).toContain('refused ***; because because of ***');
    const well = await project.run(['run-workflow', 'workflow.ts', '--day', 'monday', ...words], { env });
    const shown = await Promise.all([
      project.run('clew runs'),
      project.run('clew runs --json'),
      project.run(`clew show ${/run-0\w+/.exec(failed.stdout)![0]}`),
      project.run(`clew show ${/cr-\w+/.exec(failed.stdout)![0]} --json`),
      project.run(`clew bt ${/out-\w+/.exec(well.stdout)![0]}`),
      project.run(`clew bt ${/out-\w+/.exec(well.stdout)![0]} --json`),
    ]);
    expect([failed, well, ...shown].map(({ code }) => code)).toEqual([1, 0, 0, 0, 0, 0, 0, 0]);
    for (const { stdout, stderr } of [failed, well, ...shown]) {
      expect(stdout + stderr).not.toContain(secret);
    }
    expect(shown[5]!.stdout).toContain('***');
    expect(keptBytes(project)).not.toContain(secret);
  });

  test('the command that resumes leaves a secret out, and names its variable', async () => {
    const project = makeProject(workflow);
    const { stdout } = await project.run([
      'run-workflow',
      'workflow.ts',
      '--day',
      "it's",
      '--token',
      secret,
      '--fails',
    ]);
    expect(stdout).toContain(`resume  npx run-workflow workflow.ts --day 'it'\\''s' --fails
        with CLEW_PARAM_TOKEN in the environment: secrets are not kept`);
    const record = new DatabaseSync(project.path('.clew/record.db'), { readOnly: true });
    const { command } = record.prepare('select command from pipeline_run').get() as { command: string };
    record.close();
    expect(command).toBe("npx run-workflow workflow.ts --day 'it'\\''s' --fails");
  });

  test('another secret changes the identity', async () => {
    const project = makeProject(workflow);
    const run = (token: string) => project.json(['run-workflow', 'workflow.ts', '--day', 'monday', '--token', token]);
    expect((await run('one')).counts).toMatchObject({ ran: 2, cached: 0 });
    expect((await run('one')).counts).toMatchObject({ ran: 0, cached: 2 });
    expect((await run('two')).counts.cached).toBe(0);
  });

  test('a missing secret is asked for by its variable, not on the command line', async () => {
    const { run } = makeProject({
      'workflow.ts':
        "import { Param, Task } from 'clew';\n@Task() export class A { @Param({ secret: true }) apiToken!: string; run() { return 1; } }",
    });
    const { code, stderr } = await run('run-workflow workflow.ts');
    expect([code, stderr]).toEqual([
      2,
      'error A needs CLEW_PARAM_API_TOKEN in the environment.\nrun-workflow workflow.ts --help lists its parameters.\n',
    ]);
  });

  test('an invalid secret is not printed', async () => {
    const { run } = makeProject({
      'workflow.ts':
        "import { Param, Task } from 'clew';\n@Task() export class A { @Param({ secret: true }) pin!: number; run() { return 1; } }",
    });
    const { code, stderr } = await run(['run-workflow', 'workflow.ts', '--pin', secret]);
    expect(code).toBe(2);
    expect(stderr).toBe(
      'error --pin wants a number and got something else.\nrun-workflow workflow.ts --help lists its parameters.\n',
    );
  });

  test('an exception of an isolated task that is over shows no secret', async () => {
    const { run } = makeProject({
      'workflow.ts': `
import { From, Param, Task } from 'clew';
@Task({ isolate: 'process' }) export class Fetch {
  @Param({ secret: true }) token!: string;
  run() { setTimeout(() => { throw new Error('late: ' + this.token); }); return 1; }
}
@Task() export class Wait {
  @Param({ secret: true }) token!: string;
  @From(Fetch) fetched!: number;
  run() { return new Promise((resolve) => setTimeout(resolve, 300)); }
}`,
    });
    const { code, stderr } = await run('run-workflow workflow.ts Wait', { env: { CLEW_PARAM_TOKEN: secret } });
    expect(code).toBe(0);
    expect(stderr).toContain('A task that was over left something behind that threw: Error: late: ***');
    expect(stderr).not.toContain(secret);
  });

  test('a secret in an output is stored as it is, with a warning, and printed as ***', async () => {
    const { run } = makeProject({
      'workflow.ts': `
import { writeFileSync } from 'node:fs';
import { FromEach, Param, StorageLayer, Table, Task, TaskContext, Workflow, file } from 'clew';
@Task() export class Gives {
  @Param() how!: string;
  @Param({ secret: true }) token!: string;
  constructor(private readonly storage: StorageLayer, private readonly context: TaskContext) {}
  async run() {
    const { how, token } = this;
    const long = 'x'.repeat(200_000) + token;
    switch (how) {
      case 'value': return { deep: [{ header: 'Bearer ' + token }] };
      case 'encoded': return Buffer.from('u:' + token).toString('base64');
      case 'stored': return { it: await this.storage.store('config.json', { token }) };
      case 'stream': return (function* () { for (let at = 0; at < long.length; at += 1000) yield Buffer.from(long.slice(at, at + 1000)); })();
      case 'list': return (function* () { for (let i = 0; i < 9000; i++) yield { i, token: i === 8999 ? token : '-' }; })();
      case 'file': writeFileSync('kept.txt', long); return file('kept.txt');
      case 'table': return Table.of({ token: ['a', token], n: [1, 2] });
      default: return token.length;
    }
  }
}
@Workflow() export class All {
  @Param({ secret: true }) token!: string;
  @FromEach(Gives, () => ['value', 'encoded', 'stored', 'stream', 'list', 'file', 'table', 'none'].map((how) => ({ how }))) all!: unknown[];
  run() { return [this.token]; }
}`,
    });
    const { code, stdout, stderr } = await run('run-workflow workflow.ts All', { env: { CLEW_PARAM_TOKEN: secret } });
    expect(code).toBe(0);
    const said = stderr.split('\n').filter((line) => line.includes('has a secret parameter in it'));
    const by = said.map((line) =>
      /(?:how=(\w+)|(All)).* (What it returned|\S+, which it stored,)/.exec(line)!.slice(1).join(' ').trim(),
    );
    expect(new Set(by.map((words) => words.replace(/ +/g, ' ')))).toEqual(
      new Set([
        'value What it returned',
        'encoded What it returned',
        'stored config.json, which it stored,',
        'stream What it returned',
        'list What it returned',
        'file kept.txt, which it stored,',
        'table What it returned',
        'All What it returned',
      ]),
    );
    expect(stdout).toContain('output  ["***"]');
    expect(stdout + stderr).not.toContain(secret);
  });

  test('names and output ids that contain a secret are refused', async () => {
    const { run } = makeProject({
      'workflow.ts': `
import { Param, StorageLayer, Task, TaskContext } from 'clew';
@Task() export class A {
  @Param({ secret: true }) token!: string;
  @Param() what!: string;
  constructor(private readonly storage: StorageLayer, private readonly context: TaskContext) {}
  async run() { return this.what === 'id' ? this.context.outputId({ id: 'out-' + this.token }) : this.storage.store('of/' + this.token, 1); }
}`,
    });
    const env = { CLEW_PARAM_TOKEN: secret };
    const id = await run('run-workflow workflow.ts A --what id', { env });
    expect([id.code, id.stdout]).toEqual([
      1,
      expect.stringContaining('The output id out-*** has a secret parameter in it'),
    ]);
    const name = await run('run-workflow workflow.ts A --what name', { env });
    expect([name.code, name.stdout]).toEqual([
      1,
      expect.stringContaining(`under the name "of/***": a secret parameter is in it`),
    ]);
  });

  const joined = {
    'workflow.ts': `
import { From, Param, Task, Workflow } from 'clew';
@Task() export class Fetch { @Param() url!: string; run() { return this.url.length; } }
@Workflow() export class Nightly {
  @Param({ secret: true }) token!: string;
  @Param() mirror = '';
  @From(Fetch, (self: Nightly) => ({ url: 'https://host/?t=' + encodeURIComponent(self.token) })) length!: number;
  run() { return this.length; }
}`,
  };

  test('clew why, diff and rerun know whether a secret is the same', async () => {
    const project = makeProject(joined);
    const run = async (token: string) =>
      project.json('run-workflow workflow.ts Nightly', { env: { CLEW_PARAM_TOKEN: token } });
    const [first, second] = [await run('p w&1-secret'), await run('p w&another-secret')];
    expect(first.nodes.map(({ params }: any) => params)).toEqual([{ token: '***', mirror: '' }, { url: '***' }]);
    const reasons = Object.fromEntries(second.nodes.map(({ task, reason }: any) => [task, reason]));
    expect(reasons).toEqual({ Fetch: 'secret parameter url changed', Nightly: 'secret parameter token changed' });
    const diff = await project.run(['clew', 'diff', first.run, second.run]);
    expect(diff.stdout).toContain('secret parameter url changed');
    expect((await run('p w&1-secret')).counts).toMatchObject({ ran: 0, cached: 2 });
    const env = { CLEW_PARAM_TOKEN: 'p w&1-secret' };
    const again = await project.run(['clew', 'rerun', first.run], { env });
    expect([again.code, again.stdout]).toEqual([0, expect.stringContaining('same')]);
  });

  test('a parameter that contains a secret is secret too', async () => {
    const project = makeProject(joined);
    const words = ['run-workflow', 'workflow.ts', 'Nightly', '--token', secret, '--mirror', `https://u:${secret}@host`];
    const { run } = await project.json(words);
    const shown = await project.json(`clew show ${run}`);
    expect(shown.params).toEqual({ token: '***', mirror: '***' });
    const again = await project.run(`clew rerun ${run}`);
    expect([again.code, again.stderr]).toEqual([
      2,
      expect.stringContaining('CLEW_PARAM_TOKEN and CLEW_PARAM_MIRROR must be in the environment'),
    ]);
    expect(keptBytes(project)).not.toContain(secret);
  });

  test('programs that a task starts do not get the variables of secrets', async () => {
    const { json } = makeProject({
      'workflow.ts': `
import { execFileSync } from 'node:child_process';
import { Param, Task } from 'clew';
@Task({ isolate: 'process', cache: false }) export class A {
  @Param({ secret: true }) token!: string;
  @Param() n!: number;
  run() { return [this.token.length, execFileSync('printenv').toString().split('\\n').filter((line) => line.startsWith('CLEW_PARAM_')), process.env['CLEW_PARAM_TOKEN'] ?? null]; }
}`,
    });
    const { output } = await json('run-workflow workflow.ts A', {
      env: { CLEW_PARAM_TOKEN: secret, CLEW_PARAM_N: '3' },
    });
    expect(output).toEqual([secret.length, ['CLEW_PARAM_N=3'], null]);
  });

  test('a script keeps secrets out of its record and out of errors of run()', async () => {
    const project = makeProject({
      'workflow.ts': `
import { From, Param, Task, Workflow } from 'clew';
@Task() export class Fetch { @Param() url!: string; run() { return this.url.length; } }
@Workflow() export class Nightly {
  @Param({ secret: true }) token!: string;
  @From(Fetch, (self: Nightly) => { throw new Error('refused ' + self.token); }) length!: number;
  run() { return this.length; }
}`,
      'script.ts': `
import { inspect } from 'node:util';
import { lineage, run } from 'clew';
import { Nightly } from './workflow.ts';
const token = process.env['TOKEN']!;
const ask = lineage.register(
  'ask',
  {
    secrets: (token: string) => [token],
    inputs: (token: string) => ({ token: lineage.value(token) }),
    params: (token: string) => ({ header: 'Bearer ' + token }),
  },
  (token: string) => { lineage.log(undefined, { label: token }); throw new Error('refused ' + token); },
);
try { ask(token); } catch {}
await lineage.flush();
await run(Nightly, { token }).catch((error) => console.log(inspect(error)));
`,
    });
    const { code, stdout, stderr } = await project.startFile('--import', ['clew/watch', 'script.ts'], {
      env: { TOKEN: secret },
    }).ended;
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('The mapping of Nightly.length threw: refused ***.');
    expect(stdout).not.toContain(secret);
    expect(await project.json('clew history ask')).toMatchObject({ runs: [{ params: { header: '***' } }] });
    expect(keptBytes(project)).not.toContain(secret);
  });
});
