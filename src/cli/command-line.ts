import type { TaskModel } from '../plan/model.ts';
import { type Flag, split } from './flags.ts';

const plain = /^[\w@%+=:,./-]+$/;

/** As a POSIX shell reads it back. */
export const quote = (word: string): string => (plain.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

/** The options that belong to one time only: who resumes doesn't want them again. */
const once = new Set(['force', 'force-from', 'dry-run', 'json', 'quiet', 'q', 'verbose']);

/** The command that repeats a run: what was typed, without secrets and without what was meant once. */
export function repeatCommand(argv: readonly string[], model: TaskModel, flags: readonly Flag[]): string {
  const byName = new Map(flags.flatMap((flag) => [flag.name, ...(flag.aliases ?? [])].map((name) => [name, flag])));
  const typed = split(argv, (name) => {
    const type = byName.get(name)?.type;
    return type === undefined ? false : type === 'text' || type === 'number';
  });
  const secret = new Set(model.note.params.filter((param) => param.secret).map(({ name }) => name));
  const words = ['npx', 'run-workflow', ...typed.words.map(quote)];
  for (const [name, values] of typed.options) {
    if (once.has(name)) continue;
    const flag = byName.get(name);
    const hidden = flag !== undefined && [flag.name, ...(flag.aliases ?? [])].some((spelling) => secret.has(spelling));
    for (const value of values) words.push(`--${name}`, ...(value === true ? [] : [hidden ? "'***'" : quote(value)]));
  }
  return words.join(' ');
}
