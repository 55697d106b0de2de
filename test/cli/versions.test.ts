import { execFileSync } from 'node:child_process';
import { rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { namesIn } from '../faults/help/leaving-program.ts';
import { freshDatabase } from '../support/postgres.ts';
import { type Project, type RunOptions, makeProject } from '../support/project.ts';

const task = (text: string): string => `
import { appendFileSync } from 'node:fs';
import { Task } from 'clew';
@Task({ storage: 'kept' }) export class Load { run() { appendFileSync('ran.txt', 'Load\\n'); return '${text}'.repeat(1000); } }`;
const settings = `export default { storage: { default: 'kept', layers: { kept: { folder: 'kept' } } } };`;
const make = (): Project => makeProject({ 'workflow.ts': task('one '), 'clew.config.ts': settings });
const fileOf = (project: Project): string =>
  project.path(
    join(
      'kept',
      namesIn(project.path('kept')).find((name) => statSync(project.path(`kept/${name}`)).isFile())!,
    ),
  );

const records: readonly (readonly [string, () => Promise<RunOptions>])[] = [
  ['SQLite', async () => ({})],
  ['PostgreSQL', async () => ({ env: { CLEW_DATABASE_URL: await freshDatabase() } })],
];

describe.each(records)('versions of artifacts in a record in %s', { timeout: 120_000 }, (_name, open) => {
  test('the artifact of a task is its latest output, even if that was cached', async () => {
    const project = make();
    const options = await open();
    const first = (await project.json('run-workflow workflow.ts', options)).nodes[0].componentRun;
    project.write({ 'workflow.ts': task('two ') });
    await project.json('run-workflow workflow.ts', options);
    expect((await project.run('clew artifacts cat Load', options)).stdout).toContain('two two');
    project.write({ 'workflow.ts': task('one ') });
    expect((await project.json('run-workflow workflow.ts', options)).counts).toMatchObject({ cached: 1 });
    for (const what of ['Load', 'Load.output'])
      expect((await project.run(`clew artifacts cat ${what}`, options)).stdout).toContain('one one');
    expect((await project.run('clew artifacts show Load', options)).stdout).toContain('one one');
    await project.run('clew artifacts get Load got.txt', options);
    expect(project.read('got.txt')).toContain('one one');
    const { runs } = await project.json('clew history Load', options);
    expect(runs.map(({ isFoundAgain }: any) => isFoundAgain)).toEqual([false, true]);
    const { stdout } = await project.run('clew history Load', options);
    expect(stdout).toMatch(new RegExp(`${first}  found again last`));
  });

  test('clew artifacts verify passes after damage was repaired', async () => {
    const project = make();
    const options = await open();
    await project.json('run-workflow workflow.ts', options);
    writeFileSync(fileOf(project), 'damaged');
    expect((await project.run('clew artifacts verify', options)).code).toBe(1);
    expect((await project.run('clew artifacts verify --repair', options)).code).toBe(1);
    // Nothing has made it again yet.
    expect((await project.run('clew artifacts verify', options)).code).toBe(1);
    await project.json('run-workflow workflow.ts', options);
    const { code, stdout } = await project.run('clew artifacts verify', options);
    expect([code, stdout]).toEqual([
      0,
      expect.stringContaining('1 that were damaged or gone have been made again since.'),
    ]);
    expect(await project.json('clew artifacts verify', options)).toMatchObject({
      bad: [],
      remade: [expect.any(String)],
    });
  });
});

test.each(['a pipe', 'a link to itself', 'a folder'])(
  '%s in place of an artifact counts as missing, and the task runs again',
  async (what) => {
    const project = make();
    await project.json('run-workflow workflow.ts');
    const at = fileOf(project);
    rmSync(at);
    if (what === 'a pipe') execFileSync('mkfifo', [at]);
    else if (what === 'a folder') execFileSync('mkdir', [at]);
    else symlinkSync(at, at);
    expect((await project.json('clew artifacts verify')).bad).toMatchObject([{ state: 'gone' }]);
    expect((await project.run('clew artifacts cat Load')).code).toBe(1);
    expect((await project.json('run-workflow workflow.ts')).counts).toMatchObject({ ran: 1 });
    expect((await project.run('clew artifacts cat Load')).stdout).toContain('one one');
  },
);

test(
  'two checkouts with one database and separate folders keep their own results, and warn that the layer is not shared',
  { timeout: 120_000 },
  async () => {
    const options = await records[1]![1]();
    const checkouts = [make(), make()];
    const run = (project: Project) => project.run('run-workflow workflow.ts', options);
    for (const project of checkouts) expect((await run(project)).code).toBe(0);
    for (const project of [...checkouts, ...checkouts]) expect((await run(project)).code).toBe(0);
    for (const project of checkouts) expect(project.lines('ran.txt')).toEqual(['Load']);
    const { stdout, stderr } = await run(checkouts[0]!);
    expect(stdout + stderr).toMatch(
      /not shared the layer "kept" is another one for each checkout, and the record is the same/,
    );
    // The newest is here: nothing is to be said.
    expect((await run(checkouts[1]!)).stderr).not.toContain('not shared');
  },
);
