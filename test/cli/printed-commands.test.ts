import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { type Project, makeProject, ownNode } from '../support/project.ts';
import { openTerminal } from '../support/terminal.ts';

/** Pastes what was printed into a shell. */
function paste(project: Project, line: string): { readonly code: number | null; readonly stdout: string } {
  const shell = `npx() { "$@"; }; clew() { '${ownNode}' '${project.program('clew')}' "$@"; }; ${line}`;
  const env = { ...project.environment(), LC_ALL: 'C.UTF-8' };
  const { status, stdout } = spawnSync('bash', ['-c', shell], { cwd: project.folder, env, encoding: 'utf8' });
  return { code: status, stdout };
}

const settings = `export default { profiles: { 'my team': { record: { sqlite: 'team.db' } } } };`;

describe('printed commands', () => {
  test.each(["it's $(mine)", '-rf', 'gnp\u202eexe', 'two\nlines'])(
    'the command that traces the id %j can be pasted into a shell, and keeps the profile',
    async (id) => {
      const project = makeProject({
        'clew.config.ts': settings,
        'workflow.ts': `
import { Task, TaskContext } from 'clew';
@Task() export class Make {
  constructor(private readonly context: TaskContext) {}
  run() { return this.context.outputId({ id: ${JSON.stringify(id)} }); }
}`,
      });
      const { stdout } = await project.run(['run-workflow', 'workflow.ts', '--profile', 'my team']);
      const [, line] = /^trace +(.*)$/m.exec(stdout)!;
      expect(paste(project, line!)).toMatchObject({ code: 0, stdout: expect.stringContaining('#0  Make') });
      // Without the profile, there is no record.
      expect((await project.run('clew runs')).stdout).toContain('Nothing has run yet');
    },
  );

  test('the commands after failures and errors keep the profile', async () => {
    const project = makeProject({
      'clew.config.ts': settings,
      'workflow.ts': `
import { Task } from 'clew';
@Task() export class Fails { run() { throw new Error('no'); } }`,
    });
    const profile = ['--profile', 'my team'];
    const { stdout } = await project.run(['run-workflow', 'workflow.ts', ...profile]);
    const [, show] = /^ {2}record +(.*)$/m.exec(stdout)!;
    expect(paste(project, show!)).toMatchObject({ code: 0, stdout: expect.stringContaining('Fails') });
    const [, resume] = /^resume +(.*)$/m.exec(stdout)!;
    expect(paste(project, resume!)).toMatchObject({ code: 1, stdout: expect.stringContaining('Fails failed') });
    const [, run] = / (run-\w+)$/m.exec(stdout)!;
    const { stderr } = await project.run(['clew', 'bt', run!, ...profile]);
    expect(stderr).toContain(`clew show ${run} --profile 'my team' says more about it.`);
  });

  test('clew artifacts cat escapes control characters in a terminal, and keeps text in a pipe', async () => {
    const evil = 'pay\u202egnp.exe\u2069 \u001b[2J\u001b]0;title\u0007 end';
    const project = makeProject({
      'workflow.ts': `
import { Task } from 'clew';
@Task({ storage: 's3' }) export class Text { run() { return ${JSON.stringify(evil)}; } }
@Task({ storage: 's3' }) export class Rows { *run() { yield { text: ${JSON.stringify(evil)} }; } }`,
    });
    for (const [task, shown] of [
      ['Text', 'pay·gnp.exe· ·[2J·]0;title· end'],
      ['Rows', String.raw`{"text":"pay\u202egnp.exe\u2069 \u001b[2J\u001b]0;title\u0007 end"}`],
    ] as const) {
      await project.json(`run-workflow workflow.ts ${task}`);
      const terminal = openTerminal(project, `clew artifacts cat ${task}`);
      expect(await terminal.ended).toBe(0);
      expect(terminal.lines().join('\n').trim()).toBe(shown);
      const piped = await project.run(`clew artifacts cat ${task}`);
      expect(task === 'Text' ? piped.stdout : JSON.parse(piped.stdout).text).toBe(evil);
    }
  });
});
