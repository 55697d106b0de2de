import { resolve } from 'node:path';
import type { ResumableRun } from '../../lineage/query-results.ts';
import { modelOf } from '../../plan/model.ts';
import { keepArguments } from '../../project/arguments.ts';
import { shellCommand } from '../../values/shell-command.ts';
import { resumeText } from '../repeat-command.ts';
import { without } from '../flags.ts';
import { resolveId } from '../../inspect/resolve-id.ts';
import { withRecord } from '../record.ts';
import { ago, paramsLine } from '../render/values.ts';
import { type AskedProfile, settingsHere } from '../settings.ts';
import { findTarget } from '../target.ts';
import { dim, fit } from '../terminal.ts';
import { defineCommand } from '../command.ts';
import { keptArguments } from './recorded-arguments.ts';
import { nothingToResume, whyNotResumable } from './errors.ts';
import { howToRun, optionsAgain, runFlags, start } from './run-start.ts';

export const resumeCommand = defineCommand({
  name: 'resume',
  description:
    'Goes on with the latest run that did not succeed, or with the one that is named: same target, same parameters.',
  args: [{ name: 'run', kind: 'run' }],
  flags: without(runFlags, 'force', 'force-from'),
  examples: ['clew resume', 'clew resume run-0t31snfbc9k5 --dry-run'],
  async run({ args, flags, invoked }, terminal) {
    const how = howToRun(flags, invoked);
    const found = await find(flags, args.run);
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
    const repeat = { command, resume: resumeText(optionsAgain(flags)), secrets: [] };
    return await start({ settings, task, params, how: { ...how, ...repeat, origin } }, terminal);
  },
});

type Found = ResumableRun & { readonly module: string; readonly arguments: string };

async function find(flags: AskedProfile, asked: string | undefined): Promise<Found> {
  const found = await withRecord<ResumableRun | undefined>(
    flags,
    async (record) => record.resumable(asked && (await resolveId(record, asked, ['run'])).id),
    asked === undefined ? () => undefined : undefined,
  );
  if (!found) throw nothingToResume();
  const problem = whyNotResumable(found);
  if (problem) throw problem;
  return found as Found;
}
