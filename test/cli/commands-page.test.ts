import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { allCommands, commandsPage, pagePath, splitExample } from './commands-page.ts';
import { wordsOf } from '../../src/cli/debugger/split-words.ts';
import { findCommand, flagsOf, readInput, split } from '../../src/cli/parse.ts';

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

/** As a shell would: up to a pipe, without what is set before it and `npx`. */
function typed(example: string): string[] {
  const [program, ...words] = wordsOf(
    splitExample(example)
      .line.replace(/ [>|] .*$/, '')
      .replace(/^(?:\w+=\S+ )*(?:npx )?/, ''),
  );
  return program === 'run-workflow' ? ['run', ...words] : words;
}

const examples = sections.flatMap(({ command }) => command.examples).filter((line) => !/^(?:eval|source) /.test(line));

describe.each([...new Set(examples)])('commands page: the example %s', (example) => {
  test('is parsed without an error', async () => {
    const [name, ...words] = typed(example);
    const top = sections.find((one) => one.name === `clew ${name}`)!;
    const { called, argv } = await findCommand({ command: top.command, invoked: top.name }, words);
    const line = split(argv, flagsOf(called.command));
    // The parameters of a task come from its module, and there is none here.
    const params = called.command.moreFlags ? ['day'] : [];
    const options = new Map([...line.options].filter(([option]) => !params.includes(option)));
    await expect(readInput(called, { ...line, options })).resolves.toMatchObject({ invoked: called.invoked });
  });
});
