import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeAll, describe, expect, test } from 'vitest';
import { expectNoStack } from '../cli/calm.ts';
import { type Project, makeProject } from '../support/project.ts';
import { randoms, seed } from '../support/random.ts';
import { sizeOf } from '../support/size.ts';

const flips = sizeOf('CLEW_FLIPS', { usual: 18, full: 500 });

const files = {
  'tasks.ts': `
import { From, Param, Task, TaskContext } from 'clew';
@Task({ doc: 'loads' })
export class Load {
  @Param() n = 3;
  constructor(private readonly context: TaskContext) {}
  run() {
    this.context.metric('rows', 1.5);
    return { n: this.n, text: 'x'.repeat(300) };
  }
}
@Task()
export class Train {
  @From(Load) load!: { n: number };
  constructor(private readonly context: TaskContext) {}
  run() { return this.context.outputId({ id: 'out-1', label: 'first' }) + this.load.n; }
}
@Task()
export class Fails {
  @From(Train) train!: string;
  run() { throw new Error('no'); }
}
`,
};

const commands = [
  'clew bt out-1',
  'clew runs',
  'clew history Train',
  'clew explain out-1',
  'clew impact Load',
  'clew artifacts verify',
  'clew show out-1',
  'run-workflow tasks.ts Train',
  'run-workflow tasks.ts Fails --dry-run',
];

let project: Project;
let file: string;
let whole: Buffer;
describe('damaged SQLite record', () => {
  beforeAll(async () => {
    project = makeProject(files);
    await project.run('run-workflow tasks.ts Fails');
    file = path.join(project.folder, '.clew/record.db');
    const database = new DatabaseSync(file);
    database.exec('pragma wal_checkpoint(truncate)');
    database.close();
    whole = readFileSync(file);
  });

  function replaceRecord(bytes: Buffer): void {
    for (const end of ['-wal', '-shm']) rmSync(file + end, { force: true });
    writeFileSync(file, bytes);
  }

  test(
    `is reported as damaged after a flipped bit, without a stack (${flips} bits, seed ${seed})`,
    { timeout: 60_000 + flips * 2000 },
    async () => {
      const random = randoms(seed);
      const below = (limit: number): number => Math.floor(random() * limit);
      // Of what is text, and not of the free space of pages.
      const isText = (byte: number): boolean => byte >= 0x20 && byte < 0x7f;
      for (let i = 0; i < flips; i++) {
        let at = below(whole.length);
        while (!isText(whole[at]!)) at = below(whole.length);
        const bytes = Buffer.from(whole);
        bytes[at]! ^= 1 << below(8);
        replaceRecord(bytes);
        const command = commands[i % commands.length]!;
        const { code, stdout, stderr } = await project.run(command);
        const told = `bit at ${at}, ${command}: exit code ${code}\n${stdout}${stderr}`;
        expect([0, 1, 2], told).toContain(code);
        if (!stdout.includes('Fails failed')) expectNoStack(stdout + stderr);
      }
    },
  );

  test.each([
    ['a row is no longer JSON', '"digest":"sha256:', '"digest":#sha256:', 'clew explain out-1', 'RECORD_DAMAGED'],
    ['a column has another name', '"created_at"', '"creaued_at"', 'clew bt out-1', 'NOT_A_RECORD'],
  ])('is reported when %s', async (_, from, to, command, code) => {
    replaceRecord(Buffer.from(whole.toString('latin1').replaceAll(from, to), 'latin1'));
    const ran = await project.run(`${command} --json`);
    expect(ran.code).toBe(2);
    expect(JSON.parse(ran.stdout)).toMatchObject({ error: { code } });
    expect(ran.stderr).toContain(code === 'RECORD_DAMAGED' ? 'is damaged' : 'is not a record of Clew');
    expectNoStack(ran.stderr);
  });
});
