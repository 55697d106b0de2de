import type { Flag } from '../flags.ts';
import { bold, dim } from '../terminal.ts';
import type { Command } from '../command.ts';
import { namedText } from './rows.ts';
import { wrap } from './wrap.ts';

/** Summaries are broken for screens of this width. */
const wide = 120;

export function flagRows(flags: readonly Flag[], width = Infinity): string {
  const rows = flags.map((flag) => {
    const name = `${flag.short ? `-${flag.short}, ` : ''}--${flag.name}${flag.value ? ` ${flag.value}` : ''}`;
    return [name, flag.doc + (flag.many ? dim(' (may be repeated)') : '')] as const;
  });
  return namedText(rows, width, '  ');
}

export function commandHelp(command: Omit<Command, 'run'>, invoked: string, width = Infinity): string {
  const summary = width >= wide ? command.summary : wrap(command.summary.replaceAll('\n', ' '), width);
  const parts = [`${wrap(bold(`${invoked} ${command.usage}`.trimEnd()), width, '    ')}\n${summary}`];
  if (command.flags.length > 0) parts.push(`Options\n${flagRows(command.flags, width)}`);
  if (command.examples.length > 0) parts.push(`Examples\n${command.examples.map((line) => `  ${line}`).join('\n')}`);
  return parts.join('\n\n');
}
