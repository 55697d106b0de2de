import { describe, expect, test } from 'vitest';
import { type Files, type Project, type Ran, makeProject } from '../support/project.ts';

/** A script that runs a task whose module has read a file when it was loaded. */
const files: Files = {
  'main.mjs': `
import { run } from 'clew';
import { Ask, Counts } from './tasks.mjs';
for (const task of [Ask, Ask, Counts]) {
  const { output, nodes: [node] } = await run(task);
  console.log(output + ' ' + node.status + ' ' + node.reason);
}`,
  'tasks.mjs': `
import { Task } from 'clew';
import { prompt } from './prompts.mjs';
export class Ask { run() { return prompt; } }
Task()(Ask);
export class Counts { run() { return 1; } }
Task()(Counts);`,
  'prompts.mjs': `
import { readFileSync } from 'node:fs';
export const prompt = readFileSync(new URL('prompt.txt', import.meta.url), 'utf8');`,
  'prompt.txt': 'one',
};

const answers = ({ stdout }: Ran): string[] => stdout.trim().split('\n');
const start = async (project: Project, ...flags: string[]): Promise<Ran> => {
  const [first, ...others] = [...flags, 'main.mjs'];
  return project.startFile(first!, others).ended;
};

describe('clew/watch', () => {
  test('without it, results of a script that read files before Clew was loaded are not cached, with one warning', async () => {
    const project = makeProject(files);
    const first = await start(project);
    expect(answers(first)).toEqual([
      expect.stringMatching(/^one ran /),
      expect.stringMatching(/^one ran prompts.mjs was loaded before Clew could see what it reads/),
      expect.stringMatching(/^1 ran /),
    ]);
    expect(first.stderr.match(/ClewWarning/g)).toHaveLength(1);
    expect(first.stderr).toContain(
      '[CODE_UNSEEN] ClewWarning: prompts.mjs was loaded before Clew could see what it reads, so the results are never found again. Start with node --import clew/watch, or use npx run-workflow.',
    );
    project.write({ 'prompt.txt': 'two' });
    expect(answers(await start(project))).toEqual([
      expect.stringMatching(/^two ran /),
      expect.stringMatching(/^two ran /),
      expect.stringMatching(/^1 cached /),
    ]);
  });

  test('with --import clew/watch they are cached, and shared with run-workflow', async () => {
    const project = makeProject(files);
    const watched = ['--import', 'clew/watch'];
    const first = await start(project, ...watched);
    expect(first.stderr).toBe('');
    expect(answers(first)).toEqual([
      expect.stringMatching(/^one ran /),
      expect.stringMatching(/^one cached /),
      expect.stringMatching(/^1 ran /),
    ]);
    expect(answers(await start(project, ...watched))[0]).toMatch(/^one cached /);
    project.write({ 'prompt.txt': 'two' });
    expect(answers(await start(project, ...watched))).toEqual([
      expect.stringMatching(/^two ran prompt.txt changed/),
      expect.stringMatching(/^two cached /),
      expect.stringMatching(/^1 cached /),
    ]);
    // What a command gave is found by a script, and the other way round.
    project.write({ 'prompt.txt': 'one' });
    expect(await project.json('run-workflow tasks.mjs Ask')).toMatchObject({ output: 'one', counts: { cached: 1 } });
  });
});
