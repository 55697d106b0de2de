import { describe, expect, test } from 'vitest';
import { makeProject } from '../support/project.ts';
import { expectMistake, expectNoStack } from './calm.ts';

const two = `
import { From, Param, Task, Workflow, type Output } from 'clew';
@Task() export class Load { @Param() day!: Date; run() { return 1; } }
@Task() export class Train { @From(Load) load!: Output<Load>; run() { return 2; } }
@Workflow() export class Nightly { @Param() day!: Date; @Param() epochs = 3; @From(Train) train!: Output<Train>; run() { return 3; } }
@Workflow() export class Weekly { run() { return 4; } }
`;

describe('run-workflow: invalid arguments', () => {
  test('suggests the nearest name for an unknown target, and lists all of them', async () => {
    const { run } = makeProject({ 'workflow.ts': two });
    expectMistake(
      await run('run-workflow workflow.ts Nigthly'),
      'error There is no task "Nigthly" in workflow.ts. Did you mean Nightly?',
      'There are: Load, Nightly, Train, Weekly.',
    );
  });

  test('prints the code of a mistake as JSON where JSON is asked for', async () => {
    const { run, json } = makeProject({ 'workflow.ts': two });
    const mistake = await run('run-workflow workflow.ts Nigthly --json');
    expect([mistake.code, JSON.parse(mistake.stdout)]).toEqual([
      2,
      {
        error: {
          code: 'UNKNOWN_TARGET',
          message: 'There is no task "Nigthly" in workflow.ts. Did you mean Nightly?',
          next: 'There are: Load, Nightly, Train, Weekly.',
        },
      },
    ]);
    expect(mistake.stderr).toContain('error There is no task "Nigthly" in workflow.ts.');
    expect(await json('clew bt out-zzz')).toMatchObject({ error: { code: 'RECORD_MISSING' } });
    expect(await json('clew runs --limit none')).toMatchObject({ error: { code: expect.any(String) } });
    expect(await json('clew rums')).toMatchObject({ error: { code: 'UNKNOWN_COMMAND' } });
  });

  test('looks for a target without a module in the files that the settings name', async () => {
    const { run } = makeProject({
      'flows/one.ts': two,
      'clew.config.ts': "export default { workflows: ['flows/*.ts'] };",
    });
    expectMistake(
      await run('run-workflow Weakly'),
      'error There is no task "Weakly" in the modules that the settings name (flows/*.ts). Did you mean Weekly?',
      'There are: Load, Nightly, Train, Weekly.',
    );
    expect((await run('run-workflow Weekly')).code).toBe(0);
  });

  test('needs the module if two modules have the target', async () => {
    const nightly = "import { Workflow } from 'clew';\n@Workflow() export class Nightly { run() { return 1; } }";
    const { run } = makeProject({
      'workflows/eu.ts': nightly,
      'workflows/us.ts': nightly,
      'workflow.ts': "export { Nightly } from './workflows/us.ts';",
    });
    expectMistake(
      await run('run-workflow Nightly'),
      'error 2 tasks are called Nightly: in workflows/us.ts and in workflows/eu.ts.',
      'Say which: run-workflow workflows/us.ts Nightly',
    );
    expect((await run('run-workflow workflows/eu.ts Nightly')).code).toBe(0);
  });

  test('needs the target if the module has several workflows', async () => {
    const { run } = makeProject({ 'workflow.ts': two });
    expectMistake(
      await run('run-workflow workflow.ts'),
      'error workflow.ts has several tasks: Nightly, Weekly.',
      'Say which: run-workflow workflow.ts Nightly',
    );
  });

  test('suggests the nearest name for an unknown parameter', async () => {
    const { run } = makeProject({ 'workflow.ts': two });
    expectMistake(
      await run('run-workflow workflow.ts Nightly --day 2026-11-01 --epoch 4'),
      'error There is no option --epoch. Did you mean --epochs?',
      'run-workflow workflow.ts Nightly --help lists what there is.',
    );
  });

  test('names the option of a missing parameter', async () => {
    const { run } = makeProject({ 'workflow.ts': two });
    expectMistake(
      await run('run-workflow workflow.ts Nightly'),
      'error Nightly needs --day <Date>.',
      'run-workflow workflow.ts Nightly --help lists its parameters.',
    );
  });

  test('names the path to a missing parameter of an input', async () => {
    const { run } = makeProject({
      'workflow.ts': `import { From, Param, Task, Workflow } from 'clew';
@Task() export class Load { @Param() region!: string; run() { return 1; } }
@Task() export class Train { @From(Load) load!: number; run() { return 2; } }
@Workflow() export class Nightly { @From(Train) train!: number; run() { return 3; } }`,
    });
    expectMistake(
      await run('run-workflow workflow.ts Nightly'),
      'error Nightly → Train → Load.region is required, and nothing gives it a value.',
      'Pass it, give the field a default, give the task that asks a parameter "region", or map one to it.',
    );
  });

  test('refuses a parameter without a value, one that is given twice, and an extra argument', async () => {
    const { run } = makeProject({ 'workflow.ts': two });
    const help = 'run-workflow workflow.ts Nightly --help lists what there is.';
    const [bare, twice, word] = await Promise.all([
      run('run-workflow workflow.ts Nightly --day'),
      run('run-workflow workflow.ts Nightly --day 2026-11-01 --day 2026-11-02'),
      run('run-workflow workflow.ts Nightly 2026-11-01'),
    ]);
    expectMistake(bare, 'error --day needs a value.', help);
    expectMistake(twice, 'error --day was given 2 times, and takes one value.', help);
    expectMistake(word, 'error "2026-11-01" is one word too many after Nightly.', help);
  });

  test('refuses a parameter with the name of an option', async () => {
    const { run } = makeProject({
      'workflow.ts':
        "import { Param, Task } from 'clew';\n@Task() export class A { @Param() force = 1; run() { return this.force; } }",
    });
    expectMistake(
      await run('run-workflow workflow.ts'),
      'error A has a parameter "force", and --force is an option of run-workflow itself.',
      'Give the parameter another name.',
    );
  });

  test('refuses a target after an option', async () => {
    const { run } = makeProject({
      'workflow.ts': `import { Param, Workflow, Task } from 'clew';
@Task() export class Load { @Param() loud = false; run() { return 1; } }
@Workflow() export class All { @Param() loud = false; run() { return 1; } }`,
    });
    expectMistake(
      await run('run-workflow workflow.ts --loud Load'),
      'error The target stands before its parameters: run-workflow workflow.ts Load --param value …',
      'run-workflow workflow.ts --help lists what there is.',
    );
  });

  test('checks its own options', async () => {
    const { run } = makeProject({ 'workflow.ts': two });
    const help = 'run-workflow workflow.ts Weekly --help lists what there is.';
    const [concurrency, json, profile, forced] = await Promise.all([
      run('run-workflow workflow.ts Weekly --concurrency none'),
      run('run-workflow workflow.ts Weekly --json=yes'),
      run('run-workflow workflow.ts Weekly --profile staging'),
      run('run-workflow workflow.ts Nightly --day 2026-11-01 --force-from Trian'),
    ]);
    expectMistake(concurrency, 'error --concurrency wants a whole number of at least 1 and got "none".', help);
    expectMistake(json, 'error --json takes no value.', help);
    expectMistake(
      profile,
      "error The command asks for the profile staging, which doesn't exist.",
      'Profiles are: local. Others are added under `profiles` in clew.config.ts.',
    );
    expectMistake(
      forced,
      'error Nothing to force: this plan has no task "Trian". Did you mean Train?',
      'Its tasks are: Nightly, Train, Load.',
    );
  });

  test('prints the line of a settings file that throws', async () => {
    const { run } = makeProject({
      'workflow.ts': two,
      'clew.config.ts': 'const { url } = undefined as any;\nexport default {};',
    });
    const { code, stderr } = await run('run-workflow workflow.ts Weekly');
    expect(stderr).toMatch(/^error clew\.config\.ts failed while it was loaded: Cannot destructure/);
    expect(stderr).toContain('  > 1 | const { url } = undefined as any;\n');
    expectNoStack(stderr);
    expect(code).toBe(2);
  });

  test('suggests the extension of a module', async () => {
    const { run } = makeProject({ 'flows.ts': two });
    const { code, stderr } = await run('run-workflow flows Weekly');
    expect(stderr).toMatch(/^error There is no task "flows" in .*\nThe module is called flows\.ts\.\n$/);
    expect(code).toBe(2);
  });

  test('suggests the nearest name for an unknown setting', async () => {
    const { run } = makeProject({ 'workflow.ts': two, 'clew.config.ts': 'export default { concurency: 3 };' });
    expectMistake(
      await run('run-workflow workflow.ts Weekly'),
      'error clew.config.ts: there is no setting concurency. Did you mean concurrency?',
      'Known here: project, workflows, record, storage, codecs, modelFamilies, concurrency, limits, isolate, sagemaker, profiles, profile.',
    );
  });

  test('refuses a constructor argument that nothing provides, at planning time', async () => {
    const project = makeProject({
      'workflow.ts': `import { From, Task, Workflow } from 'clew';
class Clock { now() { return 1; } }
@Task() export class Load { constructor(readonly clock: Clock) {} run() { return 1; } }
@Workflow() export class All { @From(Load) load!: number; run() { return 1; } }`,
    });
    expectMistake(
      await project.run('run-workflow workflow.ts All'),
      "error All → Load: argument 1 of its constructor can't be injected: nothing provides Clock.",
      "Mark the class Clock with typedi's @Service().",
    );
    expect((await project.run('clew runs')).stdout).toBe(
      'Nothing has run yet. Start with: npx run-workflow <module> <Target>\n',
    );
  });

  test('refuses a storage layer that the settings do not name', async () => {
    const { run } = makeProject({
      'workflow.ts': "import { Task } from 'clew';\n@Task({ storage: 'lake' }) export class A { run() { return 1; } }",
    });
    expectMistake(
      await run('run-workflow workflow.ts'),
      'error A asks for the storage layer "lake", which the settings don\'t name.',
      'Add it to storage.layers in clew.config.ts, or use one of: local, s3.',
    );
  });
});
