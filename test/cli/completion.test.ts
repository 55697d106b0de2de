import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Project, makeProject, ownNode } from '../support/project.ts';
import { keys, openTerminal } from '../support/terminal.ts';
import { expectMistake } from './calm.ts';

const workflow = `
import { Param, Task, TaskContext, Workflow } from 'clew';
@Task() export class Train { run() { return 1; } }
@Workflow() export class Nightly {
  @Param() day = 1;
  @Param() dryNess = true;
  constructor(private readonly context: TaskContext) {}
  run() { return this.context.outputId({ id: 'risk-of-today' }); }
}
console.log('printed on import');`;

let project: Project;
let runId: string;
beforeAll(async () => {
  project = makeProject({
    'workflow.ts': workflow,
    'clew.config.ts': `export default { profiles: { team: { record: { sqlite: 'team.db' } } } };`,
  });
  // As they lie in the path of people who have installed it.
  for (const name of ['clew', 'run-workflow']) {
    project.write({ [`bin/${name}`]: `#!/bin/sh\nexec '${ownNode}' '${project.program(name)}' "$@"\n` });
    chmodSync(project.path(`bin/${name}`), 0o755);
  }
  runId = (await project.json('run-workflow Nightly')).run;
});

/** The words that are offered for the last one of a line. */
async function offered(...line: string[]): Promise<string[]> {
  const { code, stdout, stderr } = await project.run(['clew', 'complete', '--', ...line]);
  expect({ code, stderr: stderr.replaceAll('printed on import\n', '') }).toEqual({ code: 0, stderr: '' });
  return stdout.split('\n').filter(Boolean);
}

describe('completion: clew complete', () => {
  test.each([
    ['commands', ['clew', 'expl'], ['explain']],
    ['commands to ask help about', ['clew', 'help', 'hist'], ['history']],
    ['the words of a command that has some', ['clew', 'db', ''], ['status', 'migrate']],
    ['the commands of a command', ['clew', 'artifacts', 'c'], ['cat', 'clean']],
    ['the commands of a command to ask help about', ['clew', 'help', 'jobs', ''], ['clean']],
    ['options of a command of a command', ['clew', 'artifacts', 'clean', '--older'], ['--older-than']],
    ['what a command of a command takes', ['clew', 'artifacts', 'cat', 'risk'], ['risk-of-today']],
    ['parameters after a module', ['clew', 'artifacts', 'path', 'workflow.ts', 'Nightly', '--da'], ['--day']],
    ['choices of an argument', ['clew', 'completion', 'z'], ['zsh']],
    ['choices of an option', ['clew', 'du', '--by', ''], ['task', 'layer', 'age']],
    ['words that may come first', ['clew', 'info', 'che'], ['checks']],
    ['an id after them', ['clew', 'info', 'checks', 'risk'], ['risk-of-today']],
    ['nothing of a command that is none', ['clew', 'artifacts', 'nonsense', ''], []],
    ['options', ['clew', 'bt', '--sh'], ['--short']],
    ['values of an option that knows them', ['clew', 'bt', 'x', '--profile', ''], ['local', 'team']],
    ['workflows that need no module', ['run-workflow', ''], ['Nightly']],
    ['tasks of a module', ['run-workflow', 'workflow.ts', ''], ['Train', 'Nightly']],
    [
      'parameters of a workflow, with switches',
      ['run-workflow', 'Nightly', '--d'],
      ['--day', '--dry-ness', '--dry-run'],
    ],
    ['parameters after clew run', ['clew', 'run', 'workflow.ts', 'Nightly', '--da'], ['--day']],
    ['components', ['clew', 'history', ''], ['Nightly']],
    ['output ids', ['clew', 'flag', 'risk'], ['risk-of-today']],
    ['output ids among all', ['clew', 'bt', 'risk-'], ['risk-of-today']],
    ['nothing for a command that is none', ['clew', 'nonsense', ''], []],
    ['nothing of a task that is none', ['run-workflow', 'Nothing', '--d'], []],
    ['no options behind --', ['clew', 'bt', '--', '--js'], []],
  ])('offers %s', async (_, line, words) => {
    expect((await offered(...line)).toSorted()).toEqual([...words].toSorted());
  });

  test('offers ids of runs by their prefix', async () => {
    expect(await offered('clew', 'show', runId.slice(0, 9))).toContain(runId);
    expect(await offered('clew', 'resume', '')).toContain(runId);
  });

  test('offers nothing, without an error, when nothing has run yet or a module is broken', async () => {
    const other = makeProject({ 'workflow.ts': 'export const x = ;' });
    for (const line of [
      ['clew', 'bt', ''],
      ['run-workflow', ''],
    ]) {
      expect(await other.run(['clew', 'complete', '--', ...line])).toMatchObject({ code: 0, stdout: '', stderr: '' });
    }
  });
});

test('clew completion refuses an unknown shell', async () => {
  expectMistake(
    await project.run('clew completion tcsh'),
    'error clew completion knows bash, zsh and fish, not "tcsh". Did you mean bash or zsh or fish?',
    'clew completion --help lists what there is.',
  );
});

const has = (shell: string): boolean => {
  try {
    execFileSync('sh', ['-c', `command -v ${shell}`]);
    return true;
  } catch {
    return false;
  }
};

/** The set-up of completion for each shell, without anybody's own settings. */
const shells = [
  ['bash', ['--noprofile', '--norc', '-i'], 'source <(clew completion bash)'],
  ['zsh', ['-f', '-i'], 'autoload -Uz compinit && compinit -u -D && source <(clew completion zsh)'],
  ['fish', ['--no-config', '-i'], 'clew completion fish | source'],
] as const;

describe.each(shells)('completion in %s', (shell, args, begin) => {
  test.skipIf(!has(shell))('completes commands, workflows, parameters and ids', async () => {
    const env = {
      PATH: `${project.path('bin')}:${process.env['PATH']}`,
      HOME: project.folder,
      PS1: '$ ',
      HISTFILE: '',
    };
    const terminal = openTerminal(project, [shell, ...args], { env, file: shell });
    terminal.type(`${begin}; echo re''ady${keys.enter}`);
    await terminal.until('ready');
    for (const [typed, whole] of [
      ['clew expl', 'clew explain'],
      ['run-workflow Nigh', 'run-workflow Nightly'],
      ['run-workflow workflow.ts Tr', 'run-workflow workflow.ts Train'],
      ['run-workflow Nightly --da', 'run-workflow Nightly --day'],
      ['clew bt risk', 'clew bt risk-of-today'],
      ['npx clew hist', 'npx clew history'],
      ['run-workflow workf', 'run-workflow workflow.ts'],
    ] as const) {
      terminal.type(typed);
      await terminal.until(typed);
      terminal.type(keys.tab);
      expect(await terminal.until(whole)).toContain(whole);
      terminal.type(keys.ctrlU);
    }
  });
});
