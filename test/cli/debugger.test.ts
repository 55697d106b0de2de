import { beforeAll, describe, expect, test } from 'vitest';
import type { Project } from '../support/project.ts';
import { type TerminalOptions, keys, openTerminal } from '../support/terminal.ts';
import { leave, ranProject, startDebugger } from './debugged.ts';

let project: Project;
let failed: string;
beforeAll(async () => {
  ({ project, failed } = await ranProject());
});
const start = (options?: TerminalOptions, id?: string) => startDebugger(project, options, id);

describe('debugger in a terminal', () => {
  test('greets with the current frame, moves by up, down and frame, and marks the frame in bt', async () => {
    const terminal = openTerminal(project, 'clew bt risk-2026-11-01 -i');
    const greeting = (await terminal.prompt()).split('\n');
    expect(greeting[0]).toBe('risk-2026-11-01, risk of M-17, came from 4 component runs, 2 of them stale');
    expect(greeting[1]).toBe('#0  Nightly(day=2026-11-01) at workflow.ts:23');
    expect(greeting.at(-1)).toBe('help lists what one can ask here');
    expect(await terminal.ask('down')).toBe(
      'error There is no frame down from here: #0 is the last one, it is what was asked about.\nup goes the other way.',
    );
    expect(await terminal.ask('up')).toMatch(/^#1 {2}Train\(fold=[01]\) at workflow\.ts:13\n {4}ran · /);
    expect(await terminal.ask('up 2')).toMatch(/^#3 {2}Load\(day=2026-11-01\) at workflow\.ts:5\n/);
    expect(await terminal.ask('up')).toContain('#3 is the last one, nothing on record led to it.');
    expect(await terminal.ask('frame 9')).toContain('error There is no frame "9".\nThey are numbered from 0 to 3');
    expect(await terminal.ask('up two')).toBe(
      'error up takes a number of frames, and got "two".\nhelp up says what it takes.',
    );
    expect(await terminal.ask('frame 2')).toMatch(/^#2 {2}Train/);
    expect(await terminal.ask('down')).toMatch(/^#1 {2}Train/);
    expect((await terminal.ask('bt')).split('\n')).toEqual([
      'risk-2026-11-01, risk of M-17, came from 4 component runs, 2 of them stale',
      '#0  Nightly(day=2026-11-01) at workflow.ts:23',
      expect.stringMatching(/^#1 {2}Train\(fold=[01]\) at workflow\.ts:13 {2}stale {2}← here$/),
      expect.stringMatching(/^#2 {2}Train\(fold=[01]\) at workflow\.ts:13 {2}stale$/),
      '#3  Load(day=2026-11-01) at workflow.ts:5',
    ]);
    expect(await terminal.ask('bt 1')).toContain('… and 3 more; --page 2, or --limit 4 for all');
    expect(await terminal.ask('bt full')).toContain('    readings ← #3 art-');
    expect(await terminal.ask('bt risk-2026-11-02')).toContain('#0  Nightly(day=2026-11-02)');
    expect(await leave(terminal)).toBe(0);
  });

  test('prints inputs, outputs, parameters, metrics and the source', async () => {
    const terminal = await start();
    expect(await terminal.ask('print')).toMatch(/^output output {2}art-\w+ {2}26 B\nobject {2}1 field\n {2}best {2}/);
    const models = await terminal.ask('print models');
    expect(models).toMatch(/^models\[0\] input {2}art-\w+ {2}11 B {2}made by Train\(day=2026-11-01, fold=0\)\nobject/);
    expect(models).toContain('\nmodels[1] input');
    expect(await terminal.ask('print models[1]')).toContain('\n  auc  0.6');
    expect(await terminal.ask('print models[2]')).toContain('error models has 2 values.\nThe first is models[0]');
    expect(await terminal.ask('print day')).toBe('day parameter  2026-11-01');
    await terminal.ask('up 2');
    expect(await terminal.ask('print readings')).toContain('table  3 rows × 2 columns');
    expect(await terminal.ask('print auc')).toMatch(/^auc metric {2}0\.[56]$/);
    expect(await terminal.ask('print xyz')).toContain('There is: readings, output, fold, auc.');
    const listed = (await terminal.ask('list')).split('\n');
    expect(listed[0]).toBe('workflow.ts as it ran, at line 13 of 41');
    expect(listed).toContain("> 13 | @Task({ modelFamily: 'classifier' })");
    expect(await terminal.ask('list read.ts:2')).toContain('\n> 2 | export const rows = (n: number) =>\n');
    expect(await terminal.ask('info inputs')).toMatch(
      /\ninputs\n {2}readings {2}made by Load\(day=2026-11-01\) {2}cr-/,
    );
    expect(await terminal.ask('info params')).toMatch(/\nparams\n {2}fold {2}[01]$/);
    expect(await terminal.ask('info code')).toMatch(
      /\nfiles\n {2}lib\/read\.ts {2}\w{10}\n {2}workflow\.ts {2}\w{10} {2}only what Train reaches$/,
    );
    expect(await terminal.ask('info env')).toMatch(
      /\n {2}command +npx run-workflow workflow\.ts Nightly --day 2026-11-01/,
    );
    expect(await terminal.ask('info checks')).toMatch(
      /\nchecks\n {2}outcome +ran\n {2}up to date {2}stale its last run failed/,
    );
    expect(await terminal.ask('info outputs')).toMatch(
      /\noutputs\n {2}output {2}11 B {2}json {2}art-.*\n\nmetrics\n {2}auc/,
    );
    expect(await terminal.ask('info')).toMatch(/inputs\n[^]*outputs\n[^]*params\n[^]*code\n[^]*env\n[^]*checks\n/);
    expect(await leave(terminal)).toBe(0);
  });

  test('runs every command on the current frame', async () => {
    const terminal = await start();
    expect(await terminal.ask('explain')).toMatch(/^“risk of M-17” was made on /);
    expect(await terminal.ask('why')).toMatch(/^Nightly\(day=2026-11-01\) ran[^]*never ran before/);
    expect(await terminal.ask('diff risk-2026-11-02')).toContain('day changed: 2026-11-01 → 2026-11-02');
    expect(await terminal.ask('diff')).toContain('error diff needs the id to compare this with.');
    expect(await terminal.ask('show')).toContain('risk-2026-11-01');
    expect(await terminal.ask('flag --because "too high"')).toContain('risk-2026-11-01 is flagged: too high, by ');
    expect(await terminal.ask('info checks')).toContain('flagged');
    expect(await terminal.ask('unflag')).toContain('risk-2026-11-01 is not flagged any more');
    expect(await terminal.ask("note it's odd")).toMatch(/^risk-2026-11-01 output id\n[^]*\nnote +it's odd by /);
    expect(await terminal.ask('tag odd')).toContain('#odd');
    await terminal.ask('frame 3');
    expect(await terminal.ask('impact')).toMatch(
      /^cr-\w+ and what came of it:[^]*→ risk-2026-11-01[^]*8 component runs/,
    );
    expect(await terminal.ask('history')).toMatch(/^Load {2}[^]*Load\(day=2026-11-02\)/);
    expect(await terminal.ask('flag')).toMatch(/^error cr-\w+ has given out no output id\.\ndown leads/);
    expect(await terminal.ask('impact --limit x')).toContain('error --limit wants a whole number');
    expect(JSON.parse(await terminal.ask('info params --json')).params).toEqual({ day: '2026-11-01T00:00:00.000Z' });
    expect(await terminal.ask('open code')).toBe(project.path('workflow.ts'));
    expect(await terminal.ask('open')).toMatch(/\.clew\/opened\/art-\w+\/Load\.json$/);
    terminal.type(`quit${keys.enter}`);
    expect(await terminal.ended).toBe(0);
  });

  test('shows the line that failed', async () => {
    const terminal = await start({}, failed);
    expect(await terminal.ask('list')).toMatch(/failed at line 18 of 41\n[^]*\n> 18 \| +if \(this\.fold > 1\) throw/);
    expect(await terminal.ask('print')).toContain('has no output to look at. It failed.');
    expect(await terminal.ask('info checks')).toContain('failed: no such fold');
  });

  test('accepts abbreviated commands, lists the candidates of ambiguous ones, and suggests a name for unknown ones', async () => {
    const terminal = await start();
    expect(await terminal.ask('inf par')).toContain('params\n  day  2026-11-01');
    expect(await terminal.ask('p mod[0]')).toContain('models[0] input');
    expect(await terminal.ask('d')).toBe('error "d" may be down or diff.\nWrite some more of it.');
    expect(await terminal.ask('f 1')).toMatch(/^#1/);
    expect(await terminal.ask('frmae')).toBe(
      'error There is no command "frmae". Did you mean frame?\nhelp lists what there is.',
    );
    expect(await terminal.ask('info x')).toContain('There is: inputs, outputs, params, code, env, checks.');
    expect(await terminal.ask('help inf')).toMatch(/^info \[inputs \| outputs[^]*--limit/);
    expect(await terminal.ask('help')).toMatch(/^bt \[full[^]*\nquit +leave; Ctrl-D does as well\n/);
  });

  test('opens a copy in $EDITOR, and continues afterwards', async () => {
    project.write({
      'edit.js':
        "process.stdin.once('data', (key) => { console.log('edited', process.argv[2], key.toString().trim()); process.exit(); }); console.log('editor');",
    });
    const terminal = await start({ env: { EDITOR: `${process.execPath} ${project.path('edit.js')}` } });
    terminal.type(`open${keys.enter}`);
    await terminal.until('\neditor');
    terminal.type(`done${keys.enter}`);
    expect(await terminal.until('edited')).toMatch(/edited .*Nightly\.json done/);
    await terminal.prompt();
    expect(await terminal.ask('print day')).toBe('day parameter  2026-11-01');
  });

  test('fits into 40 columns without colors or UTF-8', async () => {
    const terminal = await start({ columns: 40, rows: 400, env: { LC_ALL: 'POSIX' } });
    const lines = ['bt', 'bt full', 'info inputs', 'info outputs', 'info params', 'info code', 'info checks', 'print', 'print models', 'list', 'explain', 'why', 'diff risk-2026-11-02', 'impact', 'history', 'show', 'note', 'help', 'help diff', 'up 2', 'print readings']; // prettier-ignore
    for (const line of lines) {
      const answer = await terminal.ask(line);
      expect([line, terminal.hasBrokenLines]).toEqual([line, false]);
      // oxlint-disable-next-line no-control-regex -- that is the question
      expect(answer).toMatch(/^[\x20-\x7e\n]+$/);
    }
  });
});

describe('debugger with commands from a pipe', () => {
  const asked = (input: string) => project.run('clew bt risk-2026-11-01 -i', { input });

  test('answers line by line without a prompt or a greeting', async () => {
    const { code, stdout, stderr } = await asked('# the way back\nprint day\n\nup 3\nprint day');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      /^day parameter {2}2026-11-01\n#3 {2}Load\(day=2026-11-01\)[^]*\nday parameter {2}2026-11-01\n$/,
    );
  });

  test('prints JSON with --json', async () => {
    const { stdout } = await asked('frame 3\nprint --json');
    expect(JSON.parse(stdout.slice(stdout.indexOf('{')))).toMatchObject({
      values: [{ role: 'output', name: 'output', preview: { kind: 'table', rows: 3 } }],
    });
  });

  test('continues after an error, and exits with the code of the first one', async () => {
    const { code, stdout, stderr } = await asked('prnt\nprint day\nquit\nprint day\n');
    expect(stderr).toBe('error There is no command "prnt". Did you mean print?\nhelp lists what there is.\n');
    expect([code, stdout]).toEqual([2, 'day parameter  2026-11-01\n']);
  });

  test('refuses an unknown id, and --json together with -i', async () => {
    const unknown = await project.run('clew bt risk-2026-12 -i', { input: 'bt' });
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('Near or recent: risk-2026-11-0')]);
    const both = await project.run('clew bt risk-2026-11-01 -i --json');
    expect([both.code, both.stderr]).toEqual([2, expect.stringContaining("error -i and --json don't go together")]);
  });
});
