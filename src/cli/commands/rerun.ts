import { notRepeatable, whichRun } from './errors.ts';
import { resolve, sep } from 'node:path';
import type { ResumableRun } from '../../lineage/query-results.ts';
import type { LineageRecord } from '../../lineage/record.ts';
import type { ResolvedSettings } from '../../config/load.ts';
import { ImportUnresolved, NotAModule } from '../../modules/errors.ts';
import { shownPath } from '../../modules/stack.ts';
import { modelOf } from '../../plan/model.ts';
import type { Plan } from '../../plan/plan.ts';
import { keepArguments } from '../../project/arguments.ts';
import { type KeptProgram, codeNotKept, keptProgram } from '../../project/recorded-program.ts';
import { quote } from '../../values/shell-command.ts';
import { without } from '../flags.ts';
import { resolveId } from '../../inspect/resolve-id.ts';
import { withRecord } from '../record.ts';
import { ago, paramsLine } from '../render/values.ts';
import { type AskedProfile, settingsHere } from '../settings.ts';
import { type Target, findTarget } from '../target.ts';
import { dim, fit, yellow } from '../terminal.ts';
import { defineCommand } from '../command.ts';
import { keptArguments } from './recorded-arguments.ts';
import { type Only, answerOf, differencesOf } from './rerun-report.ts';
import { howToRun, optionsAgain, runFlags, start } from './run-start.ts';
import { unknownNode } from '../../inspect/why.ts';

export const rerunCommand = defineCommand({
  name: 'rerun',
  description: 'Repeats a run, all of it and with the code as it ran then, and says which results are the same bytes.',
  args: [{ name: 'run', kind: 'run' }],
  flags: [
    {
      name: 'only',
      type: 'text',
      value: '<node | task>',
      many: true,
      doc: 'run this again, and take from the record what it has of all others',
    },
    {
      name: 'code',
      type: 'choice',
      choices: ['then', 'today'],
      doc: 'then: the code as it ran, which is the default; today: as it is now',
    },
    ...without(runFlags, 'force', 'force-from', 'audit', 'audit-seed'),
  ],
  examples: [
    'clew rerun run-06bq2v9kx7m2',
    'clew rerun run-06bq2v9k --only Train     the others are found again',
    "clew rerun run-06bq2v9k --code today     does today's code give the same?",
  ],
  async run({ args, flags, invoked }, terminal) {
    const how = howToRun(flags, invoked);
    const { past, program, settings, only: asked } = await find(args.run, flags, invoked);
    const { id, module } = past;
    const root = program?.root ?? settings.root;
    const { task, note } = await load(past, program, settings);
    const model = modelOf(note);
    const command = ['npx clew rerun', id, ...again(flags), ...optionsAgain(flags)].join(' ');
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
  },
});

interface RerunFlags extends AskedProfile {
  readonly only: readonly string[];
  readonly code: 'then' | 'today' | undefined;
}

type PastRun = ResumableRun & { readonly module: string; readonly arguments: string };

interface FoundRun {
  readonly past: PastRun;
  /** Undefined where today's code is asked for. */
  readonly program: KeptProgram | undefined;
  readonly settings: ResolvedSettings;
  readonly only: Only | undefined;
}

function find(asked: string | undefined, flags: RerunFlags, invoked: string): Promise<FoundRun> {
  const look = async (record: LineageRecord): Promise<FoundRun> => {
    if (asked === undefined) throw whichRun(invoked, await record.runs({ limit: 5 }));
    const past = (await record.resumable((await resolveId(record, asked, ['run'])).id))!;
    if (past.module === null || past.arguments === null) throw notRepeatable(past);
    const settings = await settingsHere(past.profile);
    const program = flags.code !== 'today' ? await keptProgram(record, past, settings) : undefined;
    const only = flags.only.length > 0 ? await readOnly(record, past.id, flags.only) : undefined;
    return { past: past as PastRun, program, settings, only };
  };
  return withRecord(flags, look);
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
const again = ({ only, code }: RerunFlags): string[] => [
  ...only.flatMap((name) => ['--only', quote(name)]),
  ...(code === undefined ? [] : ['--code', code]),
];

/** A component run of that run stands for its node. */
async function readOnly(record: LineageRecord, run: string, words: readonly string[]): Promise<Only> {
  const results = await record.resultsOf(run);
  const byId = new Map(results.map(({ componentRun, node }) => [componentRun, node]));
  return { names: new Set(words.map((word) => byId.get(word) ?? word)), known: results.map(({ node }) => node) };
}

/** Says what runs whatever the record has, although it was not asked for; undefined where nothing does. */
function alsoRuns(only: Only | undefined, plan: Plan): string | undefined {
  const always = [...plan.tasks].filter(({ model: { note } }) => only && !note.cache && !only.names.has(note.name));
  const names = always.map(({ model }) => model.note.name).join(', ');
  return names === '' ? undefined : `as ever, what has no cache runs too: ${names}`;
}

/** Nodes that depend on data are not in the plan yet: those that were there then may come. */
function checkOnly(only: Only | undefined, run: string, plan: Plan): void {
  if (!only) return;
  const tasks = plan.tasks.names;
  const labels = new Set([...plan.nodes.map(({ label }) => label), ...only.known]);
  for (const name of only.names) {
    if (labels.has(name) || tasks.includes(name)) continue;
    const all = [...new Set([...tasks, ...labels])];
    const some = all.slice(0, 8).join(', ');
    throw unknownNode(name, `in ${run}`, all, `It has: ${some}${all.length > 8 ? ', …' : ''}.`);
  }
}
