import { type TestContext, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Project, makeProject } from '../support/project.ts';
import { type SmallDisk, smallDisk } from './help/small-disk.ts';

const workflow = `
import { appendFileSync } from 'node:fs';
import { FromEach, Param, Task, Workflow } from 'clew';

const started = (name: string) => appendFileSync(process.env.STARTED!, name + '\\n');
const check = (texts: string[], length: number) => {
  if (texts.some((text, n) => text !== String(n).padStart(length, '.'))) throw new Error('half of an artifact was read');
};
/** They go to the small disk. */
@Task({ storage: 'small' }) export class Blob {
  @Param() n!: number;
  run() { started('Blob ' + this.n); return String(this.n).padStart(300_000, '.'); }
}
@Workflow() export class Blobs {
  @FromEach(Blob, () => Array.from({ length: 8 }, (_, n) => ({ n }))) blobs!: string[];
  run() { started('Blobs'); check(this.blobs, 300_000); return this.blobs.length; }
}
/** They go to the record. */
@Task() export class Row {
  @Param() n!: number;
  async run() {
    started('Row ' + this.n);
    await new Promise((resume) => setTimeout(resume, 1));
    return String(this.n).padStart(30_000, '.');
  }
}
@Workflow() export class Rows {
  @FromEach(Row, () => Array.from({ length: 200 }, (_, n) => ({ n }))) rows!: string[];
  run() { started('Rows'); check(this.rows, 30_000); return this.rows.length; }
}
`;

let project: Project;
let rounds = 0;
describe('full disk', () => {
  beforeAll(() => {
    project = makeProject({
      'workflow.ts': workflow,
      'clew.config.ts': 'export default { storage: { layers: { small: { folder: process.env.SMALL! } } } };',
    });
  });

  interface Round {
    readonly disk: SmallDisk;
    /** Where it is mounted. */
    readonly folder: string;
    readonly env: Readonly<Record<string, string>>;
    readonly started: () => string[];
  }

  /** Where no disk can be mounted, that is said, and nothing is tested. */
  async function withDisk({ skip }: TestContext, size: string): Promise<Round> {
    const name = `round-${++rounds}`;
    const folder = project.path(`${name}-disk`);
    const disk = await smallDisk(project, folder, size);
    if (typeof disk === 'string') {
      console.warn(`NOT TESTED: what happens on a full disk; ${disk}`);
      return skip(disk);
    }
    onTestFinished(() => disk.end());
    const env = { CLEW_HOME: project.path(`.${name}`), SMALL: folder, STARTED: project.path(`${name}.txt`) };
    return { disk, folder, env, started: () => project.lines(`${name}.txt`) };
  }

  const sorted = (names: readonly string[]): string[] => [...new Set(names)].toSorted();

  test('while an artifact is written fails its task, keeps complete artifacts, and the same command resumes', async (context) => {
    const { disk, folder, env, started } = await withDisk(context, '1m');
    const command = 'run-workflow workflow.ts Blobs --concurrency 2';
    const { code, stdout, stderr } = await disk.run(command, env);
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('✗ Blob(n=') });
    expect(stdout).toMatch(new RegExp(`Clew can't write ${folder}/\\S+: the disk is full\\.\\n.*Make room`));
    const before = started();
    const document = JSON.parse((await disk.run(`${command} --json`, env)).stdout);
    expect(document).toMatchObject({ status: 'failed', counts: { ran: 0 } });
    const { cached } = document.counts;
    expect(cached).toBeGreaterThan(0);
    // Files are there whole or not at all.
    const sizes = (await disk.sh(`find '${folder}' -type f -size +0 -printf '%s\\n'`)).split('\n');
    expect(sizes).toEqual(Array.from({ length: cached }, () => '300000'));
    expect(await disk.sh(`find '${folder}' -name '*.partial'`)).toBe('');

    await disk.resize('8m');
    const whole = JSON.parse((await disk.run(`${command} --json`, env)).stdout);
    expect(whole).toMatchObject({ status: 'succeeded', output: 8, counts: { ran: 9 - cached, cached, failed: 0 } });
    expect(sorted(started())).toHaveLength(9);
    expect(before.length).toBe(8);
  });

  test('while the record commits ends the run, keeps the record intact, and the same command resumes', async (context) => {
    const { disk, folder, env: given, started } = await withDisk(context, '3m');
    const env = { ...given, CLEW_HOME: folder };
    const command = 'run-workflow workflow.ts Rows --concurrency 8';
    const { code, stdout, stderr } = await disk.run(command, env);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(
      new RegExp(`error The record ${folder}/record.db can't be used: the disk is full\\.\\nMake room on the disk`),
    );
    expect(stderr).not.toMatch(/fault in Clew|SQLITE|at .*\.js/);
    // Nor does it get any further while the disk is full.
    expect((await disk.run(command, env)).stderr).toContain('the disk is full');

    await disk.resize('64m');
    const check = `import { DatabaseSync } from 'node:sqlite';
    const database = new DatabaseSync('${folder}/record.db');
    console.log(Object.values(database.prepare('pragma integrity_check').get())[0], database.prepare("select count(*) as n from component_run where status = 'ran' and run is not null").get().n);`;
    project.write({ 'check.mjs': check });
    const [fine, committed] = (await disk.sh(`'${process.execPath}' --no-warnings check.mjs`)).split(' ');
    expect(fine).toBe('ok');
    const began = started().length;
    const whole = JSON.parse((await disk.run(`${command} --json`, env)).stdout);
    const cached = Number(committed);
    expect(cached).toBeGreaterThan(0);
    expect(whole).toMatchObject({ status: 'succeeded', output: 200, counts: { ran: 201 - cached, cached } });
    expect(started().length - began).toBe(201 - cached);
  });
});
