import type { TaskModel } from '../plan/model.ts';
import type { CommandLine } from './command.ts';
import { type Flag, spellingsOf } from './flags.ts';
import { kebab, variable } from './params.ts';
import { quote } from '../values/shell-command.ts';

/** The options that belong to one time only: who resumes doesn't want them again. */
const once = new Set(['force', 'force-from', 'dry-run', 'json', 'quiet', 'verbose']);

export interface Repeat {
  readonly command: string;
  /** The shortest command that goes on with it. */
  readonly resume: string;
  /** Variables for the secrets that were typed: the command does not hold them. */
  readonly secrets: readonly string[];
}

/** The command that repeats a run: what was typed or came from variables, without secrets and what was meant once. */
export function repeatCommand(
  line: CommandLine,
  model: TaskModel,
  flags: readonly Flag[],
  secretNames: ReadonlySet<string>,
  env = process.env,
): Repeat {
  const known = spellingsOf(flags);
  const secret = new Map(Array.from(secretNames, (name) => [kebab(name), variable(name)]));
  const words = ['npx', 'run-workflow', ...[...line.words, ...(line.rest ?? [])].map(quote)];
  const secrets = new Set<string>();
  const given = new Set<string>();
  const how: string[] = [];
  const params = new Set(model.note.params.map(({ name }) => kebab(name)));
  for (const [name, values] of line.options) {
    const flag = known.get(name)?.flag.name ?? name;
    given.add(flag);
    if (secret.has(flag)) secrets.add(secret.get(flag)!);
    else if (!once.has(flag)) {
      const again = values.flatMap((value) => option(name, value));
      words.push(...again);
      if (!params.has(flag)) how.push(...again);
    }
  }
  for (const { name } of model.note.params) {
    const value = env[variable(name)];
    if (value !== undefined && !given.has(kebab(name)) && !secret.has(kebab(name)))
      words.push(...option(kebab(name), value));
  }
  const command = words.join(' ');
  // What was typed and is not kept has to be given anew: better by the whole command, which says so.
  return { command, resume: secrets.size > 0 ? command : resumeText(how), secrets: [...secrets] };
}

/** `how` are options that are no parameters: a run is gone on with the way it was begun. */
export const resumeText = (how: readonly string[]): string => ['npx clew resume', ...how].join(' ');

/** A value that begins like an option has to be tied to its own; a switch is set by nothing else. */
function option(name: string, value: string | true): string[] {
  if (value === true) return [`--${name}`];
  return value.startsWith('-') || value === 'true' || value === 'false'
    ? [`--${name}=${quote(value)}`]
    : [`--${name}`, quote(value)];
}
