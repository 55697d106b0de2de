import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeProject } from '../support/project.ts';
import { compile, repository } from './blocks.ts';

const folder = join(repository, 'templates/basic');
const files = readdirSync(folder).toSorted();

describe('template of clew init', () => {
  it('compiles', { timeout: 60_000 }, () => {
    expect(compile(files.map((name) => readFileSync(join(folder, name), 'utf8')))).toBe('');
  });

  it('runs, and runs again after a line was changed', { timeout: 60_000 }, async () => {
    const project = makeProject({});
    const init = await project.run('clew init');
    expect(init.code).toBe(0);
    for (const name of files) expect(init.stdout).toContain(`✓ ${name}`);

    expect((await project.run('run-workflow First')).stdout).toContain('the mean of 10 squares is 28.5');
    expect((await project.json('run-workflow First')).counts).toMatchObject({ ran: 0, cached: 3 });
    project.write({ 'workflow.ts': project.read('workflow.ts').replace('i * i', 'i * i * i') });
    expect(await project.json('run-workflow First')).toMatchObject({
      output: 'the mean of 10 squares is 202.5',
      counts: { ran: 3, cached: 0 },
    });
  });
});
