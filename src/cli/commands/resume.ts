import { resolve } from 'node:path';
import type { ResumableRun } from '../../lineage/query-results.ts';
import { modelOf } from '../../plan/model.ts';
import { keepArguments } from '../../project/arguments.ts';
import { quote, shellCommand } from '../../values/shell-command.ts';
import { resumeText } from '../command-line.ts';
import { badFlag, Options } from '../flags.ts';
import { resolveId } from '../resolve-id.ts';
import { withRecord } from '../record.ts';
import { ago, paramsLine } from '../render/values.ts';
import { settingsHere } from '../settings.ts';
import { findTarget } from '../target.ts';
import { type Terminal, dim, fit } from '../terminal.ts';
import type { Command } from '../command.ts';
import { keptArguments } from './kept-arguments.ts';
import { nothingToResume, whyNotResumable } from './errors.ts';
import { runFlags } from './run-flags.ts';
import { howToRun, start } from './run-start.ts';

export const resumeCommand: Command = {
  name: 'resume',
  summary:
    'Goes on with the latest run that did not succeed, or with the one that is named: same target, same parameters.',
  usage: '[run]',
  takes: ['run'],
  flags: runFlags.filter(({ name }) => !name.startsWith('force')),
  examples: ['clew resume', 'clew resume run-0t31snfbc9k5 --dry-run'],
  run,
};

async function run(argv: readonly string[], terminal: Terminal, invoked: string): Promise<number> {
  const options = new Options(argv, resumeCommand.flags, invoked);
  const [asked, extra] = options.words;
  if (extra !== undefined) throw badFlag(`${invoked} takes one run; "${extra}" is one too many.`, invoked);
  const how = howToRun(options, invoked);
  const found = await find(options, asked);
  const { id, profile, module, arguments: kept, command } = found;

  const settings = await settingsHere(profile);
  const { task, note } = await findTarget([resolve(settings.root, module), found.target], settings);
  const model = modelOf(note);
  const params = keptArguments(model, kept, { run: id, command: shellCommand('npx clew resume', id) });
  if (how.loudness !== 'quiet') {
    const what = fit(`${found.target}(${paramsLine(found.params)})`, 100);
    terminal.note(dim(`resuming ${id}: ${what} ${found.status}, begun ${ago(found.startedAt)}`));
  }
  const origin = { module, arguments: keepArguments(model, params) };
  const repeat = { command, resume: resumeText(typed(options)), secrets: [] };
  return await start({ settings, task, params, how: { ...how, ...repeat, origin } }, terminal);
}

type Found = ResumableRun & { readonly module: string; readonly arguments: string };

async function find(options: Options, asked: string | undefined): Promise<Found> {
  const found = await withRecord<ResumableRun | undefined>(
    options,
    async (record) => record.resumable(asked && (await resolveId(record, asked, ['run'])).id),
    asked === undefined ? () => undefined : undefined,
  );
  if (!found) throw nothingToResume();
  const problem = whyNotResumable(found);
  if (problem) throw problem;
  return found as Found;
}

/** Gives the options that go for the next attempt as well. */
export function typed(options: Options): string[] {
  const words = ['profile', 'on', 'concurrency', 'timeout', 'audit', 'audit-seed'].flatMap((name) => {
    const text = options.text(name);
    return text === undefined ? [] : [`--${name}`, quote(text)];
  });
  return options.has('fail-fast') ? [...words, '--fail-fast'] : words;
}
