import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { makeProject } from '../support/project.ts';

const task = (name: string, options: string, body: string): string => `
@Task({ ${options} })
export class ${name} {
  constructor(private readonly context: TaskContext) {}
  async run() { ${body} }
}`;

const project = makeProject({
  'w.ts': `import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { Task, TaskContext, file } from 'clew';
${['false', "'thread'", "'process'"].map((isolate, i) => task(`Keep${i}`, `isolate: ${isolate}`, "const at = await this.context.scratch('out'); await writeFile(at + '/a.txt', 'kept'); return { at, file: file(at + '/a.txt') };")).join('\n')}
${task('Fail', '', 'const at = await this.context.scratch(); throw new Error(at);')}
${task('Same', '', "const [a, b, c] = await Promise.all(['x', 'x', 'y'].map((name) => this.context.scratch(name))); return [a === b, a !== c, existsSync(a!), existsSync(c!)];")}
${task('Climb', '', "return this.context.scratch('../out');")}`,
});

describe('scratch folders', () => {
  test.each(['Keep0', 'Keep1', 'Keep2'])(
    'exist while the task runs, and are removed after its output was stored: %s',
    async (name) => {
      const { output } = await project.json(`run-workflow w.ts ${name}`);
      expect(output.at).toMatch(/[\\/]clew-cr-\w+-\w+[\\/]out$/);
      expect(existsSync(output.at.replace(/out$/, ''))).toBe(false);
      const kept = await project.run(['clew', 'artifacts', 'cat', output.file.artifact]);
      expect(kept.stdout).toBe('kept');
    },
  );

  test('are removed after a failure', async () => {
    const { nodes } = await project.json('run-workflow w.ts Fail');
    const at = nodes[0].error.message as string;
    expect(at).toMatch(/scratch$/);
    expect(existsSync(at)).toBe(false);
  });

  test('have one folder per name, and refuse a name that leads outside', async () => {
    expect((await project.json('run-workflow w.ts Same')).output).toEqual([true, true, true, true]);
    const { code, stdout } = await project.run('run-workflow w.ts Climb');
    expect(code).toBe(1);
    expect(stdout).toContain('A scratch folder can\'t be called "../out"');
  });
});
