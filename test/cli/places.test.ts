import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { freePort } from '../support/postgres-server.ts';
import { makeProject } from '../support/project.ts';
import { expectMistake, expectNoStack } from './calm.ts';

const workflow = {
  'workflow.ts': `
import { appendFileSync } from 'node:fs';
import { From, Param, Task, Workflow } from 'clew';
@Task({ storage: 's3' }) export class Load { run() { appendFileSync('ran.txt', 'Load\\n'); return 'x'.repeat(1000); } }
@Workflow() export class All { @Param() size = 0; @From(Load) load!: string; run() { return 'y'.repeat(this.size); } }`,
};

describe('storage, record and output that cannot be used', () => {
  test('a storage layer s3 without a bucket is a local folder, and the run says so once', async () => {
    const project = makeProject(workflow);
    const first = await project.run('run-workflow workflow.ts');
    const said = "storage 's3' has no bucket in the settings: using the folder .clew/storage/s3";
    expect(first.stderr.split(said)).toHaveLength(2);
    expect(first.code).toBe(0);
    expect((await project.run('run-workflow workflow.ts --quiet --force')).stderr).toBe('');
  });

  test('a record that is not a database is refused and kept', async () => {
    const project = makeProject({ ...workflow, '.clew/record.db': 'these are my notes, and no database' });
    const place = project.path('.clew/record.db');
    for (const command of ['run-workflow workflow.ts', 'clew runs', 'clew bt out-1']) {
      expectMistake(
        await project.run(command),
        `error ${place} is not a record of Clew: it is a file of another kind.`,
        'Name another file or database in clew.config.ts, or move this one away.',
      );
    }
    expect(project.read('.clew/record.db')).toBe('these are my notes, and no database');
  });

  test('a SQLite database of another program is refused', async () => {
    const project = makeProject({ ...workflow, 'clew.config.ts': "export default { record: { sqlite: 'shop.db' } };" });
    const shop = new DatabaseSync(project.path('shop.db'));
    shop.exec('create table orders (id integer)');
    shop.close();
    expectMistake(
      await project.run('run-workflow workflow.ts'),
      `error ${project.path('shop.db')} is not a record of Clew: it is a SQLite database that something else made.`,
      'Name another file or database in clew.config.ts, or move this one away.',
    );
  });

  test('a record that is a folder is refused', async () => {
    const project = makeProject({ ...workflow, '.clew/record.db/note.txt': '' });
    expectMistake(
      await project.run('run-workflow workflow.ts'),
      `error The record ${project.path('.clew/record.db')} can't be used: the file can not be opened.`,
      'Check the rights of the file and its folder, or name another place in clew.config.ts.',
    );
  });

  test('a damaged record is reported', async () => {
    const project = makeProject(workflow);
    await project.run('run-workflow workflow.ts');
    const place = project.path('.clew/record.db');
    const bytes = readFileSync(place);
    // The first page says that it is ours; nothing after it makes sense.
    writeFileSync(place, Buffer.concat([bytes.subarray(0, 2048), Buffer.alloc(bytes.length - 2048, 0xaa)]));
    for (const command of ['run-workflow workflow.ts', 'clew runs', 'clew bt out-1']) {
      expectMistake(
        await project.run(command),
        `error The record ${place} can't be used: the file is damaged.`,
        'Restore it from a backup, or move it away and begin a new one.',
      );
    }
  });

  test('a record of a newer Clew is refused', async () => {
    const project = makeProject(workflow);
    await project.run('run-workflow workflow.ts');
    const record = new DatabaseSync(project.path('.clew/record.db'));
    record.exec('pragma user_version = 4711');
    record.close();
    for (const command of ['run-workflow workflow.ts', 'clew runs', 'clew db migrate']) {
      const { code, stdout, stderr } = await project.run(command);
      expect(stderr).toMatch(
        /^error The record .*\/record\.db was written by a newer Clew: it has version 4711, and this one knows up to \d+\.\nUpdate clew here: npm i clew@latest\n$/,
      );
      expect([code, stdout]).toEqual([2, '']);
    }
  });

  test('a record is refused whose folder is a file', async () => {
    const project = makeProject({ ...workflow, '.clew': 'not a folder' });
    expectMistake(
      await project.run('run-workflow workflow.ts'),
      `error The record ${project.path('.clew/record.db')} can't be used: a file is in the place of its folder.`,
      'Check the rights of the folders above it, or name another place in clew.config.ts.',
    );
    expect(project.read('.clew')).toBe('not a folder');
  });

  test('a storage layer that cannot be written fails the task, and later runs succeed', async () => {
    const project = makeProject({ ...workflow, '.clew/storage/s3': 'not a folder' });
    const { code, stdout, stderr } = await project.run('run-workflow workflow.ts');
    expectNoStack(stdout + stderr);
    expect(stdout).toMatch(
      /✗ Load failed\n {2}Clew can't write .*\/\.clew\/storage\/s3\/.*\n {2}Nothing that was committed before is lost\./,
    );
    expect(code).toBe(1);
    rmSync(project.path('.clew/storage/s3'));
    expect((await project.run('run-workflow workflow.ts')).code).toBe(0);
    expect(project.lines('ran.txt')).toEqual(['Load', 'Load']);
  });

  /** A file system of its own, small enough to be full. Undefined where this machine doesn't permit it. */
  function smallDisk(folder: string, size: string): { free(): void } | undefined {
    mkdirSync(folder, { recursive: true });
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder]);
    if (mounted.status !== 0) return undefined;
    return { free: () => execFileSync('umount', ['-l', folder]) };
  }

  test('a full disk of a storage layer fails the task, and committed results are kept', async (context) => {
    const project = makeProject({
      ...workflow,
      'clew.config.ts': "export default { storage: { layers: { local: { folder: 'disk' } } } };",
    });
    const disk = smallDisk(project.path('disk'), '64k');
    if (!disk) return context.skip('this machine lets nobody mount a small file system');
    try {
      const { code, stdout, stderr } = await project.run('run-workflow workflow.ts --size 200000');
      expectNoStack(stdout + stderr);
      expect(stdout).toMatch(/✗ All\(size=200000\) failed\n {2}Clew can't write .*\/disk\/.*: the disk is full\.\n/);
      expect(code).toBe(1);
    } finally {
      disk.free();
    }
    expect((await project.run('run-workflow workflow.ts --size 200000')).code).toBe(0);
    expect(project.lines('ran.txt')).toEqual(['Load']);
  });

  test('a full disk of the record is reported, and committed results are kept', async (context) => {
    const project = makeProject({
      ...workflow,
      'clew.config.ts': "export default { record: { sqlite: 'disk/record.db' } };",
    });
    const disk = smallDisk(project.path('disk'), '2m');
    if (!disk) return context.skip('this machine lets nobody mount a small file system');
    try {
      expect((await project.run('run-workflow workflow.ts')).code).toBe(0);
      let space = 1 << 21;
      // Fill what is left, in smaller and smaller pieces.
      for (let i = 0; space >= 512; i++) {
        try {
          writeFileSync(project.path(`disk/filling-${i}`), Buffer.alloc(space));
        } catch {
          space >>= 1;
        }
      }
      const { code, stdout, stderr } = await project.run('run-workflow workflow.ts --size 60000');
      expectNoStack(stdout + stderr);
      expect(stderr).toMatch(/error The record .*\/disk\/record\.db can't be used: the disk is full.*\n/);
      expect(code).toBe(2);
      for (const name of readdirSync(project.path('disk'))) {
        if (name.startsWith('filling')) rmSync(project.path(`disk/${name}`));
      }
      // What was committed before the disk was full is there.
      const again = await project.json('run-workflow workflow.ts --size 60000');
      expect(again.status).toBe('succeeded');
      expect(project.lines('ran.txt')).toEqual(['Load']);
    } finally {
      disk.free();
    }
  });

  test('standard output that cannot be written makes the exit code 74', async () => {
    const project = makeProject(workflow);
    await project.run('run-workflow workflow.ts');
    const { code, stderr } = await project.run('clew runs', { stdoutFile: '/dev/full' });
    expect(stderr).toBe(
      "error Standard output can't be written: ENOSPC: no space left on device, write. What was printed is not whole.\n" +
        'Nothing that was committed is lost; the same command prints it again.\n',
    );
    expect(code).toBe(74);
  });

  const systemNode = '/usr/bin/node';
  const systemVersion = spawnSync(systemNode, ['--version']).stdout?.toString().trim() ?? '';
  const isOld = Number(/^v(\d+)/.exec(systemVersion)?.[1] ?? 99) < 22;

  test('an old Node is refused', async (context) => {
    if (!isOld) return context.skip(`this machine has no old Node: ${systemVersion || 'none'}`);
    const { run } = makeProject(workflow);
    for (const command of ['run-workflow workflow.ts', 'clew runs']) {
      expectMistake(
        await run(command, { node: systemNode }),
        `error Clew needs Node 22.15 or newer, and this is Node ${systemVersion.slice(1)} (${systemNode}). Update Node, or put a newer one into the project with: npm i -D node@24`,
      );
    }
  });

  test('a PostgreSQL that does not answer is reported', async () => {
    const { run } = makeProject(workflow);
    const port = await freePort();
    const env = { CLEW_DATABASE_URL: `postgres://ana:thread@127.0.0.1:${port}/lineage` };
    for (const command of ['run-workflow workflow.ts', 'clew runs', 'clew bt out-1', 'clew db migrate']) {
      const { code, stdout, stderr } = await run(command, { env });
      expect(stderr.trimEnd().split('\n').slice(-2)).toEqual([
        `error The record postgres://ana@127.0.0.1:${port}/lineage can't be used: no server answers there.`,
        'Start the server, or check host and port in the settings.',
      ]);
      expectNoStack(stderr);
      expect([code, stdout]).toEqual([2, '']);
    }
  });

  test('an invalid CLEW_DATABASE_URL is refused', async () => {
    const { run } = makeProject(workflow);
    expectMistake(
      await run('clew runs', { env: { CLEW_DATABASE_URL: 'mysql://ana:thread@host/db' } }),
      'error The environment: CLEW_DATABASE_URL must be postgres://…, sqlite:path or a path; it is an address that begins with mysql:.',
      'Correct CLEW_DATABASE_URL.',
    );
  });
});
