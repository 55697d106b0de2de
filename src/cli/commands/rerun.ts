import { resolve, sep } from 'node:path';
import type { ResumableRun } from '../../lineage/query-results.ts';
import type { LineageRecord } from '../../lineage/record.ts';
import type { ResolvedSettings } from '../../config/load.ts';
import { ImportUnresolved, NotAModule } from '../../modules/errors.ts';
import { shownPath } from '../../modules/stack.ts';
import { modelOf } from '../../plan/model.ts';
import { keepArguments } from '../../project/arguments.ts';
import { codeNotKept, type KeptProgram, keptProgram } from '../../project/kept-program.ts';
import { quote } from '../../values/shell-command.ts';
import { badFlag, type Flag, Options } from '../flags.ts';
import { resolveId } from '../resolve-id.ts';
import { withRecord } from '../record.ts';
import { ago, paramsLine } from '../render/values.ts';
import { settingsHere } from '../settings.ts';
import { type Target, findTarget } from '../target.ts';
import { type Terminal, dim, fit, yellow } from '../terminal.ts';
import type { Command } from '../command.ts';
import { keptArguments } from './kept-arguments.ts';
import { answerOf } from './rerun-answer.ts';
import { differencesOf } from './rerun-differences.ts';
import { notRepeatable, whichRun } from './errors.ts';
import { type Only, alsoRuns, checkOnly, readOnly } from './rerun-only.ts';
import { typed } from './resume.ts';
import { runFlags } from './run-flags.ts';
import { howToRun, start } from './run-start.ts';

const only: Flag = {
  name: 'only',
  type: 'text',
  value: '<node | task>',
  many: true,
  doc: 'run this again, and take from the record what it has of all others',
};
const code: Flag = {
  name: 'code',
  type: 'text',
  value: '<then | today>',
  doc: 'then: the code as it ran, which is the default; today: as it is now',
};

export const rerunCommand: Command = {
  name: 'rerun',
  summary: 'Repeats a run, all of it and with the code as it ran then, and says which results are the same bytes.',
  usage: '<run>',
  takes: ['run'],
  flags: [only, code, ...runFlags.filter(({ name }) => !/^(?:force|audit)/.test(name))],
  examples: [
    'clew rerun run-06bq2v9kx7m2',
    'clew rerun run-06bq2v9k --only Train     the others are found again',
    "clew rerun run-06bq2v9k --code today     does today's code give the same?",
  ],
  run,
};

async function run(argv: readonly string[], terminal: Terminal, invoked: string): Promise<number> {
  const options = new Options(argv, rerunCommand.flags, invoked);
  const how = howToRun(options, invoked);
  const { past, program, settings, only: asked } = await find(options, invoked);
  const { id, module } = past;
  const root = program?.root ?? settings.root;
  const { task, note } = await load(past, program, settings);
  const model = modelOf(note);
  const command = ['npx clew rerun', id, ...again(options), ...typed(options)].join(' ');
  const params = keptArguments(model, past.arguments, { run: id, command });

  const say = (text: string): void => (how.loudness === 'quiet' ? undefined : terminal.note(text));
  const which = program ? `the code as it ran then, ${shownPath(root)}` : 'the code of today';
  say(dim(`repeating ${id}, ${past.status}, begun ${ago(past.startedAt)}, with ${which}`));
  say(dim(fit(`  ${past.target}(${paramsLine(past.params)})`, 100)));

  const origin = { module, arguments: keepArguments(model, params) };
  const repeat = { command, resume: command, secrets: [], origin, repeats: id };
  const afterwards = answerOf(id, { root: program?.root, only: asked });
  const check: Parameters<typeof start>[0]['check'] = ({ plan, code: base }) => {
    checkOnly(asked, id, plan);
    const also = alsoRuns(asked, plan);
    if (also) say(yellow(also));
    if (!program) return;
    if (!program.isWhole)
      say(yellow(`${id} was recorded by an older Clew: package.json and tsconfig.json are today's`));
    const roots = { root, project: settings.root };
    for (const text of differencesOf(program.manifest, base.program(module), past.process, roots)) say(yellow(text));
  };
  const policy = { again: { run: id, only: asked?.names ?? null } };
  return await start(
    { settings, task, params, root, check, how: { ...how, ...repeat, ...policy, afterwards } },
    terminal,
  );
}

type PastRun = ResumableRun & { readonly module: string; readonly arguments: string };

interface FoundRun {
  readonly past: PastRun;
  /** Undefined where today's code is asked for. */
  readonly program: KeptProgram | undefined;
  readonly settings: ResolvedSettings;
  readonly only: Only | undefined;
}

function find(options: Options, invoked: string): Promise<FoundRun> {
  const [asked, extra] = options.words;
  if (extra !== undefined) throw badFlag(`${invoked} takes one run; "${extra}" is one too many.`, invoked);
  const chosen = options.text('code') ?? 'then';
  if (chosen !== 'then' && chosen !== 'today') throw badFlag(`--code is then or today, and got "${chosen}".`, invoked);
  const look = async (record: LineageRecord): Promise<FoundRun> => {
    if (asked === undefined) throw whichRun(invoked, await record.runs({ limit: 5 }));
    const past = (await record.resumable((await resolveId(record, asked, ['run'])).id))!;
    if (past.module === null || past.arguments === null) throw notRepeatable(past);
    const settings = await settingsHere(past.profile);
    const program = chosen === 'then' ? await keptProgram(record, past, settings) : undefined;
    const only = options.has('only') ? await readOnly(record, past.id, options.texts('only')) : undefined;
    return { past: past as PastRun, program, settings, only };
  };
  return withRecord(options, look);
}

async function load(past: PastRun, program: KeptProgram | undefined, settings: ResolvedSettings): Promise<Target> {
  try {
    return await findTarget([resolve(program?.root ?? settings.root, past.module), past.target], settings);
  } catch (error) {
    const isMissing = error instanceof ImportUnresolved || error instanceof NotAModule;
    if (!isMissing || !program || program.isWhole) throw error;
    const what = error.message.replaceAll(`${shownPath(program.root)}${sep}`, '').replace(/\.$/, '');
    const why = `an older Clew kept the code of those tasks only that ran. ${what}`;
    throw codeNotKept(past, why, error);
  }
}

/** The options of its own, for the same once more. */
function again(options: Options): string[] {
  const asked = options.text('code');
  return [
    ...options.texts('only').flatMap((name) => ['--only', quote(name)]),
    ...(asked === undefined ? [] : ['--code', quote(asked)]),
  ];
}
