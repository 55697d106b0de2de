// npm run docs:commands: writes docs/commands.md from the data that the commands themselves are made of.
import { writeFileSync } from 'node:fs';
import type { Command, Commands } from '../../src/cli/command.ts';
import { usageOf } from '../../src/cli/command.ts';
import { commands } from '../../src/cli/command-table.ts';
import { wordsOf } from '../../src/cli/debugger/split-words.ts';
import { findCommand, flagsOf, readInput, split } from '../../src/cli/parse.ts';
import { flagText } from '../../src/cli/render/help.ts';

export const pagePath = 'docs/commands.md';

interface Section {
  readonly name: string;
  readonly summary: string;
  readonly command: Command;
}

/** Every command under its whole name, each before its own commands. */
export async function allCommands(table: Commands = commands, before = 'clew'): Promise<Section[]> {
  const sections: Section[] = [];
  for (const [word, { summary, load }] of Object.entries(table)) {
    const name = `${before} ${word}`;
    const command = await load();
    sections.push({ name, summary, command }, ...(await allCommands(command.commands ?? {}, name)));
  }
  return sections;
}

/** Splits an example from what is said of it, which stands some blanks behind. */
export function splitExample(line: string): { readonly line: string; readonly doc: string | undefined } {
  const [, typed = line, doc] = /^(.*?\S) {2,}(\S.*)$/.exec(line) ?? [];
  return { line: typed, doc };
}

/** As a shell would: up to a pipe, without what is set before it and `npx`. */
function typed(example: string): string[] {
  const [program, ...words] = wordsOf(
    splitExample(example)
      .line.replace(/ [>|] .*$/, '')
      .replace(/^(?:\w+=\S+ )*(?:npx )?/, ''),
  );
  return program === 'run-workflow' ? ['run', ...words] : words;
}

/** Reads an example as the program would. Parameters of a task come from its module, and there is none here. */
export async function readExample(example: string, isParam: (option: string) => boolean) {
  const [name, ...words] = typed(example);
  const command = await commands[name!]!.load();
  const { called, argv } = await findCommand({ command, invoked: `clew ${name}` }, words);
  const flags = flagsOf(called.command);
  const line = split(argv, flags);
  const isFlag = (option: string): boolean => !called.command.moreFlags || !isParam(option);
  const options = new Map([...line.options].filter(([option]) => isFlag(option)));
  return { called, input: readInput(called, { ...line, options }) };
}

/** Renders the whole page. */
export async function commandsPage(): Promise<string> {
  const sections = await allCommands();
  const rows = sections.map(({ name, summary }) => [`[\`${name}\`](#${name.replaceAll(' ', '-')})`, inText(summary)]);
  return `${[
    '# Commands',
    'Written by `npm run docs:commands` from the commands themselves: change those.',
    [
      '`clew <command> --help` says the same, `clew help <command>` too. `run-workflow` is `clew run`. How parameters and',
      'ids are typed, and what the exit codes mean, is on the page [The command line](command-line.md). The environment',
      'variables of `clew run` hold for all commands: [Settings](settings.md#what-if-something-is-set-in-two-places).',
    ].join('\n'),
    table(['command', ''], rows),
    ...sections.map(sectionText),
  ].join('\n\n')}\n`;
}

function sectionText({ name, command }: Section): string {
  const { description, flags, examples, variables } = command;
  const parts = [
    `${name.includes(' ', 5) ? '###' : '##'} ${name}`,
    inText(description),
    block([`${name} ${usageOf(command)}`.trimEnd()]),
  ];
  if (flags.length > 0)
    parts.push(
      table(
        ['option', ''],
        flags.map((flag) => [code(flagText(flag)), inText(flag.doc + (flag.many ? ' (may be repeated)' : ''))]),
      ),
    );
  if (variables)
    parts.push(
      table(
        ['environment variable', ''],
        variables.map(([variable, doc]) => [code(variable), inText(doc)]),
      ),
    );
  const lines = examples.map(splitExample).map(({ line, doc }) => (doc === undefined ? line : `${line}  # ${doc}`));
  return [...parts, block(lines)].join('\n\n');
}

const block = (lines: readonly string[]): string => ['```sh', ...lines, '```'].join('\n');
const code = (text: string): string => `\`${text.replaceAll('|', '\\|')}\``;
/** Escapes what Markdown would take for a tag or a cell. */
const inText = (text: string): string =>
  text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part : part.replaceAll('<', '&lt;').replaceAll('|', '\\|')))
    .join('');

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

if (import.meta.main) writeFileSync(pagePath, await commandsPage());
