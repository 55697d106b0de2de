import type { ResolvedSettings } from '../../config/load.ts';
import { findWorkflows } from '../../config/workflows.ts';
import { shownPath } from '../../modules/stack.ts';
import { type TaskModel, modelOf } from '../../plan/model.ts';
import { documentOf, outputOf } from '../../project/document.ts';
import { Project } from '../../project/open.ts';
import { type Prepared, prepare } from '../../project/prepare.ts';
import { execute, rehearse } from '../../project/run.ts';
import { RunEmitter } from '../../scheduler/events.ts';
import { display } from '../../values/display.ts';
import { repeatCommand } from '../command-line.ts';
import { BadFlag, Options, split } from '../flags.ts';
import { onInterrupt } from '../interrupt.ts';
import { paramFlags, readParams } from '../params.ts';
import { flagRows, verbHelp } from '../render/help.ts';
import { planDocument, planText } from '../render/plan.ts';
import { type Loudness, Progress } from '../render/progress.ts';
import { summaryText } from '../render/summary.ts';
import { settingsHere } from '../settings.ts';
import { type Target, findTarget, looksLikeFile, tasksIn } from '../target.ts';
import { type Terminal, bold, dim, yellow } from '../terminal.ts';
import type { Verb } from '../verb.ts';
import { runFlags } from './run-flags.ts';

export const runVerb: Verb = {
  name: 'run',
  summary: 'Runs a task or a workflow with all that it needs; what was computed before is found again.',
  usage: '[module] [Target] [--param value …]',
  flags: runFlags,
  examples: [
    'run-workflow workflow.ts Nightly --day 2026-11-01',
    'run-workflow workflow.ts Nightly --help        its parameters',
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
    terminal.out(verbHelp(runVerb, invoked));
    return 0;
  }
  const profile = first.options.get('profile')?.[0];
  const settings = await settingsHere(typeof profile === 'string' ? profile : undefined);
  if (first.words.length === 0) return listWorkflows(settings, terminal, invoked);

  const target = await findTarget(first.words, settings);
  const model = modelOf(target.note);
  const flags = [...paramFlags(model, runFlags), ...runFlags];
  if (wantsHelp) {
    terminal.out(targetHelp(target, model, invoked, first.words));
    return 0;
  }
  const options = new Options(argv, flags, invoked);
  const extra = options.words[wordsOf(first.words)];
  if (extra !== undefined) throw new BadFlag(`"${extra}" is one word too many after ${target.note.name}.`, invoked);
  const concurrency = options.count('concurrency');
  await using project = await Project.open(settings);
  const prepared = prepare(project, target.task, readParams(model, options));
  for (const [name, folder] of prepared.standIns) {
    terminal.note(yellow(`storage '${name}' has no bucket in the settings: using the folder ${shownPath(folder)}`));
  }
  const policy = {
    ...(concurrency && { concurrency }),
    force: options.has('force'),
    forceFrom: new Set(options.texts('force-from')),
    failFast: options.has('fail-fast'),
  };
  if (options.has('dry-run')) {
    const nodes = await rehearse(project, prepared, policy);
    const label = prepared.plan.target.label;
    if (options.has('json')) terminal.json(planDocument(nodes, label));
    else terminal.out(planText(nodes, label));
    return 0;
  }
  return await perform(project, prepared, options, { ...policy, command: repeatCommand(argv, model, flags) }, terminal);
}

/** How many words name the target: a module and a name, or one of them. */
const wordsOf = ([first]: readonly string[]): number => (first !== undefined && looksLikeFile(first) ? 2 : 1);

interface HowToRun {
  readonly concurrency?: number;
  readonly force: boolean;
  readonly forceFrom: ReadonlySet<string>;
  readonly failFast: boolean;
  readonly command: string;
}

async function perform(
  project: Project,
  prepared: Prepared,
  options: Options,
  how: HowToRun,
  terminal: Terminal,
): Promise<number> {
  const verbose = options.has('verbose');
  const loudness: Loudness = options.has('quiet') ? 'quiet' : verbose ? 'verbose' : 'normal';
  const events = new RunEmitter();
  const progress = new Progress(terminal, loudness);
  progress.watch(events);
  if (options.has('json')) terminal.keepOutputClean();

  const cancel = new AbortController();
  const quiet = onInterrupt(() => cancel.abort());
  const report = await execute(project, prepared, { ...how, events, signal: cancel.signal });
  quiet();
  progress.end();

  const output = await outputOf(project, report);
  const document = await documentOf(project, report, output);
  if (options.has('json')) terminal.json({ ...document, output: display(output) });
  else {
    const source = report.target.source?.output;
    const place = source?.key ? shownPath(project.artifacts.place(source)) : null;
    const { outputIds } = document;
    terminal.out(summaryText({ report, output, outputIds, place, resume: how.command, verbose }));
  }
  return report.status === 'succeeded' ? 0 : report.status === 'cancelled' ? 130 : 1;
}

async function listWorkflows(settings: ResolvedSettings, terminal: Terminal, invoked: string): Promise<number> {
  const files = await findWorkflows(settings);
  const lines: string[] = [];
  for (const file of files) {
    for (const { note } of await tasksIn(file)) {
      if (note.kind === 'workflow') lines.push(`  ${bold(note.name)}  ${dim(shownPath(file))}${note.doc ? `  ${note.doc}` : ''}`);
    }
  }
  if (lines.length > 0) terminal.note(`Which one?\n${lines.join('\n')}\n\n${invoked} ${'<name>'} --help prints its parameters.`);
  else terminal.note(`${verbHelp(runVerb, invoked)}\n\nNo workflow was found in ${settings.workflows.join(', ')}.`);
  return 2;
}

function targetHelp({ note }: Target, model: TaskModel, invoked: string, words: readonly string[]): string {
  const params = paramFlags(model, runFlags);
  const named = words.slice(0, wordsOf(words)).join(' ');
  const parts = [`${bold(`${invoked} ${named} [--param value …]`)}\n${note.doc ?? `${note.kind} ${note.name}`}`];
  parts.push(params.length > 0 ? `Parameters\n${flagRows(params)}` : 'It has no parameters.');
  parts.push(`Options\n${flagRows(runFlags)}`);
  return parts.join('\n\n');
}
