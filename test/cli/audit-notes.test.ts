import { DatabaseSync } from 'node:sqlite';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type Files, type Project, makeProject } from '../support/project.ts';

const program = {
  'prompt.txt': 'Be brief.',
  'w.mjs': 'export const w = 3;',
  'workflow.ts': `
import { readFileSync } from 'node:fs';
import { From, Task, Workflow } from 'clew';
let prompt: string | undefined;
const read = () => (prompt ??= readFileSync('prompt.txt', 'utf8'));
@Task() export class Ask { run() { return readFileSync('prompt.txt', 'utf8').length; } }
@Task() export class First { run() { return read().length; } }
@Task() export class Second { @From(First) first!: number; run() { return read().length + this.first; } }
@Task() export class Load { async run() { const name = './w.mj' + 's'; return (await import(name)).w; } }
@Task() export class Place { run() { return process.env['MODEL_DIR'] ?? 'none'; } }
@Workflow() export class All {
  @From(Ask) ask!: number; @From(Second) second!: number; @From(Load) load!: number; @From(Place) place!: string;
  run() { return 1; }
}`,
};

/** Takes away what was noted of a task, as if nobody had seen it. */
function forget(project: Project, component: string): void {
  const db = new DatabaseSync(project.path('.clew/record.db'));
  const { changes } = db.prepare('update component_run set dependencies = null where component = ?').run(component);
  db.close();
  expect(Number(changes)).toBeGreaterThan(0);
}

const findingOf = (audit: any, task: string): any => audit.findings.find((one: any) => one.task === task);

describe('clew audit: noted dependencies', () => {
  test('finds nothing when all dependencies were noted, including those that several tasks of one process share', async () => {
    const project = makeProject(program);
    const { audit } = await project.json('run-workflow workflow.ts All --audit 100%');
    expect(audit).toMatchObject({ findings: [], notAudited: [], counts: { found: 6, same: 6 } });
  });

  test('reports a missing note, whether the result differs or not', async () => {
    const project = makeProject(program);
    await project.run('run-workflow workflow.ts All');
    forget(project, 'Ask');
    forget(project, 'Load');
    const { audit: same } = await project.json('clew audit --sample 100%');
    expect(findingOf(same, 'Ask')).toMatchObject({
      kind: 'missing-note',
      missing: [
        { kind: 'working directory', name: '.' },
        { kind: 'file', name: 'prompt.txt' },
      ],
      output: [],
    });
    expect(findingOf(same, 'Load')).toMatchObject({ kind: 'missing-note' });
    expect(findingOf(same, 'Load').missing).toContainEqual({ kind: 'module', name: 'w.mjs' });
    expect(same.findings).toHaveLength(2);

    project.write({ 'prompt.txt': 'Be as brief as you can.' });
    const { stdout, code } = await project.run('clew audit --sample 100%');
    expect(code).toBe(1);
    expect(stdout).toContain('✗ Ask used something that is not on record, and gives a different result today.');
    expect(stdout).toContain('    not noted: the working directory\n    not noted: the file prompt.txt\n    9 → 23\n');
    expect(stdout).toContain(
      "    Clew should have noted it: please report this.\n    Until then, say it with @Task({ reads: ['prompt.txt'] }).\n",
    );
  }, 60_000);

  const examples = fileURLToPath(new URL('../../examples', import.meta.url));

  function filesOf(folder: string): Files {
    const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const paths = names.map((entry) => join(entry.parentPath, entry.name));
    return Object.fromEntries(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]));
  }

  test.each([
    ['downtime', 'Downtime'],
    ['search', 'Search'],
    ['images', 'Gallery'],
    ['own-layer', 'Farthest'],
  ])(
    'finds nothing in the example %s',
    async (name, target) => {
      const project = makeProject(filesOf(join(examples, name)));
      const words = ['run-workflow', 'workflow.ts', target, '--audit', '100%'];
      const { audit } = await project.json(words, { patience: 170_000 });
      expect({ findings: audit.findings, notAudited: audit.notAudited }).toEqual({ findings: [], notAudited: [] });
      expect(audit.counts.drawn).toBeGreaterThan(0);
    },
    180_000,
  );
});
