import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type Project, makeProject } from '../support/project.ts';
import { head } from './nightly.ts';

const workflow = `${head}
import { Table, type Artifact } from 'clew';
@Task({ isolate: 'thread' }) export class Readings {
  async *run() {
    ran('Readings');
    for (let part = 0; part < 3; part++)
      yield Table.of({ load: new Float32Array([part, 1]), machine: ['a', null], at: [new Date(part), new Date(1)] });
  }
}
@Task({ codec: 'parquet', isolate: 'process' }) export class Machines {
  @From(Readings) readings!: Output<Readings>;
  run() {
    ran('Machines');
    return this.readings.column('machine').map((machine, row) => ({ machine, load: this.readings.at(row)!.load }));
  }
}
@Workflow() export class Nightly {
  @From.artifact(Readings) readings!: Artifact<Output<Readings>>;
  @From(Machines) machines!: Output<Machines>;
  async run() {
    ran('Nightly');
    const two = await this.readings.read({ columns: ['load', 'at'] });
    let rows = 0;
    for await (const part of this.readings.batches({ columns: ['machine'] })) rows += part.length;
    return { two: [...two].length, rows, last: two.at(5), machines: this.machines };
  }
}`;

describe('tables', () => {
  test('are passed to tasks and workers, and cached', async () => {
    const project = makeProject({ 'workflow.ts': workflow });
    const first = await project.run('run-workflow workflow.ts Nightly --json');
    expect(first.code, first.stderr).toBe(0);
    const expected = {
      two: 6,
      rows: 6,
      last: { load: 1, at: '1970-01-01T00:00:00.001Z' },
      machines: [0, 1, 1, 1, 2, 1].map((load, row) => ({ machine: row % 2 === 0 ? 'a' : null, load })),
    };
    expect((JSON.parse(first.stdout) as { output: unknown }).output).toEqual(expected);
    const second = await project.run('run-workflow workflow.ts Nightly --json');
    expect((JSON.parse(second.stdout) as { output: unknown }).output).toEqual(expected);
    expect(project.lines('ran.txt')).toEqual(['Readings', 'Machines', 'Nightly']);

    const shown = await project.run('run-workflow workflow.ts Readings');
    expect(shown.stdout).toContain('{ rows: 6, columns: { load: Float32Array, machine: string, at: date } }');
    const cat = await project.run('clew artifacts cat Machines --json');
    expect((JSON.parse(cat.stdout) as { value: unknown }).value).toEqual(expected.machines);
  });

  test('an unknown column is reported with the nearest name', async () => {
    const project = makeProject({ 'workflow.ts': workflow.replace("['load', 'at']", "['load', 'machin'] as any") });
    const ran = await project.run('run-workflow workflow.ts Nightly');
    expect(ran.code).not.toBe(0);
    expect(ran.stderr + ran.stdout).toContain('There is no column "machin". Did you mean machine?');
  });

  const arrows = `${head}
import { tableFromArrays } from 'apache-arrow';
@Task() export class Made {
  run() { return tableFromArrays({ load: new Float64Array([1, 2]), machine: ['a', 'b'] }); }
}
@Workflow() export class Nightly {
  @From(Made) made!: Output<Made>;
  run() { return { rows: this.made.numRows, machine: this.made.getChild('machine')!.get(1) }; }
}`;

  /** As `npm i apache-arrow` would. */
  function installArrow(project: Project): void {
    const modules = join(dirname(project.program('clew')), '../..');
    mkdirSync(modules, { recursive: true });
    for (const name of ['apache-arrow', 'flatbuffers', 'tslib', 'json-with-bigint'])
      symlinkSync(fileURLToPath(new URL(`../../node_modules/${name}`, import.meta.url)), join(modules, name));
  }

  test('of apache-arrow are passed on as well', async () => {
    const project = makeProject({ 'workflow.ts': arrows });
    installArrow(project);
    const ran = await project.run('run-workflow workflow.ts Nightly --json');
    expect(ran.code, ran.stderr).toBe(0);
    expect((JSON.parse(ran.stdout) as { output: unknown }).output).toEqual({ rows: 2, machine: 'b' });
  });
});
