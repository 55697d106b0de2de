import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { allCommands, commandsPage, pagePath, readExample } from './commands-page.ts';
import { flagsOf } from '../../src/cli/parse.ts';

const sections = await allCommands();

test('docs/commands.md is up to date with the commands', async () => {
  expect(readFileSync(pagePath, 'utf8'), 'npm run docs:commands writes it anew').toBe(await commandsPage());
});

test('every command has a description, examples and documented options', () => {
  expect(sections.length).toBeGreaterThan(40);
  for (const { name, summary, command } of sections) {
    expect(command.name).toBe(name.split(' ').at(-1));
    expect([name, command.examples.length]).not.toEqual([name, 0]);
    expect([name, summary.endsWith('.'), command.description.endsWith('.')]).toEqual([name, false, true]);
    for (const flag of flagsOf(command)) expect(`${name} --${flag.name}: ${flag.doc}`).toMatch(/: \S/);
  }
});

test('no command has two options of the same name', () => {
  for (const { name, command } of sections) {
    const names = flagsOf(command).flatMap((flag) => [flag.name, ...(flag.short ? [flag.short] : [])]);
    expect([name, names]).toEqual([name, [...new Set(names)]]);
  }
});

const examples = sections.flatMap(({ command }) => command.examples).filter((line) => !/^(?:eval|source) /.test(line));

describe.each([...new Set(examples)])('commands page: the example %s', (example) => {
  test('is parsed without an error', async () => {
    const { called, input } = await readExample(example, (option) => option === 'day');
    await expect(input).resolves.toMatchObject({ invoked: called.invoked });
  });
});
