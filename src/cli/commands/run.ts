import { relative, resolve } from 'node:path';
import { findWorkflows } from '../../config/workflows.ts';
import type { ResolvedSettings } from '../../config/load.ts';
import { shownPath } from '../../modules/stack.ts';
import { keepArguments, secretNames } from '../../project/arguments.ts';
import { defineCommand } from '../command.ts';
import { repeatCommand } from '../repeat-command.ts';
import { checkRequired, forgetVariables, readParams } from '../params.ts';
import { commandHelp } from '../render/help.ts';
import { table } from '../render/table.ts';
import { settingsHere } from '../settings.ts';
import { tasksIn } from '../target.ts';
import { targetFlags } from '../target-flags.ts';
import { bold, dim } from '../terminal.ts';
import { howToRun, runFlags, start } from './run-start.ts';

export const runCommand = defineCommand({
  name: 'run',
  description: 'Runs a task or a workflow with all that it needs; what was computed before is found again.',
  args: [
    { name: 'module', kind: 'target' },
    { name: 'Target', kind: 'target' },
  ],
  flags: runFlags,
  moreFlags: targetFlags(runFlags),
  variables: [
    ['CLEW_PROFILE', 'which profile of clew.config.ts to take'],
    ['CLEW_DATABASE_URL', 'the record: postgres://… or the path of a SQLite file'],
    ['CLEW_CONCURRENCY', 'how many tasks may run at a time'],
    ['CLEW_SETTINGS', 'settings as JSON, laid over the profile'],
    ['CLEW_HOME', 'the folder for what Clew keeps; default .clew'],
    ['CLEW_PARAM_…', 'a parameter: CLEW_PARAM_API_TOKEN is --api-token, for what should not stand on a command line'],
    ['NO_COLOR', 'no colours'],
  ],
  examples: [
    'run-workflow workflow.ts Nightly --day 2026-11-01',
    'run-workflow workflow.ts Nightly --help           its parameters',
    'run-workflow Nightly --day 2026-11-01 --dry-run   from the modules that clew.config.ts names',
  ],
  async run({ flags, more, texts, line, invoked }, terminal) {
    if (!more) {
      const settings = await settingsHere(flags.profile);
      const list = await workflowList(settings);
      const none = `${commandHelp(runCommand, invoked)}\n\nNo workflow was found in ${settings.workflows.join(', ')}.`;
      terminal.note(list ? `Which one?\n${list}\n\n${invoked} <name> --help prints its parameters.` : none);
      return 2;
    }
    const { settings, target, model } = more.value;
    const params = readParams(model, texts, invoked);
    checkRequired(model, params, invoked);
    const secret = secretNames(model, params);
    const repeat = repeatCommand(line, model, [...more.flags, ...runFlags], secret);
    forgetVariables(secret);
    const kept = keepArguments(model, params);
    const origin = { module: relative(settings.root, resolve(target.file)), arguments: kept };
    const resume = kept === null ? repeat.command : repeat.resume;
    const how = { ...howToRun(flags, invoked), ...repeat, resume, origin };
    return await start({ settings, task: target.task, params, how }, terminal);
  },
});

/** Lists the workflows that one may name without a module. */
async function workflowList(settings: ResolvedSettings): Promise<string | undefined> {
  const rows: string[][] = [];
  for (const file of await findWorkflows(settings)) {
    for (const { note } of await tasksIn(file)) {
      if (note.kind === 'workflow') rows.push([bold(note.name), dim(shownPath(file)), note.doc ?? '']);
    }
  }
  return rows.length > 0 ? table(rows, { indent: '  ' }) : undefined;
}
