import { type Arg, type Command, type ExtraFlags, helpFlag, usageOf } from '../command.ts';
import { type Flag, takesValue } from '../flags.ts';
import { bold, dim } from '../terminal.ts';
import { namedText } from './rows.ts';
import { wrap } from './wrap.ts';

/** Descriptions are broken for screens of this width. */
const wide = 120;

/** Renders the word that stands for the value of an option: `<n>`. */
function valueText(flag: Flag): string {
  if (flag.type === 'text') return flag.value;
  if (flag.type === 'choice') return `<${flag.choices.join(' | ')}>`;
  return flag.type === 'count' ? '<n>' : '<duration>';
}

/** Renders an option as it is typed: `-q, --quiet`. */
export const flagText = (flag: Flag): string =>
  `${flag.short ? `-${flag.short}, ` : ''}--${flag.name}${takesValue(flag) ? ` ${valueText(flag)}` : ''}`;

const flagRows = (flags: readonly Flag[], width: number): string =>
  namedText(
    flags.map((flag) => [flagText(flag), flag.doc + (flag.many ? dim(' (may be repeated)') : '')] as const),
    width,
    '  ',
  );

/** A command, or one that is made for its help alone. */
interface HelpSource extends Omit<Command, 'args' | 'run'> {
  readonly args: readonly Arg<unknown>[];
  readonly run?: unknown;
}

/** Renders what a command takes; `more`: the options that its words bring with them. */
export function commandHelp(
  command: HelpSource,
  invoked: string,
  width = Infinity,
  more?: ExtraFlags<unknown>,
): string {
  const usage = more ? `${more.invoked} ${command.moreFlags!.usage}` : `${invoked} ${usageOf(command)}`;
  const text = more?.doc ?? command.description;
  const parts = [
    `${wrap(bold(usage.trimEnd()), width, '    ')}\n${width >= wide ? text : wrap(text.replaceAll('\n', ' '), width)}`,
  ];
  const { commands, variables } = command;
  if (more) parts.push(more.flags.length > 0 ? `Parameters\n${flagRows(more.flags, width)}` : 'It has no parameters.');
  if (commands) {
    const rows = Object.entries(commands).map(([name, { summary }]) => [bold(name), summary] as const);
    parts.push(`Commands\n${namedText(rows, width, '  ')}`);
  }
  parts.push(`Options\n${flagRows([...command.flags, helpFlag], width)}`);
  if (variables) parts.push(`Environment variables\n${namedText(variables, width, '  ')}`);
  if (!more && command.examples.length > 0)
    parts.push(`Examples\n${command.examples.map((line) => `  ${line}`).join('\n')}`);
  return parts.join('\n\n');
}
