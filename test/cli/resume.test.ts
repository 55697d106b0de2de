import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { makeProject } from '../support/project.ts';
import { freshDatabase } from '../support/postgres.ts';
import { expectMistake, expectNoStack } from './calm.ts';
import { head } from './nightly.ts';

const workflow = {
  'flows/nightly.ts': `${head}
@Task() export class Load { @Param() day!: Date; run() { ran('Load'); return this.day.getTime(); } }
@Task() export class Train {
  @Param() token = '';
  @Param() layers: number[] = [];
  @From(Load) rows!: number;
  run() { if (!existsSync('mended')) throw new Error('not yet'); return [this.rows, this.layers, this.token.length]; }
}
@Workflow() export class Nightly {
  @Param() day!: Date;
  @Param() layers = [3];
  @Param() region = 'north';
  @Param({ secret: true }) token = '';
  @From(Train) trained!: unknown;
  run() { ran('Nightly'); return [this.region, this.trained]; }
}
@Task() export class Other { run() { return 1; } }`,
};
const begin = ['run-workflow', 'flows/nightly.ts', 'Nightly', '--day', '2026-11-01', '--layers', '5,7'];
const day = Date.UTC(2026, 10, 1);

describe('clew resume', () => {
  test('continues the failed run with the same module, target and parameters, from any folder', async () => {
    const project = makeProject(workflow);
    const failed = await project.run([...begin, '--region', "it's south", '--concurrency', '1']);
    expect(failed.code).toBe(1);
    expect(failed.stdout).toContain('resume  npx clew resume --concurrency 1\n');
    await project.run('run-workflow flows/nightly.ts Other');

    const dry = await project.run('clew resume --dry-run', { cwd: project.path('flows') });
    expect(dry.stdout).toMatch(/^cached +Load/);
    const again = await project.run('clew resume --fail-fast');
    expect(again.code).toBe(1);
    expectNoStack(again.stdout + again.stderr);
    expect(again.stderr).toMatch(
      /^resuming run-\w+: Nightly\(day=2026-11-01, .*region="it's south".*\) failed, begun /,
    );
    expect(again.stdout).toContain('resume  npx clew resume --fail-fast\n');

    project.write({ mended: '' });
    const done = await project.json('clew resume');
    expect(done).toMatchObject({ status: 'succeeded', output: ["it's south", [day, [5, 7], 0]] });
    expect(done.counts).toMatchObject({ ran: 2, cached: 1 });
    expect(project.lines('ran.txt')).toEqual(['Load', 'Nightly']);
    const { runs } = await project.json('clew runs');
    expect(runs[0].command).toBe(runs.at(-1).command);
    expectMistake(
      await project.run('clew resume'),
      'error There is nothing to resume: no run of a command line is on record that did not succeed.',
      'clew runs lists what has run.',
    );
  });

  test('keeps the defaults of the failed run after an edit', async () => {
    const project = makeProject(workflow);
    await project.run(begin);
    project.write({ mended: '' });
    const now = workflow['flows/nightly.ts'].replace("region = 'north'", "region = 'south'");
    project.write({ 'flows/nightly.ts': now });
    expect((await project.json('clew resume')).output).toEqual(['north', [day, [5, 7], 0]]);
  });

  test('continues a run that is given by id, even one that was killed, and refuses one that succeeded', async () => {
    const project = makeProject(workflow);
    await project.run(begin);
    const { runs } = await project.json('clew runs');
    await project.run([...begin, '--region', 'west']);
    const record = new DatabaseSync(project.path('.clew/record.db'));
    record.prepare("update pipeline_run set status = 'running' where id = ?").run(runs[0].id);
    record.close();
    project.write({ mended: '' });
    expect((await project.json(`clew resume ${runs[0].id.slice(0, -1)}`)).output[0]).toBe('north');
    expectMistake(
      await project.run(`clew resume ${(await project.json('clew runs')).runs[0].id}`),
      expect.stringMatching(/^error run-\w+ can't be resumed: it has succeeded\.$/),
      'clew runs lists the others.',
    );
  });

  test('takes secrets from the environment, and does not record them', async () => {
    const project = makeProject(workflow);
    const { stdout } = await project.run([...begin, '--token', 'hunter2']);
    expect(stdout).toContain('resume  npx run-workflow flows/nightly.ts Nightly --day 2026-11-01 --layers 5,7\n');
    expect(stdout).toContain('with CLEW_PARAM_TOKEN in the environment');
    project.write({ mended: '' });
    expectMistake(
      await project.run('clew resume'),
      expect.stringMatching(
        /^error run-\w+ was given secrets, which no record keeps: CLEW_PARAM_TOKEN must be in the environment\.$/,
      ),
      expect.stringMatching(/^CLEW_PARAM_TOKEN=… npx clew resume run-\w+$/),
    );
    const record = new DatabaseSync(project.path('.clew/record.db'));
    const rows = record.prepare('select * from pipeline_run').all();
    record.close();
    expect(JSON.stringify(rows)).not.toContain('hunter2');
    // Only secrets come from variables: all others are those of the run.
    const env = { CLEW_PARAM_TOKEN: 'hunter2', CLEW_PARAM_REGION: 'east' };
    expect((await project.json('clew resume', { env })).output).toEqual(['north', [day, [5, 7], 7]]);
  });

  test('refuses runs that cannot be resumed', async () => {
    const project = makeProject(workflow);
    expectMistake(
      await project.run('clew resume'),
      'error There is nothing to resume: no run of a command line is on record that did not succeed.',
      'clew runs lists what has run.',
    );
    await project.run(begin);
    const record = new DatabaseSync(project.path('.clew/record.db'));
    const { id } = record.prepare('select id from pipeline_run').get() as { id: string };
    record.exec('update pipeline_run set module = null, arguments = null');
    record.close();
    expectMistake(
      await project.run(`clew resume ${id}`),
      `error ${id} can't be resumed: the record doesn't hold its module and its parameters: it was started from code, or by an older Clew.`,
      'Type its command again: npx run-workflow flows/nightly.ts Nightly --day 2026-11-01 --layers 5,7',
    );
    expectMistake(
      await project.run('clew resume one two'),
      'error clew resume takes one run; "two" is one too many.',
      'clew resume --help lists what there is.',
    );
  });

  test('continues in PostgreSQL with the profile of the run', async () => {
    const url = await freshDatabase();
    const project = makeProject({
      ...workflow,
      'clew.config.ts': `export default { profiles: { team: { record: { postgres: ${JSON.stringify(url)} } } } };`,
    });
    const failed = await project.run([...begin, '--profile', 'team']);
    expect(failed.stdout).toContain('resume  npx clew resume --profile team\n');
    project.write({ mended: '' });
    expect((await project.json('clew resume --profile team')).counts).toMatchObject({ ran: 2, cached: 1 });
    expect((await project.json('clew runs --profile team')).runs).toHaveLength(2);
    expect(project.has('.clew/record.db')).toBe(false);
  });
});
