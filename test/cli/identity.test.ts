import { describe, expect, test } from 'vitest';
import { type Project, makeProject } from '../support/project.ts';

const helper = 'export const square = (n: number): number => n * n;\n';
const workflow = `
import { From, Param, Task, Workflow, type Output } from 'clew';
import { square } from './lib/square.ts';
@Task() export class Load { @Param() rows = 3; run() { return square(this.rows); } }
@Workflow() export class Nightly { @From(Load) loaded!: Output<Load>; run() { return this.loaded + 1; } }
`;
const files = { 'workflow.ts': workflow, 'lib/square.ts': helper };
const command = 'run-workflow workflow.ts Nightly';

/** What a dry run says of each task, and what then becomes of it. */
async function again(project: Project): Promise<Record<string, [planned: string, status: string, reason: string]>> {
  const dry = await project.json(`${command} --dry-run`);
  const { nodes } = await project.json(command);
  const planned = new Map<string, string>(dry.nodes.map(({ task, action }: any) => [task, action]));
  return Object.fromEntries(
    nodes.map(({ task, status, reason }: any) => [task, [planned.get(task), status, reason.replace(/ cr-.*/, '')]]),
  );
}

const cached = ['cached', 'cached', 'same code, parameters and inputs as'];

describe('identity of code', () => {
  test('an edited comment, blank or type runs nothing, and the record keeps the code as it was', async () => {
    const project = makeProject(files);
    const first = await project.json(command);
    const edits: Record<string, string>[] = [
      { 'lib/square.ts': `/** Its area.\n  */\n\n${helper.replace('=>', '=>\n  // as usual\n')}` },
      { 'lib/square.ts': `interface Side { length: number }\n${helper.replace('): number', '): Side["length"]')}` },
      {
        'workflow.ts': workflow
          .replace('rows = 3', '/** How many. */\n  rows = 3')
          .replaceAll('run()', 'run(): number')
          .replaceAll('; ', ';\n\n'),
      },
    ];
    for (const edit of edits) {
      project.write(edit);
      expect(await again(project)).toEqual({ Load: cached, Nightly: cached });
    }
    const recorded = async ({ run }: { run: string }): Promise<{ code: string; identity: string }> => {
      const { nodes } = await project.json(['clew', 'show', run]);
      return project.json(['clew', 'show', nodes.find(({ node }: any) => node === 'Load').componentRun]);
    };
    const [before, now] = [await recorded(first), await recorded(await project.json(command))];
    expect(now.code).not.toBe(before.code);
    expect(now.identity).toBe(before.identity);
    const why = await project.run(['clew', 'why', 'Load']);
    expect(why.stdout).toMatch(/code +the same, 2 files/);
  });

  test('names the edited code only, not files in which only comments changed', async () => {
    const project = makeProject(files);
    await project.json(command);
    project.write({ 'lib/square.ts': helper.replace('n * n', 'n ** 2'), 'workflow.ts': `// tidy\n${workflow}` });
    const reason = 'code changed: lib/square.ts (imported by workflow.ts)';
    // Both tasks are in one file, and only one of them reaches it.
    const same = 'same code, parameters and inputs as';
    expect(await again(project)).toEqual({ Load: ['run', 'ran', reason], Nightly: ['run', 'cached', same] });
  });

  test('changes with compiler settings and with the types that decorators emit as metadata', async () => {
    const project = makeProject({
      ...files,
      'workflow.ts': workflow.replace('rows = 3', 'rows: number = 3; kept!: string'),
    });
    await project.json(command);
    project.write({ 'tsconfig.json': { compilerOptions: { useDefineForClassFields: false } } });
    const compiled = 'code changed: workflow.ts is the same, compiled differently';
    expect((await again(project)).Load).toEqual(['run', 'ran', compiled]);
    project.write({ 'workflow.ts': workflow.replace('rows = 3', 'rows: any = 3; kept!: string') });
    expect((await again(project)).Load![2]).toBe('code changed: workflow.ts');
  });

  test('names a dependency of a package when its version changes', async () => {
    const pack = (name: string, version: string, dependencies: object = {}): object => ({
      [`node_modules/${name}/package.json`]: { name, version, main: 'index.js', dependencies },
      [`node_modules/${name}/index.js`]: 'module.exports = (x) => x;',
    });
    const project = makeProject({
      'workflow.ts': workflow.replace("'./lib/square.ts'", "'shapes'").replace('{ square }', 'square'),
      ...pack('shapes', '1.0.0', { deep: '^1.0.0' }),
      ...pack('deep', '1.0.0'),
    });
    await project.json(command);
    expect((await again(project)).Load).toEqual(cached);
    project.write({ ...pack('deep', '1.0.1') });
    expect((await again(project)).Load).toEqual(['run', 'ran', 'package deep changed: 1.0.0 → 1.0.1']);
  });

  test('clew info code says how much of each file counts, and why', async () => {
    const project = makeProject({
      ...files,
      'workflow.ts': `import './setup.ts';${workflow}`,
      'setup.ts': 'globalThis.x = 1;',
    });
    const { nodes } = await project.json(command);
    const { componentRun } = nodes.find(({ node }: any) => node === 'Load');
    const { stdout } = await project.run(['clew', 'info', 'code', componentRun]);
    const lines = stdout.split('\n').map((line) => line.trim().replaceAll(/ {2,}/g, ' '));
    expect(lines).toContainEqual(expect.stringMatching(/^lib\/square\.ts \w{10}$/));
    expect(lines).toContainEqual(expect.stringMatching(/^setup\.ts \w{10} does something when it is imported$/));
    expect(lines).toContainEqual(expect.stringMatching(/^workflow\.ts \w{10} only what Load reaches$/));
    const { files: found } = await project.json(['clew', 'info', 'code', componentRun]);
    expect(found).toMatchObject([{ path: 'lib/square.ts' }, { path: 'setup.ts', effect: true }, { roots: ['Load'] }]);
  });
});
