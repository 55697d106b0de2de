import type { Frame } from '../../lineage/trace.ts';
import { keptFiles } from '../recorded-source.ts';
import { namesOf } from '../../inspect/component-run-values.ts';
import { visible } from '../../values/controls.ts';
import { type DebuggerCommand, commandNames, commands } from './commands.ts';
import { commandOf } from './debugger.ts';
import type { Cursor } from './cursor.ts';
import { quoted } from './split-words.ts';

/** Fitting ways to go on, and the part of the line that they stand for. */
export type Completion = [fitting: string[], of: string];

/** Finds how a line up to the cursor may go on. Nothing is said of what goes wrong: the line itself will say it. */
export async function complete(line: string, here: Cursor): Promise<Completion> {
  const [, before, last] = /^(.*?)(\S*)$/s.exec(line)! as unknown as [string, string, string];
  try {
    if (before.trim() === '') return fitting(last, commands.map(({ name }) => name)); // prettier-ignore
    const command = commandOf(before.trim().split(/\s+/)[0]!);
    if (last.startsWith('-')) return fitting(last, await flagsOf(command));
    const names = await namesFor(command, last, here);
    const bare = last.replace(/^['"]/, '');
    // A name with controls in it would command the terminal.
    const found = names.filter((name) => name.startsWith(bare) && name === visible(name)).map(quoted);
    return [found.length === 1 ? [`${found[0]} `] : found, last];
  } catch {
    return [[], last];
  }
}

function fitting(last: string, names: readonly string[]): Completion {
  const found = names.filter((name) => name.startsWith(last));
  return [found.length === 1 ? [`${found[0]} `] : found, last];
}

async function flagsOf({ command, flags: own = [] }: DebuggerCommand): Promise<string[]> {
  const flags = (await command?.load())?.flags ?? own;
  return flags.map(({ name }) => `--${name}`);
}

async function namesFor({ args, name }: DebuggerCommand, last: string, here: Cursor): Promise<readonly string[]> {
  const kind = args.at(-1)?.kind;
  switch (kind) {
    case 'command':
      return commandNames;
    case 'frame':
      return here.frames.map((_, i) => String(i));
    case 'component':
      return [...new Set(here.frames.map(({ component }) => component))];
    case 'name':
    case 'file':
      return here.record(async (record) => {
        const details = await record.componentRun(here.frame.componentRun);
        if (kind === 'file') return (await keptFiles(record, details)).map(({ path }) => path);
        return [...namesOf(details), ...(name === 'open' ? ['code'] : [])];
      });
    case 'id':
      return idsFor(last, here);
    default:
      return typeof kind === 'object' ? kind : [];
  }
}

/** Gives the ids of this trace, and those on record that begin like this. */
async function idsFor(last: string, here: Cursor): Promise<readonly string[]> {
  const own = here.frames.flatMap(({ componentRun, outputs }: Frame) => [
    componentRun,
    ...outputs.map(({ artifact }) => artifact),
  ]);
  if (last === '') return own;
  const resolved = await here.record((record) => record.resolve(last));
  const others = resolved.found ? [resolved.id] : resolved.ambiguous ? resolved.candidates : [];
  return [...new Set([...own, ...others])];
}
