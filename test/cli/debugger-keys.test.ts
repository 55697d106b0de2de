import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Project } from '../support/project.ts';
import { type TerminalOptions, keys } from '../support/terminal.ts';
import { leave, ranProject, startDebugger } from './debugged.ts';

let project: Project;
beforeAll(async () => {
  ({ project } = await ranProject());
});
const start = (options?: TerminalOptions) => startDebugger(project, options);

describe('debugger keys', () => {
  test('Enter repeats the last command or shows its next page, but does not repeat one that writes', async () => {
    const terminal = await start();
    await terminal.ask('up');
    expect(await terminal.ask('')).toMatch(/^#2/);
    expect(await terminal.ask('')).toMatch(/^#3/);
    expect(await terminal.ask('list --limit 4')).toContain('… more by --page 2');
    expect(await terminal.ask('')).toMatch(/\n +8 \| /);
    expect(await terminal.ask('')).toMatch(/\n {2}12 \|/);
    expect(await terminal.ask('list --page 2 --limit 4')).toMatch(/\n +8 \|/);
    expect(await terminal.ask('')).toMatch(/\n {2}12 \|/);
    await terminal.ask('note once');
    expect(await terminal.ask('')).toBe('');
    expect((await terminal.ask('note')).match(/once/g)).toHaveLength(1);
  });

  test('Tab completes commands, topics, names, frames, options and ids', async () => {
    const terminal = await start();
    const completed = async (typed: string, expected: string): Promise<void> => {
      terminal.type(typed + keys.tab);
      await terminal.until(`(clew) ${expected}`);
      terminal.type(keys.ctrlC);
      await terminal.prompt();
    };
    await completed('hi', 'history ');
    await completed('info ou', 'info outputs ');
    await completed('print mo', 'print models ');
    await completed('list lib', 'list lib/read.ts ');
    await completed('history Tr', 'history Train ');
    await completed('diff risk-2026-11-02', 'diff risk-2026-11-02 ');
    await completed('impact --out', 'impact --output-ids ');
    terminal.type(`info ${keys.tab}${keys.tab}`);
    for (const topic of ['inputs', 'outputs', 'params', 'code', 'env', 'checks']) await terminal.until(topic);
    terminal.type(keys.ctrlC);
    await terminal.prompt();
    terminal.type(`frame ${keys.tab}${keys.tab}`);
    expect(await terminal.until('3')).toMatch(/0 +1 +2 +3/);
  });

  test('the Up key recalls lines of earlier sessions, of which the last 500 are kept', async () => {
    const first = await start();
    await first.ask('print day');
    await leave(first);
    const second = await start();
    second.type(keys.up);
    await second.until('(clew) print day');
    expect(await second.ask('')).toBe('day parameter  2026-11-01');
    await leave(second);
    const file = project.path('.clew/debugger-history');
    const lines = Array.from({ length: 3000 }, (_, i) => `frame ${i}\n`);
    writeFileSync(file, lines.join(''));
    const third = await start();
    third.type(keys.up);
    await third.until('(clew) frame 2999');
    third.type(keys.ctrlC);
    await third.prompt();
    await leave(third);
    expect(readFileSync(file, 'utf8')).toBe(lines.slice(-500).join(''));
  });

  test('Ctrl-C clears the line, and Ctrl-D quits', async () => {
    const terminal = await start();
    terminal.type('impact of no');
    await terminal.until('(clew) impact of no');
    terminal.type(keys.ctrlC);
    await terminal.prompt();
    terminal.type(keys.ctrlC);
    await terminal.until('quit leaves, and so does Ctrl-D');
    await terminal.prompt();
    await terminal.press(keys.ctrlZ);
    expect(await terminal.ask('print day')).toBe('day parameter  2026-11-01');
    expect(await leave(terminal)).toBe(0);
  });

  test('Space shows the next page of a long answer, q and Ctrl-C stop it, c shows the rest', async () => {
    const terminal = await start({ rows: 12 });
    terminal.type(`info${keys.enter}`);
    const first = await terminal.until('-- Space: more, q: stop --');
    expect(first).toContain('inputs\n');
    expect(first).not.toContain('checks\n');
    terminal.type(' ');
    await terminal.until('params\n');
    await terminal.until('-- Space: more');
    terminal.type('q');
    expect(await terminal.prompt()).not.toContain('checks\n');
    terminal.type(`info${keys.enter}`);
    await terminal.until('-- Space: more');
    terminal.type(keys.ctrlC);
    await terminal.prompt();
    terminal.type(`info${keys.enter}`);
    await terminal.until('-- Space: more');
    terminal.type('c');
    expect(await terminal.prompt()).toContain('checks\n');
    expect(await terminal.ask('print day')).toBe('day parameter  2026-11-01');
  });

  test('lines that are typed ahead are answered in order, with Tab completion', async () => {
    const terminal = await start();
    terminal.type('up\rup\rprint fo\t\r');
    await terminal.until('fold parameter');
    expect(await terminal.ask('frame')).toMatch(/^#2/);
  });

  test('keys without a meaning are ignored', async () => {
    const terminal = await start();
    terminal.type('\u001b\r\u001b[5~\u0000\r\n\r');
    terminal.type(keys.ctrlC);
    await terminal.until('quit leaves');
    expect(await terminal.ask('print day')).toBe('day parameter  2026-11-01');
  });

  test('output is wrapped anew after the terminal is resized', async () => {
    const terminal = await start();
    expect(await terminal.ask('bt')).toContain('#0  Nightly(day=2026-11-01) at workflow.ts:23  ← here\n');
    terminal.resize(40, 30);
    // A signal tells it: a line that was typed at once may still find the old width.
    await expect
      .poll(() => terminal.ask('bt'), { timeout: 20_000 })
      .toContain('#0  Nightly(day=2026-11-01) at\n  workflow.ts:23  ← here\n');
    expect(terminal.hasBrokenLines).toBe(false);
  });
});
