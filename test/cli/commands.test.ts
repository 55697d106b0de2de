import { DatabaseSync } from 'node:sqlite';
import { stripVTControlCharacters } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Project, makeProject } from '../support/project.ts';
import { expectMistake } from './calm.ts';
import { nightly } from './nightly.ts';

describe('clew runs, show, components and db status', () => {
  let project: Project;
  let document: any;

  beforeAll(async () => {
    project = makeProject(nightly);
    document = await project.json('run-workflow workflow.ts --day 2026-11-01');
  });

  test('clew runs lists the run with its counts', async () => {
    const { code, stdout } = await project.run('clew runs');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^run-\w+ {2}succeeded {2}Nightly\(day=2026-11-01\) {2}\d.* ago {2}\d+ ms {2}4 ran, 0 cached\n$/,
    );
    const { runs } = await project.json('clew runs --limit 1');
    expect(runs).toMatchObject([{ id: document.run, target: 'Nightly', status: 'succeeded', counts: { ran: 4 } }]);
  });

  test('clew show prints a run, a component run, and the component run of an output id', async () => {
    const run = await project.run(`clew show ${document.run}`);
    expect(run.code).toBe(0);
    expect(run.stdout).toMatch(/^Nightly succeeded {2}run-\w+\nstarted {2}20/);
    expect(run.stdout).toContain('command  npx run-workflow workflow.ts --day 2026-11-01\n');
    const train = document.nodes.find(({ node }: any) => node.includes('fold=1'));
    const one = await project.run(`clew show ${train.componentRun}`);
    expect(one.stdout).toMatch(/^Train\(day=2026-11-01, fold=1\) ran {2}cr-/);
    expect(one.stdout).toContain('metrics  auc 0.6\n');
    expect(one.stdout).toMatch(/^inputs\n {2}data {2}art-\w+ {2}made by cr-/m);
    const made = await project.run('clew show prediction-4711');
    expect(made.stdout).toMatch(/^Nightly\(day=2026-11-01\) ran/);
    expect(made.stdout).toMatch(/^ {2}prediction-4711 {2,}machine M-17$/m);
    expect((await project.json(`clew show ${document.run}`)).nodes).toHaveLength(4);
  });

  test('clew components lists tasks with kind, runs, owner, inputs and doc', async () => {
    const { stdout } = await project.run('clew components');
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toContainEqual(expect.stringMatching(/^Load +etl +1 run +ran .* ago +owner @ana; Reads a day$/));
    expect(lines).toContainEqual(expect.stringMatching(/^Train +classifier +2 runs +ran .* ago +needs Load$/));
    expect(lines).toContainEqual(
      expect.stringMatching(/^Nightly +workflow +1 run +.*needs .*Train.*; Train every night$/),
    );
    expect((await project.json('clew components')).components).toHaveLength(4);
  });

  test('clew db status prints the version of the record, even of a newer one', async () => {
    expect((await project.run('clew db status')).stdout).toMatch(
      /^SQLite record .*\/\.clew\/record\.db is up to date \(version \d+\)\n$/,
    );
    expect((await project.run('clew db')).stdout).toBe((await project.run('clew db status')).stdout);
    expect(await project.json('clew db status')).toMatchObject({ dialect: 'sqlite', pending: [] });
    const version = (number: number): void => {
      using database = new DatabaseSync(project.path('.clew/record.db'));
      database.exec(`pragma user_version = ${number}`);
    };
    const { present } = await project.json('clew db status');
    version(present + 1);
    const { stdout } = await project.run('clew db status');
    version(present);
    expect(stdout).toContain(
      `a newer Clew made it: version ${present + 1}, and this one knows up to ${present}. Update`,
    );
    expectMistake(
      await project.run('clew db drop'),
      'error clew db knows status and migrate, not "drop".',
      'clew db --help lists what there is.',
    );
  });

  test('commands find the project from a subfolder', async () => {
    project.write({ 'deep/down/note.txt': '' });
    const { stdout } = await project.run('clew runs', { cwd: project.path('deep/down') });
    expect(stdout).toContain(document.run);
  });
});

test('clew graph prints the tasks of a target as text, Mermaid and JSON', async () => {
  const { run, json } = makeProject(nightly);
  const { code, stdout } = await run('clew graph workflow.ts Nightly');
  expect(code).toBe(0);
  expect(stdout).toBe(`Nightly
├─ models: Train for each
│  └─ data: Load
└─ report: Report if wanted
   └─ data: Load
`);
  const mermaid = (await run('clew graph workflow.ts --mermaid')).stdout;
  expect(mermaid).toMatch(/^flowchart LR\n {2}t0\["Nightly"\]\n/);
  expect(mermaid).toContain('-->|"models for each"| t0');
  expect((await json('clew graph workflow.ts')).inputs).toContainEqual({
    task: 'Nightly',
    field: 'models',
    from: 'Train',
    mode: 'each',
    artifact: false,
  });
  expectMistake(await run('clew graph'), 'error clew graph needs a module.', 'clew graph --help lists what there is.');
  expectMistake(
    await run('clew graph workflow.ts Nightly more'),
    'error clew graph takes a module and a Target; "more" is one too many.',
    'clew graph --help lists what there is.',
  );
});

test('before the first run, clew runs and clew components print a hint, and clew bt and clew show fail', async () => {
  const project = makeProject(nightly);
  for (const command of ['runs', 'components']) {
    expect(await project.run(`clew ${command}`)).toMatchObject({
      code: 0,
      stdout: 'Nothing has run yet. Start with: npx run-workflow <module> <Target>\n',
      stderr: '',
    });
    expect(await project.json(`clew ${command}`)).toMatchObject({ [command]: [] });
  }
  for (const command of ['clew bt out-1', 'clew show run-1']) {
    const { code, stderr } = await project.run(command);
    expect(stderr).toMatch(
      /^error Nothing has been recorded here yet: there is no record .*\nRun a workflow first, .*\n$/,
    );
    expect(code).toBe(2);
  }
  expect((await project.run('clew db status')).stdout).toContain('is not there yet; the first run makes it.\n');
  expect(project.has('.clew/record.db')).toBe(false);
});

test('clew init writes a workflow that runs, and does not overwrite files', async () => {
  const project = makeProject({});
  const { code, stdout } = await project.run('clew init flows');
  expect(code).toBe(0);
  expect(stdout).toContain('Run it:  npx run-workflow flows/workflow.ts\n');
  expect(await project.run('run-workflow flows/workflow.ts')).toMatchObject({ code: 0 });
  project.write({ 'flows/workflow.ts': '// mine' });
  expectMistake(
    await project.run('clew init flows'),
    'error Nothing was written: clew.config.ts, workflow.ts are there already.',
    'Take another folder: clew init <folder>.',
  );
  expect(project.read('flows/workflow.ts')).toBe('// mine');
});

test('clew init refuses a path that is a file', async () => {
  const project = makeProject({ flows: 'a file' });
  expectMistake(
    await project.run('clew init flows'),
    `error The system refused something: EEXIST: file already exists, mkdir '${project.path('flows')}'.`,
    'Mend that and run the same command again; nothing that was committed is lost.',
  );
});

test('clew suggests the nearest name for an unknown command or option', async () => {
  const { run } = makeProject({});
  expectMistake(
    await run('clew rnus'),
    'error There is no command "clew rnus". Did you mean clew runs or clew run?',
    'clew --help lists what there is.',
  );
  expectMistake(
    await run('clew runs --limt 3'),
    'error There is no option --limt. Did you mean --limit?',
    'clew runs --help lists what there is.',
  );
});

test('clew --help prints to standard output, with exit code 0', async () => {
  const { run } = makeProject(nightly);
  const asked = [
    'clew --help',
    'clew -h',
    'clew help',
    'clew help bt',
    'clew bt --help',
    'clew runs -h',
    'clew run --help',
    'run-workflow --help',
    'run-workflow -h',
    'clew --version',
    'run-workflow --version',
    'clew graph --help',
    'clew artifacts --help',
    'clew artifacts ls --help',
    'clew help artifacts ls',
  ];
  const answers = await Promise.all(asked.map((command) => run(command)));
  for (const [i, { code, stdout, stderr }] of answers.entries()) {
    expect([asked[i], code, stderr]).toEqual([asked[i], 0, '']);
    expect(stdout.length).toBeGreaterThan(4);
  }
  expect(answers.at(-3)!.stdout).toMatch(/^clew artifacts <command>\n[^]*\nCommands\n {2}ls {6}what there is/);
  expect(answers.at(-2)!.stdout).toMatch(/^clew artifacts ls \[artifact \| id \| task\]\n[^]* --page <n> /);
  expect(answers.at(-1)!.stdout).toBe(answers.at(-2)!.stdout);
  for (const name of [
    'CLEW_PROFILE',
    'CLEW_DATABASE_URL',
    'CLEW_CONCURRENCY',
    'CLEW_HOME',
    'CLEW_PARAM_…',
    'NO_COLOR',
  ]) {
    expect(answers[7]!.stdout).toContain(`  ${name} `);
  }
  expectMistake(
    await run('clew help btt'),
    'error There is no command "clew btt". Did you mean clew bt?',
    'clew --help lists what there is.',
  );
});

test('clew and run-workflow without arguments print to standard error, with exit code 2', async () => {
  const { run } = makeProject(nightly);
  const [bare, which] = await Promise.all([run('clew'), run('run-workflow')]);
  expect([bare.code, bare.stdout]).toEqual([2, '']);
  expect(bare.stderr).toContain('Commands\n');
  expect([which.code, which.stdout]).toEqual([2, '']);
  expect(which.stderr).toBe(
    'Which one?\n  Nightly  workflow.ts  Train every night\n\nrun-workflow <name> --help prints its parameters.\n',
  );
  const empty = await makeProject({}).run('run-workflow');
  expect(empty.code).toBe(2);
  expect(empty.stderr).toContain('No workflow was found in workflow.ts, workflows/**/*.ts, src/workflows/**/*.ts.');
});

test('clew and run-workflow redraw within 40 columns and without colors on a narrow terminal', async () => {
  const project = makeProject({
    ...nightly,
    // As Node sees a narrow terminal.
    'narrow.mjs': `import { WriteStream } from 'node:tty';
const { getColorDepth } = WriteStream.prototype;
for (const stream of [process.stdout, process.stderr]) Object.assign(stream, { isTTY: true, columns: 40, getColorDepth });`,
  });
  const env = { NODE_OPTIONS: `--import ${project.path('narrow.mjs')}`, TERM: 'xterm' };
  const ran = await project.run('run-workflow workflow.ts --day 2026-11-01', { env });
  expect(ran).toMatchObject({ code: 0 });
  // oxlint-disable-next-line no-control-regex -- the point is that there is none
  expect(ran.stdout + ran.stderr).not.toMatch(/\u001b\[\d+m/);
  // A line that is redrawn never breaks.
  for (const drawn of stripVTControlCharacters(ran.stderr).split('\r')) {
    expect(drawn.split('\n').at(-1)!.length).toBeLessThan(40);
  }
  for (const command of [
    'clew runs',
    'clew components',
    'clew --help',
    'clew graph workflow.ts',
    'clew bt prediction-4711',
  ]) {
    expect(await project.run(command, { env })).toMatchObject({ code: 0, stderr: '' });
  }
});
