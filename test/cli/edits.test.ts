import { describe, expect, test } from 'vitest';
import { makeProject } from '../support/project.ts';

const load = `
import { Task } from 'clew';
import { numbers } from './numbers.ts';
@Task()
export class Load {
  run() { return numbers(); }
}`;

const report = `
import { From, Task, type Output } from 'clew';
import { Load } from './load.ts';
@Task()
export class Report {
  @From(Load) numbers!: Output<Load>;
  run() { return 'sum ' + this.numbers.reduce((a, b) => a + b, 0); }
}`;

const files = {
  'load.ts': load,
  'numbers.ts': 'export const numbers = () => [1, 2, 3];',
  'report.ts': report,
};

interface Answer {
  readonly output: string;
  readonly nodes: readonly { readonly task: string; readonly status: string }[];
}

describe('cache after edits', () => {
  test('runs the tasks whose code was edited, and what depends on them only if their output changed', async () => {
    const project = makeProject(files);
    const run = async (): Promise<{ output: string; statuses: Record<string, string> }> => {
      const { output, nodes } = (await project.json('run-workflow report.ts Report')) as Answer;
      return { output, statuses: Object.fromEntries(nodes.map(({ task, status }) => [task, status])) };
    };
    expect(await run()).toEqual({ output: 'sum 6', statuses: { Load: 'ran', Report: 'ran' } });

    project.write({ 'numbers.ts': 'export const numbers = () => [1, 1 + 1, 3];' });
    expect(await run()).toEqual({ output: 'sum 6', statuses: { Load: 'ran', Report: 'cached' } });

    project.write({ 'numbers.ts': 'export const numbers = () => [1, 2, 4];' });
    expect(await run()).toEqual({ output: 'sum 7', statuses: { Load: 'ran', Report: 'ran' } });

    project.write({ 'report.ts': report.replace('sum ', 'total ') });
    expect(await run()).toEqual({ output: 'total 7', statuses: { Load: 'cached', Report: 'ran' } });
  });
});
