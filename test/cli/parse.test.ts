import { describe, expect, expectTypeOf, test } from 'vitest';
import { type Command, defineCommand, jsonFlag, limitFlag, pageFlag, usageOf } from '../../src/cli/command.ts';
import { findCommand, flagsOf, readInput, split } from '../../src/cli/parse.ts';

const ls = defineCommand({
  name: 'ls',
  description: 'Lists.',
  args: [
    { name: 'topic', accepts: ['size', 'age'] },
    { name: 'id', accepts: ['output id', 'artifact'], required: true },
  ],
  flags: [limitFlag, jsonFlag, { name: 'only-by', type: 'text', value: '<name>', many: true, short: 'o', doc: 'some' }],
  examples: [],
  async run({ args, flags }) {
    expectTypeOf(args).toEqualTypeOf<{ readonly topic: string | undefined; readonly id: string }>();
    expectTypeOf(flags).toEqualTypeOf<{
      readonly limit: number | undefined;
      readonly json: boolean;
      readonly onlyBy: readonly string[];
    }>();
    return 0;
  },
});
const add = defineCommand({
  name: 'add',
  description: 'Adds.',
  args: [{ name: 'names', accepts: ['name'], required: true, many: true }],
  flags: [
    pageFlag,
    { name: 'as', type: 'choice', choices: ['one', 'two'], doc: 'how' },
    { name: 'older-than', type: 'duration', doc: 'since when' },
  ],
  examples: [],
});
const exec = defineCommand({ name: 'exec', description: 'Runs.', args: [], flags: [], rest: 'command', examples: [] });
const top = defineCommand({
  name: 'things',
  description: 'Things.',
  args: [],
  flags: [{ name: 'open', type: 'boolean', doc: 'those alone' }],
  commands: {
    ls: { summary: 'list', load: async () => ls },
    add: { summary: 'add', load: async () => add },
    exec: { summary: 'run', load: async () => exec },
  },
  examples: [],
  run: async () => 0,
});

async function read(text: string, command: Command = top) {
  const argv = text.split(' ').filter(Boolean);
  const { called, argv: own } = await findCommand({ command, invoked: command.name }, argv);
  const { args, flags, line, invoked } = await readInput(called, split(own, flagsOf(called.command)));
  return { args, flags, rest: line.rest, invoked };
}

describe('parsing a command line', () => {
  test.each<[string, object]>([
    ['ls a', { args: { topic: undefined, id: 'a' }, flags: { limit: undefined, json: false, onlyBy: [] } }],
    ['ls size a --limit 3 --json', { args: { topic: 'size', id: 'a' }, flags: { limit: 3, json: true } }],
    ['ls -o=x a --only-by y', { args: { id: 'a' }, flags: { onlyBy: ['x', 'y'] } }],
    ['ls -- --json', { args: { topic: undefined, id: '--json' }, flags: { json: false } }],
    ['add a b c', { args: { names: ['a', 'b', 'c'] } }],
    ['add a --as two --older-than 2min', { flags: { as: 'two', olderThan: 120_000 } }],
    ['exec', { rest: undefined, invoked: 'things exec' }],
    ['exec --', { rest: [] }],
    ['exec -- ls --json', { rest: ['ls', '--json'] }],
    ['', { invoked: 'things', flags: { open: false } }],
    ['--open', { invoked: 'things', flags: { open: true } }],
    // Options may stand before the command that they are of.
    ['--limit 3 ls a', { invoked: 'things ls', args: { id: 'a' }, flags: { limit: 3 } }],
    ['--json ls a', { invoked: 'things ls', args: { id: 'a' }, flags: { json: true } }],
  ])('%s', async (line, expected) => {
    expect(await read(line)).toMatchObject(expected);
  });
});

describe('parsing a command line with errors', () => {
  test.each([
    ['lst', 'things knows ls, add and exec, not "lst". Did you mean ls?'],
    ['ls', 'things ls needs an output id or an artifact.'],
    ['ls a b c', 'things ls takes a topic and an id; "c" is one too many.'],
    ['exec a', 'things exec takes no "a".'],
    ['add', 'things add needs a name.'],
    ['ls a --page 2', '--page is for things add.'],
    ['ls a --open', '--open is for things alone.'],
    ['--page 2', '--page is for things add.'],
    ['ls a --jsn', 'There is no option --jsn. Did you mean --json?'],
    ['ls a --limit', '--limit needs a value.'],
    ['ls a --limit 0', '--limit wants a whole number of at least 1 and got "0".'],
    ['ls a --limit 1 --limit 2', '--limit was given 2 times, and takes one value.'],
    ['ls a --json=yes', '--json takes no value.'],
    ['add a --as three', '--as is one or two, and got "three".'],
    ['add a --older-than soon', '--older-than wants a duration such as \'2 days\' and got "soon".'],
  ])('%s', async (line, message) => {
    await expect(read(line)).rejects.toThrow(message);
  });
});

test('parsing a command line: the usage is derived from the arguments', () => {
  expect([top, ls, add, exec].map(usageOf)).toEqual([
    '[command]',
    '[size | age] <output id | artifact>',
    '<name …>',
    '[-- command …]',
  ]);
});
