import { describe, expect, test } from 'vitest';
import { makeProject } from '../support/project.ts';

const tasks = `
import 'reflect-metadata';
import { From, Task, TaskContext } from 'clew';
export class Load {
  constructor(context) { this.context = context; }
  run() {
    this.context.progress(1, 2);
    this.context.logger.info('half of it');
    if (this.context.attempt === 1) throw new Error('once');
    return 1;
  }
}
Reflect.defineMetadata('design:paramtypes', [TaskContext], Load);
Task({ retries: 1 })(Load);
export class Sum { run() { return this.load + 1; } }
From(Load)(Sum.prototype, 'load');
Task()(Sum);`;

const script = (listeners: string): string => `
import { run } from 'clew';
import { Sum } from './tasks.mjs';
const seen = [];
const names = ['runStarted', 'nodeStarted', 'nodeProgress', 'nodeLog', 'nodeRetrying', 'nodeFinished'];
const all = Object.fromEntries(names.map((name) => [name, (event) => seen.push([name, event.node ?? event.target, event.status ?? event.text ?? event.done ?? null])]));
const { output } = await run(Sum, {}, { events: ${listeners} });
console.log(JSON.stringify({ output, seen }));`;

describe('events of run()', () => {
  test('a script receives the events of a run in order', async () => {
    const project = makeProject({ 'tasks.mjs': tasks, 'script.mjs': script('all') });
    const { code, stdout } = await project.startFile('script.mjs').ended;
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      output: 2,
      seen: [
        ['runStarted', 'Sum', null],
        ['nodeStarted', 'Load', null],
        ['nodeProgress', 'Load', 1],
        ['nodeLog', 'Load', 'half of it'],
        ['nodeRetrying', 'Load', null],
        ['nodeStarted', 'Load', null],
        ['nodeProgress', 'Load', 1],
        ['nodeLog', 'Load', 'half of it'],
        ['nodeFinished', 'Load', 'ran'],
        ['nodeStarted', 'Sum', null],
        ['nodeFinished', 'Sum', 'ran'],
      ],
    });
  });

  test('a listener that throws is reported and does not stop the run, and an unknown event is refused', async () => {
    const broken = `{ nodeFinished: () => { throw new Error('broken page'); } }`;
    const project = makeProject({
      'tasks.mjs': tasks,
      'broken.mjs': script(broken),
      'misspelt.mjs': script('{ nodeFinish: () => 1 }'),
    });
    const ran = await project.startFile('broken.mjs').ended;
    expect(ran).toMatchObject({ code: 0, stderr: expect.stringContaining('broken page') });
    const { code, stderr } = await project.startFile('misspelt.mjs').ended;
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining('run() has no event nodeFinish. Did you mean nodeFinished?'),
    ]);
  });
});
