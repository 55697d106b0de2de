import { describe, expect, test } from 'vitest';
import { makeProject } from '../support/project.ts';
import { expectMistake } from './calm.ts';

/** A workflow that gives back its parameters, with what they are. */
const echo = (fields: string, more = ''): string => `
import { Param, Workflow } from 'clew';
${more}
@Workflow()
export class Echo {
  ${fields}
  run() {
    return Object.fromEntries(Object.entries(this).map(([name, value]) => [name, [Object(value).constructor.name, value]]));
  }
}`;

describe('parameters on the command line', () => {
  test('text, numbers, booleans, dates and bigints are parsed by the types of their fields', async () => {
    const { json } = makeProject({
      'workflow.ts': echo(`
  @Param() region!: string;
  @Param() rate!: number;
  @Param() dry!: boolean;
  @Param() loud = true;
  @Param() day!: Date;
  @Param() seed = 7;
  @Param() big!: bigint;`),
    });
    const words =
      'workflow.ts Echo --region 007 --rate -1.5e3 --dry --no-loud --day 2026-11-01 --big 12345678901234567890';
    const { output } = await json(`run-workflow ${words}`);
    expect(output).toEqual({
      region: ['String', '007'],
      rate: ['Number', -1500],
      dry: ['Boolean', true],
      loud: ['Boolean', false],
      day: ['Date', '2026-11-01T00:00:00.000Z'],
      seed: ['Number', 7],
      big: ['BigInt', '12345678901234567890'],
    });
  });

  test('accept --name=value and the name of the field', async () => {
    const { json } = makeProject({
      'workflow.ts': echo('@Param() batchSize = 1; @Param() loud = true; @Param() note = "";'),
    });
    const { output } = await json([
      'run-workflow',
      'workflow.ts',
      'Echo',
      '--batchSize=3',
      '--loud=false',
      '--note=a = --b',
    ]);
    expect(output).toEqual({ batchSize: ['Number', 3], loud: ['Boolean', false], note: ['String', 'a = --b'] });
  });

  test('text may be empty, and may begin with --', async () => {
    const { json } = makeProject({ 'workflow.ts': echo('@Param() a!: string; @Param() b!: string;') });
    const { output } = await json(['run-workflow', 'workflow.ts', 'Echo', '--a', '', '--b', '--a']);
    expect(output).toEqual({ a: ['String', ''], b: ['String', '--a'] });
  });

  test('lists are separated by commas, JSON, or repeated options', async () => {
    const { json } = makeProject({
      'workflow.ts': echo(
        "@Param() folds: number[] = [0]; @Param() names: string[] = ['a']; @Param() mixed!: unknown[];",
      ),
    });
    const ask = async (words: string[]): Promise<unknown> =>
      (await json(['run-workflow', 'workflow.ts', 'Echo', ...words])).output;
    expect(await ask(['--folds', '1,2,3', '--names', '1, b', '--mixed', 'x,2'])).toEqual({
      folds: ['Array', [1, 2, 3]],
      names: ['Array', ['1', 'b']],
      mixed: ['Array', ['x', 2]],
    });
    expect(await ask(['--folds', '[4, 5]', '--names', 'x', '--names', 'y', '--mixed', '[{"a": 1}, null]'])).toEqual({
      folds: ['Array', [4, 5]],
      names: ['Array', ['x', 'y']],
      mixed: ['Array', [{ a: 1 }, null]],
    });
    expect(await ask(['--folds', '', '--mixed', '[]'])).toEqual({
      folds: ['Array', []],
      names: ['Array', ['a']],
      mixed: ['Array', []],
    });
  });

  test('objects are JSON', async () => {
    const { json, run } = makeProject({ 'workflow.ts': echo('@Param() grid: { depth: number } = { depth: 1 };') });
    const { output } = await json(['run-workflow', 'workflow.ts', 'Echo', '--grid', '{"depth": 5}']);
    expect(output).toEqual({ grid: ['Object', { depth: 5 }] });
    expectMistake(
      await run(['run-workflow', 'workflow.ts', 'Echo', '--grid', '{depth: 5}']),
      'error --grid wants an object as JSON, such as {"a": 1}, and got "{depth: 5}".',
      'run-workflow workflow.ts Echo --help lists its parameters.',
    );
  });

  test('schemas of zod, valibot and arktype accept text or JSON', async () => {
    const { json, run } = makeProject({
      'workflow.ts': echo(
        `
  @Param(z.enum(['fast', 'exact'])) mode!: 'fast' | 'exact';
  @Param(z.coerce.number().int().max(9)) level = 3;
  @Param(v.array(v.pipe(v.number(), v.minValue(0)))) folds!: number[];
  @Param(type({ host: 'string', port: 'number' })) server!: { host: string; port: number };
  @Param(z.string().optional()) note?: string;`,
        "import { z } from 'zod';\nimport * as v from 'valibot';\nimport { type } from 'arktype';",
      ),
    });
    const right = ['--mode', 'fast', '--level', '4', '--folds', '[1, 2]', '--server', '{"host": "h", "port": 1}'];
    const ask = (words: string[]) => ['run-workflow', 'workflow.ts', 'Echo', ...words];
    const { output } = await json(ask(right));
    expect(output).toEqual({
      mode: ['String', 'fast'],
      level: ['Number', 4],
      folds: ['Array', [1, 2]],
      server: ['Object', { host: 'h', port: 1 }],
      note: ['Object', null],
    });
    const help = 'run-workflow workflow.ts Echo --help lists its parameters.';
    const [mode, level, missing] = await Promise.all([
      run(ask([...right.slice(2), '--mode', 'slow'])),
      run(ask([...right.slice(0, 2), ...right.slice(4), '--level', '10'])),
      run(ask(right.slice(0, 6))),
    ]);
    expect(mode.stderr).toMatch(/^error --mode can't be "slow": Invalid option: expected one of "fast"\|"exact"\.\n/);
    expect(mode.code).toBe(2);
    expect(level.stderr).toMatch(/^error --level can't be "10": Too big: expected number to be <=9\.\n/);
    expectMistake(missing, 'error Echo needs --server <value>.', help);
  });

  test('an invalid value is refused with the expected form', async () => {
    const { run } = makeProject({
      'workflow.ts': echo(
        '@Param() rate = 1; @Param() day = new Date(0); @Param() loud = false; @Param() folds: number[] = [1];',
      ),
    });
    const help = 'run-workflow workflow.ts Echo --help lists its parameters.';
    const ask = (...words: string[]) => run(['run-workflow', 'workflow.ts', 'Echo', ...words]);
    const [rate, day, february, folds, loud] = await Promise.all([
      ask('--rate', 'fast'),
      ask('--day', 'yesterday'),
      ask('--day', '2026-02-30'),
      ask('--folds', '1,two'),
      ask('--loud=maybe'),
    ]);
    expectMistake(rate, 'error --rate wants a number and got "fast".', help);
    const date = 'a date such as 2026-11-01 or 2026-11-01T08:30:00Z';
    expectMistake(day, `error --day wants ${date} and got "yesterday".`, help);
    expectMistake(february, `error --day wants ${date} and got "2026-02-30".`, help);
    expectMistake(folds, 'error --folds wants a list such as 1,2,3 or [1, 2, 3] and got "1,two".', help);
    expectMistake(
      loud,
      'error --loud is true or false, and got "maybe".',
      'run-workflow workflow.ts Echo --help lists what there is.',
    );
  });

  test('CLEW_PARAM_… sets a parameter, and an option overrides it', async () => {
    const { json } = makeProject({ 'workflow.ts': echo('@Param() batchSize = 1; @Param() day!: Date;') });
    const env = { CLEW_PARAM_BATCH_SIZE: '5', CLEW_PARAM_DAY: '2026-11-01' };
    const { output } = await json('run-workflow workflow.ts Echo --day 2026-11-02', { env });
    expect(output).toEqual({ batchSize: ['Number', 5], day: ['Date', '2026-11-02T00:00:00.000Z'] });
  });

  test('--help after a target prints its parameters with types, defaults and docs', async () => {
    const { run } = makeProject({
      'workflow.ts': `
import { Param, Workflow } from 'clew';
@Workflow({ doc: 'Train on one day' })
export class Nightly {
  @Param({ doc: 'the day to train on' }) day!: Date;
  @Param({ doc: 'passes over the data' }) maxEpochs = 20;
  @Param() folds: number[] = [0, 1];
  @Param() loud = false;
  @Param({ secret: true }) token = 'hush';
  @Param({ significant: false, optional: true }) note?: string;
  run() { return 1; }
}`,
    });
    const { code, stdout, stderr } = await run('run-workflow workflow.ts Nightly --help');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`run-workflow workflow.ts Nightly [--param value …]
Train on one day

Parameters
  --day <Date>           the day to train on; required
  --max-epochs <number>  passes over the data; default 20
  --folds <array>        default [0, 1] (may be repeated)
  --loud                 default false
  --token <string>       default ***; secret, may come from CLEW_PARAM_TOKEN
  --note <string>        takes no part in caching

Options
  --dry-run `);
    expect(stdout).toContain('CLEW_PARAM_…');
    expect(stdout).not.toContain('hush');
  });
});
