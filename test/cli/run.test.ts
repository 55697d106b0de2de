import { describe, expect, test } from 'vitest';
import { makeProject } from '../support/project.ts';
import { head } from './nightly.ts';

const chain = {
  'workflow.ts': `${head}
@Task({ owner: '@ana', doc: 'Reads a day' }) export class Load { @Param() day!: Date; run() { ran('Load'); return { rows: 3 }; } }
@Task() export class Train { @Param() epochs = 2; @From(Load) data!: Output<Load>; run() { ran('Train'); return { auc: this.data.rows / 4 }; } }
@Workflow() export class Nightly {
  @Param() day!: Date;
  @Param() epochs = 2;
  @From(Train) model!: Output<Train>;
  run() { ran('Nightly'); return this.model; }
}`,
};
const command = 'run-workflow workflow.ts Nightly --day 2026-11-01';

describe('run-workflow', () => {
  test('prints what ran, the output and the command that traces it', async () => {
    const { run } = makeProject(chain);
    const { code, stdout, stderr } = await run(command);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^Nightly\(day=2026-11-01\) succeeded in \d+ ms\. 3 ran {2}run-\w+\noutput {2}\{ auc: 0\.75 \}\nid {6}(out-\w+)\ntrace {3}npx clew bt \1\n$/,
    );
    expect(stderr.replaceAll(/\d+ ms/g, 'n ms')).toBe(
      '✓ Load(day=2026-11-01) n ms\n✓ Train(day=2026-11-01) n ms\n✓ Nightly(day=2026-11-01) n ms\n',
    );
  });

  test("prints the id of the target's output, also where an input was made again later", async () => {
    const project = makeProject(chain);
    const first = await project.json(command);
    await project.json('run-workflow workflow.ts Load --day 2026-11-01 --force');
    const again = await project.json(command);
    expect(again.counts).toMatchObject({ ran: 0, cached: 3 });
    expect(again.outputIds[0]).toBe(first.outputIds[0]);
    expect((await project.run(command)).stdout).toContain(`\ntrace   npx clew bt ${first.outputIds[0]}\n`);
  });

  test('runs nothing the second time, and says so', async () => {
    const project = makeProject(chain);
    const first = await project.json(command);
    const { code, stdout, stderr } = await project.run(command);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      /^Nightly\(day=2026-11-01\) succeeded in \d+ ms\. There was nothing to do: 3 cached {2}run-/,
    );
    expect(stdout).toContain('output  { auc: 0.75 }');
    expect(stdout).toContain(`npx clew bt ${first.outputIds[0]}`);
    expect(project.lines('ran.txt')).toEqual(['Load', 'Train', 'Nightly']);
  });

  test('runs only what depends on edited code', async () => {
    const project = makeProject({
      'load.ts': `${head}@Task() export class Load { run() { ran('Load'); return [1, 2, 3]; } }`,
      'workflow.ts': `${head}import { Load } from './load.ts';
import { scale } from './scale.ts';
@Workflow() export class Sum { @From(Load) rows!: number[]; run() { ran('Sum'); return scale(this.rows.length); } }`,
      'scale.ts': 'export const scale = (n: number) => n;',
    });
    expect((await project.json('run-workflow workflow.ts')).output).toBe(3);
    project.write({ 'scale.ts': 'export const scale = (n: number) => 10 * n;' });
    const { output, counts } = await project.json('run-workflow workflow.ts');
    expect([output, counts.ran, counts.cached]).toEqual([30, 1, 1]);
    expect(project.lines('ran.txt')).toEqual(['Load', 'Sum', 'Sum']);
  });

  test('--dry-run prints what would run and why, and runs nothing', async () => {
    const project = makeProject(chain);
    const fresh = await project.run(`${command} --dry-run`);
    expect(fresh.code).toBe(0);
    expect(fresh.stdout).toBe(`run  Load(day=2026-11-01)     never ran before
run  Train(day=2026-11-01)    never ran before
run  Nightly(day=2026-11-01)  never ran before
Nightly(day=2026-11-01): 3 to run, 0 cached. Nothing was run.
`);
    expect(project.lines('ran.txt')).toEqual([]);
    await project.run(command);
    const changed = await project.run(`${command} --epochs 5 --dry-run`);
    expect(changed.stdout).toMatch(
      /^cached {2}Load\(day=2026-11-01\) +same code, parameters and inputs as cr-\w+ of run-\w+, [\d.]+ m?s ago\nrun {5}Train\(day=2026-11-01, epochs=5\) +parameter epochs changed: 2 → 5\nrun {5}Nightly.*\nNightly\(day=2026-11-01, epochs=5\): 2 to run, 1 cached\. Nothing was run\.\n$/,
    );
    const document = await project.json(`${command} --dry-run`);
    expect(document).toMatchObject({
      target: 'Nightly(day=2026-11-01)',
      dryRun: true,
      counts: { total: 3, run: 0, cached: 3 },
    });
    expect((await project.run(`${command} --dry-run`)).stdout).toContain(
      'There is nothing to do, 3 cached. Nothing was run.',
    );
    expect(project.lines('ran.txt')).toEqual(['Load', 'Train', 'Nightly']);
  });

  test('--force runs everything again, --force-from a task and its dependents', async () => {
    const project = makeProject(chain);
    await project.run(command);
    const from = await project.json(`${command} --force-from Train`);
    expect(from.counts).toEqual({ total: 3, ran: 2, cached: 1, failed: 0, skipped: 0 });
    expect(Object.fromEntries(from.nodes.map(({ task, reason }: any) => [task, reason]))).toMatchObject({
      Train: 'forced from Train',
      Nightly: 'comes after a forced task',
    });
    const dry = await project.run(`${command} --force-from Train --dry-run`);
    expect(dry.stdout).toContain('Nightly(day=2026-11-01): 2 to run, 1 cached.');
    expect((await project.json(`${command} --force`)).counts.ran).toBe(3);
  });

  test('--json prints one document of the documented shape, whatever modules and tasks print', async () => {
    const project = makeProject({
      'workflow.ts': `${head}
console.log('printed by the module');
@Task() export class Load { @Param() day!: Date; run() { console.log('printed by a task'); process.stdout.write('raw\\n'); return 1; } }
@Workflow() export class All { @Param() day!: Date; @From(Load) load!: number; run() { console.info('printed too'); return { at: this.day, load: this.load }; } }`,
      'clew.config.ts': "console.log('printed by the settings');\nexport default {};",
    });
    const { code, stdout, stderr } = await project.run('run-workflow workflow.ts --day 2026-11-01 --json');
    expect(code).toBe(0);
    const text = expect.any(String);
    const number = expect.any(Number);
    const because = { kind: 'never-ran' };
    const node = {
      status: 'ran',
      reason: text,
      because,
      attempts: 1,
      ms: number,
      componentRun: expect.stringMatching(/^cr-/),
    };
    const params = { day: '2026-11-01T00:00:00.000Z' };
    expect(JSON.parse(stdout)).toEqual({
      run: expect.stringMatching(/^run-/),
      target: 'All(day=2026-11-01)',
      status: 'succeeded',
      output: { at: '2026-11-01T00:00:00.000Z', load: 1 },
      outputIds: [expect.stringMatching(/^out-/)],
      ms: number,
      counts: { total: 2, ran: 2, cached: 0, failed: 0, skipped: 0 },
      nodes: [
        { node: 'All(day=2026-11-01)', task: 'All', params, ...node },
        { node: 'Load(day=2026-11-01)', task: 'Load', params, ...node },
      ],
    });
    for (const line of ['by the module', 'by the settings', 'by a task', 'raw', 'printed too'])
      expect(stderr).toContain(line);
    const dry = await project.run('run-workflow workflow.ts --day 2026-11-01 --json --dry-run');
    expect(JSON.parse(dry.stdout).dryRun).toBe(true);
  });

  test('--quiet prints no progress, --verbose prints cached nodes and debug logs', async () => {
    const { run } = makeProject({
      'workflow.ts': `${head}@Task() export class Talk {
  constructor(private readonly context: TaskContext) {}
  run() { this.context.logger.debug('in detail'); this.context.logger.info('on the way'); this.context.progress(1, 2); return 1; }
}
@Workflow() export class All { @From(Talk) talk!: number; run() { return 1; } }`,
    });
    const [quiet, normal, verbose] = [
      await run('run-workflow workflow.ts --quiet'),
      await run('run-workflow workflow.ts --force-from Talk'),
      await run('run-workflow workflow.ts --verbose --force-from Talk'),
    ];
    expect(quiet.stderr).toBe('');
    expect(quiet.stdout).toContain('succeeded');
    expect(normal.stderr).toContain('│ Talk on the way\n');
    expect(normal.stderr).not.toContain('in detail');
    expect(verbose.stderr).toContain('│ Talk in detail\n');
    const cached = await run('run-workflow workflow.ts --verbose');
    expect(cached.stderr).toMatch(/^= \w+ cached: same code, parameters and inputs as cr-/m);
  });

  test('a large run without a terminal prints its progress now and then', async () => {
    const { run } = makeProject({
      'workflow.ts': `${head}@Task() export class One { @Param() n!: number; run() { return this.n; } }
@Workflow() export class Wide { @FromEach(One, () => Array.from({ length: 1500 }, (_, n) => ({ n }))) all!: number[]; run() { return this.all.length; } }`,
    });
    const { stderr, stdout } = await run('run-workflow workflow.ts');
    expect(stderr.split('\n').length).toBeLessThan(230);
    expect(stderr).toMatch(/ {2}\d+ of 1501 done\n/);
    expect(stdout).toContain('1501 ran');
  });
});
