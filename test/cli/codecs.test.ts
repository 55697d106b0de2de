import { describe, expect, test } from 'vitest';
import { makeProject } from '../support/project.ts';
import { expectNoStack } from './calm.ts';

const csv = `
import { defineCodec } from 'clew';
export class Table { constructor(readonly rows: number[][]) {} }
export const csv = defineCodec({
  name: 'csv',
  extension: 'csv',
  accepts: (value) => value instanceof Table,
  encode: (table: Table) => Buffer.from(table.rows.map((row) => row.join(',')).join('\\n')),
  decode: (bytes) => new Table(Buffer.from(bytes).toString().split('\\n').map((row) => row.split(',').map(Number))),
});
declare module 'clew' { interface Codecs { csv: Table } }`;

const settings = `
import { defineConfig } from 'clew';
import { csv } from './lib/csv.ts';
export default defineConfig({ codecs: [csv] });`;

const workflow = (options: string): string => `
import { From, Task, Workflow } from 'clew';
import { Table } from './lib/csv.ts';
@Task({ storage: 's3' ${options} }) export class Make { run() { return new Table([[1, 2], [3, 4]]); } }
@Task({ storage: 's3' ${options} }) export class Sum {
  @From(Make) table!: Table;
  run() { return { isTable: this.table instanceof Table, sum: this.table.rows.flat().reduce((a, b) => a + b) }; }
}
@Workflow() export class All { @From(Sum) sum!: object; run() { return this.sum; } }`;

describe('custom codecs', () => {
  test.each(['', ", isolate: 'thread'", ", isolate: 'process'"])(
    'a custom codec writes and reads in this process and in workers: %s',
    async (options) => {
      const project = makeProject({ 'lib/csv.ts': csv, 'clew.config.ts': settings, 'workflow.ts': workflow(options) });
      const { output } = await project.json('run-workflow workflow.ts All');
      expect(output).toEqual({ isTable: true, sum: 10 });
    },
  );

  test('names an artifact and its codec when the codec is no longer installed', async () => {
    // Without a version of their own, tasks run again when a codec of the settings goes.
    const versioned = workflow(", version: '1'");
    const project = makeProject({ 'lib/csv.ts': csv, 'clew.config.ts': settings, 'workflow.ts': versioned });
    expect((await project.run('run-workflow workflow.ts Make')).code).toBe(0);
    project.write({ 'clew.config.ts': 'export default {};' });
    const { code, stdout, stderr } = await project.run('run-workflow workflow.ts All');
    expectNoStack(stdout + stderr);
    expect(code).not.toBe(0);
    expect(stdout + stderr).toMatch(
      /The artifact "output" \(art-\S+\) was written by the codec "csv", defined in lib\/csv\.ts, which isn't here\./,
    );
    expect(stdout + stderr).toContain('Put it back into `codecs` in clew.config.ts');
  });

  test('moving the file of a codec does not change the identity', async () => {
    const project = makeProject({ 'lib/csv.ts': csv, 'clew.config.ts': settings, 'workflow.ts': workflow('') });
    await project.json('run-workflow workflow.ts All');
    project.write({
      'lib/moved.ts': csv,
      'lib/csv.ts': `export {};`,
      'clew.config.ts': settings.replace('lib/csv.ts', 'lib/moved.ts'),
      'workflow.ts': workflow('').replace('lib/csv.ts', 'lib/moved.ts'),
    });
    const { counts } = await project.json('run-workflow workflow.ts All');
    expect(counts.ran).toBe(0);
  });

  test('refuses an unknown codec before anything runs', async () => {
    const project = makeProject({
      'workflow.ts': `
import { From, Task, Workflow } from 'clew';
@Task() export class First { run() { console.error('it ran'); return 1; } }
@Task({ codec: 'cvs' as never }) export class Make { @From(First) first!: number; run() { return 1; } }`,
    });
    const { code, stderr } = await project.run('run-workflow workflow.ts Make');
    expect(code).toBe(2);
    expect(stderr).toContain('Make asks for the codec "cvs", which isn\'t there.');
    expect(stderr).toContain('or use one of: json, text, bytes, buffer, ndjson, parquet, arrow.');
    expect(stderr).not.toContain('it ran');
  });

  test('fails a task whose value its codec does not accept', async () => {
    const project = makeProject({
      'workflow.ts': `
import { Task } from 'clew';
@Task({ codec: 'ndjson' }) export class List { run() { return [1, { at: new Date(0) }]; } }
@Task({ codec: 'ndjson' }) export class Number { run() { return 1; } }`,
    });
    expect((await project.json('run-workflow workflow.ts List')).output).toEqual([
      1,
      { at: '1970-01-01T00:00:00.000Z' },
    ]);
    const { code, stdout } = await project.run('run-workflow workflow.ts Number');
    expect(code).toBe(1);
    expect(stdout).toContain('the returned value can\'t be kept by the codec "ndjson": it doesn\'t accept this value.');
  });

  test('fails a task whose value has properties that would be lost', async () => {
    const project = makeProject({
      'workflow.ts': `
import { Task } from 'clew';
@Task() export class Day { run() { return { day: Object.assign(new Date(0), { zone: 'CET' }) }; } }
@Task() export class Image { run() { return Object.assign(Buffer.alloc(100), { width: 10 }); } }
@Task({ codec: 'bytes' }) export class Bytes { run() { return Object.assign(new Uint8Array(9), { width: 3 }); } }`,
    });
    const said = {
      Day: "day in the returned value can't be kept: it is a Date with properties of its own (zone).",
      Image: "the returned value can't be kept: it is a Buffer with properties of its own (width).",
      Bytes: `the returned value can't be kept by the codec "bytes"`,
    };
    for (const [task, words] of Object.entries(said)) {
      const { code, stdout } = await project.run(`run-workflow workflow.ts ${task}`);
      expect(code).toBe(1);
      expect(stdout).toContain(words);
    }
  });

  test.each([
    ['codecs: [{ name: "x" }]', 'codecs.0 must be a codec, as defineCodec makes it; it is an object: its extension'],
    [
      'codecs: [csv, csv]',
      'The codec "csv", defined in lib/csv.ts, has the same name as the one that is defined in lib/csv.ts.',
    ],
    ['codecs: csv', 'codecs must be a list'],
  ])('refuses settings with invalid codecs: %s', async (part, words) => {
    const project = makeProject({
      'lib/csv.ts': csv,
      'workflow.ts': workflow(''),
      'clew.config.ts': `import { csv } from './lib/csv.ts';\nexport default { ${part} };`,
    });
    const { code, stdout, stderr } = await project.run('run-workflow workflow.ts Make');
    expectNoStack(stdout + stderr);
    expect(code).toBe(2);
    expect(stderr).toContain(words);
  });
});
