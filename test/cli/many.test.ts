import { describe, expect, test } from 'vitest';
import { makeProject } from '../support/project.ts';
import { head } from './nightly.ts';

/** More than are in memory at a time: those that succeed are let go again. */
const total = 11_000;

const workflow = {
  'workflow.ts': `${head}
@Task() export class Row {
  @Param() n!: number;
  @Param() bad!: boolean;
  run() { if (this.bad && this.n % 2 === 0) throw new Error('empty'); return this.n; }
}
@Workflow() export class Table {
  @Param() total = ${total};
  @Param() bad = false;
  @FromEach(Row, (self: Table) => Array.from({ length: self.total }, (_, n) => ({ n })), { tolerate: '60 %' })
  rows!: number[];
  run() { return this.rows.length; }
}`,
};

describe('runs of thousands of nodes', () => {
  test('clew rerun --only and clew why find one node among 11,000', async () => {
    const project = makeProject(workflow);
    const first = /run-\w+/.exec((await project.run('run-workflow workflow.ts')).stdout)![0];
    const name = `Row(n=${total - 1}, bad=false)`;
    const again = await project.run(['clew', 'rerun', first, '--only', name]);
    expect(again.stdout).toContain(`. 1 ran, ${total} cached`);
    expect(again.stdout).toContain(`compare same bytes as in ${first}: ${total + 1} results\n`);
    expect(again.stdout).not.toContain('no such node');
    const gone = await project.run(['clew', 'rerun', first, '--only', 'Table', '--only', name]);
    expect(gone.stdout).not.toContain('no such node');

    await project.run('run-workflow workflow.ts');
    const { comparedWith } = await project.json(['clew', 'why', 'Row(n=0, bad=false)']);
    expect(comparedWith).toMatchObject({ run: first });
  });

  test('prints the first 200 failures of 500 that are tolerated', async () => {
    const { run } = makeProject(workflow);
    const { stdout, stderr } = await run('run-workflow workflow.ts --bad --total 1000 --quiet');
    expect(stdout).toContain('500 of 1000 Row failed, tolerated by Table(total=1000, bad=true).rows: ');
    expect(stderr.split('\n').filter((line) => line.startsWith('✗'))).toHaveLength(201);
    expect(stderr).toContain('✗ … and more, which the summary counts\n');
  });
});
