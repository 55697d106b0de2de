import { rmSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Files, type Project, makeProject } from '../support/project.ts';

/** A task that waits in mid-run, and one that then loads everything that it can for the first time. */
const workflow = (options: string): string => `
import { existsSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { From, Task, Workflow } from 'clew';
import { helper } from './helper.ts';
import { v as fixed } from '#fixed';
@Task({ isolate: false }) export class Waits {
  async run() {
    writeFileSync('waiting', '');
    while (!existsSync('go')) await new Promise((again) => setTimeout(again, 5));
    return helper();
  }
}
@Task(${options}) export class Loads {
  @From(Waits) first!: number;
  async run() {
    const require = createRequire(import.meta.url);
    const typed = await import('./typed.ts');
    const plain = await import('./plain.mjs');
    const old = await import('./old.cjs');
    const data = await import('./data.json', { with: { type: 'json' } });
    const shadowed = await import('./shadowed.js');
    const found = await import('#found');
    return [this.first, helper(), typed.v, plain.v, old.default.v, old.named, data.default.v, shadowed.v, found.v, require('./required.cjs').v, fixed];
  }
}
@Workflow({ isolate: false }) export class Moment { @From(Loads) all!: number[]; run() { return this.all; } }`;

const modules = (v: number): Files => ({
  'helper.ts': `export const helper = (): number => ${v};`,
  'typed.ts': `export const v: number = ${v};`,
  'plain.mjs': `import { v as deep } from './deep.js'; export const v = ${v} + deep - deep;`,
  'deep.js': `export const v = ${v};`,
  'old.cjs': `exports.v = require('./deeper.cjs').v + require('./deep.json').v - ${v}; exports.${v === 1 ? 'named' : 'renamed'} = ${v};`,
  'deeper.cjs': `exports.v = ${v};`,
  'deep.json': { v },
  'data.json': { v },
  'shadowed.js': `export const v = ${v};`,
  'fixed.mjs': `export const v = ${v};`,
  'found.mjs': `export const v = ${v};`,
  'required.cjs': `exports.v = ${v};`,
});
const settings = { 'clew.config.ts': `export default { project: 'moment' };` };
const ones = Array.from({ length: 11 }, () => 1);
const twos = ones.map(() => 2);

const manifest = (fixed: string): Files => ({
  'package.json': { name: 'shop', type: 'module', imports: { '#found': './found.mjs', '#fixed': fixed } },
});

function makeMoment(options: string): Project {
  return makeProject({ 'workflow.ts': workflow(options), ...modules(1), ...settings, ...manifest('./fixed.mjs') });
}

/** Does something to the project while a run of it waits. */
async function midRun(project: Project, change: () => void): Promise<any> {
  const { ended } = project.start('run-workflow workflow.ts Moment --verbose --json');
  const watch = (async () => {
    while (!project.has('waiting')) await new Promise((again) => setTimeout(again, 5));
    change();
    project.write({ go: '' });
  })();
  const { stdout, stderr } = await ended;
  await watch;
  try {
    return JSON.parse(stdout);
  } catch {
    throw new Error(stderr);
  }
}

/** The record's own word: its code, run again from there. */
async function expectRecorded(project: Project, run: string, output: unknown): Promise<void> {
  expect((await project.json(`clew rerun ${run}`)).output).toEqual(output);
}

describe.each([
  ['in this process', '{}'],
  ['in a thread', "{ isolate: 'thread' }"],
  ['in a process', "{ isolate: 'process' }"],
])('edits during a run %s', (_, options) => {
  test('edited files do not change what the run executes', async () => {
    const project = makeMoment(options);
    const { output, run } = await midRun(project, () => {
      project.write(modules(2));
      project.write(manifest('./deep.js'));
      project.write({
        'shadowed.ts': 'export const v: number = 3;',
        'clew.config.ts': 'export default {',
        'workflow.ts': workflow(options).replace('this.first,', "'edited', this.first,"),
      });
    });
    expect(output).toEqual(ones);
    project.write(settings);
    await expectRecorded(project, run, ones);
    project.write({ 'workflow.ts': workflow(options).replace('old.named', 'old.renamed') });
    rmSync(project.path('shadowed.ts'));
    const next = await project.json('run-workflow workflow.ts Moment');
    expect(next).toMatchObject({ output: twos, counts: { ran: 3 } });
    project.write(modules(1));
    project.write({ 'workflow.ts': workflow(options), ...manifest('./fixed.mjs') });
    expect(await project.json('run-workflow workflow.ts Moment')).toMatchObject({
      output: ones,
      counts: { cached: 3 },
    });
  });

  test('deleted files do not change what the run executes', async () => {
    const project = makeMoment(options);
    const { output, run } = await midRun(project, () => {
      for (const name of [...Object.keys(modules(1)), 'workflow.ts', 'clew.config.ts']) rmSync(project.path(name));
    });
    expect(output).toEqual(ones);
    await expectRecorded(project, run, ones);
  });
});

/** A process that runs the same workflow each time that it is told to, until it has done so three times. */
const server = {
  'server.mjs': `
import { existsSync } from 'node:fs';
import { run } from 'clew';
import { Adds } from './tasks.mjs';
for (const turn of [1, 2, 3]) {
  console.log('ready ' + turn);
  while (!existsSync('turn-' + turn)) await new Promise((again) => setTimeout(again, 5));
  const { output, nodes } = await run(Adds, { turn: Math.min(turn, 2) });
  console.log('answer ' + turn + ': ' + output + ' ' + nodes[0].status);
}`,
  'tasks.mjs': `
import { Param, Task } from 'clew';
import { z } from 'zod';
import { step } from './step.mjs';
export class Adds {
  turn = 0;
  async run() { return this.turn * 10 + step + (await import('./late.mjs')).late; }
}
Param(z.number())(Adds.prototype, 'turn');
// The script around it reads what tells it to go on.
Task({ ignore: ['turn-*'] })(Adds);`,
  'step.mjs': 'export const step = 1;',
  'late.mjs': 'export const late = 0;',
};

describe('edits during a script with several runs', () => {
  test('are not picked up, with one warning per set of changed files', async () => {
    const project = makeProject(server);
    const { ended, until } = project.startFile('server.mjs');
    await until('ready 1');
    project.write({ 'turn-1': '' });
    await until('ready 2');
    project.write({ 'step.mjs': 'export const step = 2;', 'turn-2': '' });
    await until('ready 3');
    project.write({ 'late.mjs': 'export const late = 5;', 'turn-3': '' });
    const { stdout, stderr, code } = await ended;
    expect(stderr).toContain(
      'ClewWarning: step.mjs has changed since this process loaded it: this run uses it as it was loaded. Start the process again to take it up.',
    );
    expect(stderr).toContain(
      'ClewWarning: 2 files have changed since this process loaded them (late.mjs and step.mjs): this run uses them as they were loaded. Start the process again to take them up.',
    );
    expect(stderr.match(/ClewWarning/g)).toHaveLength(2);
    expect(code).toBe(0);
    expect(stdout.match(/answer.*/g)).toEqual(['answer 1: 11 ran', 'answer 2: 21 ran', 'answer 3: 21 cached']);
    const again = project.startFile('server.mjs');
    const answer = await again.ended;
    expect(answer.stdout.match(/answer.*/g)).toEqual(['answer 1: 17 ran', 'answer 2: 27 ran', 'answer 3: 27 cached']);
    expect(answer.stderr).toBe('');
  });

  test('to files that Node loaded before Clew are noticed', async () => {
    const project = makeProject(server);
    const { ended, until } = project.startFile('server.mjs');
    await until('ready 1');
    project.write({ 'step.mjs': 'export const step = 2;', 'turn-1': '', 'turn-2': '', 'turn-3': '' });
    const { stdout, stderr } = await ended;
    expect(stdout.match(/answer.*/g)).toEqual(['answer 1: 11 ran', 'answer 2: 21 ran', 'answer 3: 21 cached']);
    expect(stderr).toContain('ClewWarning: step.mjs has changed since this process loaded it');
    const answer = await project.startFile('server.mjs').ended;
    expect(answer.stdout.match(/answer.*/g)).toEqual(['answer 1: 12 ran', 'answer 2: 22 ran', 'answer 3: 22 cached']);
    expect(answer.stderr).toBe('');
    project.write({ 'step.mjs': 'export const step = 1;' });
    const before = await project.startFile('server.mjs').ended;
    expect(before.stdout.match(/answer.*/g)).toEqual([
      'answer 1: 11 cached',
      'answer 2: 21 cached',
      'answer 3: 21 cached',
    ]);
  });

  test('make results uncacheable if Clew cannot know which text runs', async () => {
    const step = 'export const step: number = 1;';
    const tasks = server['tasks.mjs'].replace('step.mjs', 'step.ts');
    const project = makeProject({ ...server, 'tasks.mjs': tasks, 'step.ts': step });
    const { ended, until } = project.startFile('server.mjs');
    await until('ready 1');
    project.write({ 'step.ts': step.replace('1', '2'), 'turn-1': '', 'turn-2': '', 'turn-3': '' });
    const { stdout, stderr } = await ended;
    // Node had loaded the old text.
    expect(stdout.match(/answer.*/g)).toEqual(['answer 1: 11 ran', 'answer 2: 21 ran', 'answer 3: 21 ran']);
    expect(stderr).toContain(
      "ClewWarning: step.ts was edited after this process had started and before Clew read it: which text runs can't be known, so the results are never found again. Start the process again.",
    );
    const answer = await project.startFile('server.mjs').ended;
    expect(answer.stdout.match(/answer.*/g)).toEqual(['answer 1: 12 ran', 'answer 2: 22 ran', 'answer 3: 22 cached']);
    expect(answer.stderr).toBe('');
  });
});
