import { relative, resolve } from 'node:path';
import { modelOf } from '../../plan/model.ts';
import { keepArguments, secretNames } from '../../project/arguments.ts';
import { repeatCommand } from '../command-line.ts';
import { badFlag, Options, split } from '../flags.ts';
import { checkRequired, forgetVariables, paramFlags, readParams } from '../params.ts';
import { commandHelp } from '../render/help.ts';
import { settingsHere } from '../settings.ts';
import { type Target, findTarget, looksLikeFile } from '../target.ts';
import type { Terminal } from '../terminal.ts';
import type { Command } from '../command.ts';
import { runFlags } from './run-flags.ts';
import { targetHelp, variablesHelp, workflowList } from './run-help.ts';
import { howToRun, start } from './run-start.ts';

export const runCommand: Command = {
  name: 'run',
  summary: 'Runs a task or a workflow with all that it needs; what was computed before is found again.',
  usage: '[module] [Target] [--param value …]',
  takes: ['target'],
  flags: runFlags,
  examples: [
    'run-workflow workflow.ts Nightly --day 2026-11-01',
    'run-workflow workflow.ts Nightly --help           its parameters',
    'run-workflow Nightly --day 2026-11-01 --dry-run   from the modules that clew.config.ts names',
  ],
  run,
};

async function run(argv: readonly string[], terminal: Terminal, invoked: string): Promise<number> {
  const first = split(argv, (name) => {
    const flag = runFlags.find((one) => one.name === name || one.short === name);
    return flag && flag.type !== 'boolean';
  });
  const wantsHelp = first.options.has('help') || first.options.has('h');
  if (first.words.length === 0 && wantsHelp) {
    terminal.out(`${commandHelp(runCommand, invoked)}\n\n${variablesHelp()}`);
    return 0;
  }
  const profile = first.options.get('profile')?.[0];
  const settings = await settingsHere(typeof profile === 'string' ? profile : undefined);
  if (first.words.length === 0) {
    const list = await workflowList(settings);
    const none = `${commandHelp(runCommand, invoked)}\n\nNo workflow was found in ${settings.workflows.join(', ')}.`;
    terminal.note(list ? `Which one?\n${list}\n\n${invoked} <name> --help prints its parameters.` : none);
    return 2;
  }

  const words = first.words.slice(0, looksLikeFile(first.words[0]!) ? 2 : 1);
  const command = [invoked, ...words].join(' ');
  const target = await findTarget(words, settings);
  const model = modelOf(target.note);
  const ofParams = paramFlags(model, runFlags);
  if (wantsHelp) {
    terminal.out(targetHelp(target, ofParams, command));
    return 0;
  }
  const flags = [...ofParams, ...runFlags];
  const options = new Options(argv, flags, command);
  checkWords(options.words, words, target, invoked, command);
  const params = readParams(model, options, command);
  checkRequired(model, params, command);
  const secret = secretNames(model, params);
  const repeat = repeatCommand(argv, model, flags, secret);
  forgetVariables(secret);
  const kept = keepArguments(model, params);
  const origin = { module: relative(settings.root, resolve(target.file)), arguments: kept };
  const resume = kept === null ? repeat.command : repeat.resume;
  return await start(
    { settings, task: target.task, params, how: { ...howToRun(options, command), ...repeat, resume, origin } },
    terminal,
  );
}

/** Before the target was known, an option of its own may have been given a word that it doesn't take. */
function checkWords(
  all: readonly string[],
  used: readonly string[],
  { note }: Target,
  invoked: string,
  command: string,
): void {
  const extra = all[used.length];
  if (extra !== undefined && all.slice(0, used.length).every((word, i) => word === used[i])) {
    if (used.length > 1 || !looksLikeFile(used[0]!))
      throw badFlag(`"${extra}" is one word too many after ${note.name}.`, command);
  }
  if (all.length !== used.length || all.some((word, i) => word !== used[i])) {
    const line = [invoked, ...all].join(' ');
    throw badFlag(`The target stands before its parameters: ${line} --param value …`, command);
  }
}
