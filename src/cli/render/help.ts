import type { Flag } from '../flags.ts';
import { bold, dim } from '../terminal.ts';
import type { Verb } from '../verb.ts';
import { table } from './table.ts';

export function flagRows(flags: readonly Flag[]): string {
  return table(
    flags.map((flag) => {
      const name = `${flag.short ? `-${flag.short}, ` : ''}--${flag.name}${flag.value ? ` ${flag.value}` : ''}`;
      return [name, flag.doc + (flag.many ? dim(' (may be repeated)') : '')];
    }),
    { indent: '  ' },
  );
}

export function verbHelp(verb: Verb, invoked: string): string {
  const parts = [`${bold(`${invoked} ${verb.usage}`.trimEnd())}\n${verb.summary}`];
  if (verb.flags.length > 0) parts.push(`Options\n${flagRows(verb.flags)}`);
  if (verb.examples.length > 0) parts.push(`Examples\n${verb.examples.map((line) => `  ${line}`).join('\n')}`);
  return parts.join('\n\n');
}
