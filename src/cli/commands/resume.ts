import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { UserError } from '../../errors.ts';
import type { ResumableRun } from '../../lineage/query-results.ts';
import { modelOf } from '../../plan/model.ts';
import { keepArguments } from '../../project/arguments.ts';
import { shellCommand } from '../../values/shell-command.ts';
import { resumeText } from '../repeat-command.ts';
import { without } from '../flags.ts';
import { resolveId } from '../resolve-id.ts';
import { withRecord } from '../record.ts';
import { ago, paramsLine } from '../render/values.ts';
import { type AskedProfile, settingsHere } from '../settings.ts';
import { findTarget } from '../target.ts';
import { dim, fit } from '../terminal.ts';
import { defineCommand } from '../command.ts';
import { keptArguments } from './kept-arguments.ts';
import { howToRun, optionsAgain, runFlags, start } from './run-start.ts';

class NothingToResume extends UserError {
  constructor() {
    super(
      'NOTHING_TO_RESUME',
      'There is nothing to resume: no run of a command line is on record that did not succeed.',
      {
        next: `${shellCommand('clew runs')} lists what has run.`,
      },
    );
  }
}

/** A run that is not to be gone on with, or can't be. */
class NotResumable extends UserError {
  constructor(run: string, why: string, next: string) {
    super('NOT_RESUMABLE', `${run} can't be resumed: ${why}.`, { next });
  }
}

function whyNotResumable(run: ResumableRun): NotResumable | undefined {
  const { id, status, module, command, process } = run;
  if (status === 'succeeded')
    return new NotResumable(id, 'it has succeeded', `${shellCommand('clew runs')} lists the others.`);
  // Nobody here can know whether a process on another machine is still there.
  if (status === 'running' && process.host === hostname())
    return new NotResumable(id, `process ${process.pid} is still at it`, 'Wait for it, or end it by Ctrl-C.');
  if (run.repeats !== null)
    return new NotResumable(
      id,
      `it repeats ${run.repeats}`,
      `Repeat that once more: ${shellCommand('npx clew rerun', run.repeats)}`,
    );
  if (module === null || run.arguments === null) {
    const why = "the record doesn't hold its module and its parameters: it was started from code, or by an older Clew";
    return new NotResumable(id, why, command ? `Type its command again: ${command}` : 'Start it again the same way.');
  }
  return undefined;
}

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
  if (!found) throw new NothingToResume();
  const problem = whyNotResumable(found);
  if (problem) throw problem;
  return found as Found;
}
