import { didYouMean } from '../../values/nearest-names.ts';
import { kindOf } from '../../modules/candidates.ts';
import { badFlag, type Flag, Options, split } from '../flags.ts';
import type { Terminal } from '../terminal.ts';
import { type Command, helpFlag, jsonFlag, limitFlag, pageFlag, profileFlag } from '../command.ts';
import type { ArtifactsAction } from './artifacts-what.ts';

const rawFlag: Flag = { name: 'raw', type: 'boolean', doc: 'of cat: the bytes as they are kept' };
const forceFlag: Flag = { name: 'force', short: 'f', type: 'boolean', doc: 'of get: write over a file that is there' };
const repairFlag: Flag = {
  name: 'repair',
  type: 'boolean',
  doc: 'of verify: what is damaged is made again by the next run',
};

const olderFlag: Flag = {
  name: 'older-than',
  type: 'text',
  value: '<duration>',
  doc: "of clean: leave alone what is younger; default '1 day'",
};
const dryRunFlag: Flag = {
  name: 'dry-run',
  type: 'boolean',
  doc: 'of clean: only say what would be removed, as without --yes',
};
const yesFlag: Flag = { name: 'yes', short: 'y', type: 'boolean', doc: 'of clean: remove it' };

const own = [
  limitFlag,
  { ...pageFlag, doc: `of ls: ${pageFlag.doc}` },
  rawFlag,
  forceFlag,
  repairFlag,
  olderFlag,
  dryRunFlag,
  yesFlag,
];

/** The actions, each loaded when it is asked for. */
const actions: Readonly<Record<string, () => Promise<ArtifactsAction>>> = {
  ls: async () => (await import('./artifacts-ls.ts')).ls,
  show: async () => (await import('./artifacts-ls.ts')).show,
  cat: async () => (await import('./artifacts-out.ts')).cat,
  get: async () => (await import('./artifacts-out.ts')).get,
  path: async () => (await import('./artifacts-path.ts')).path,
  verify: async () => (await import('./artifacts-verify.ts')).verify,
  clean: async () => (await import('./artifacts-clean.ts')).clean,
};

export const artifactsCommand: Command = {
  name: 'artifacts',
  summary: [
    'Lists artifacts, shows one, prints it, writes it to a file, says where it is, or reads all back to check them.',
    '`clean` removes what attempts have left that failed or were killed; what is on record stays.',
    'What: an artifact, its path, an output id, a component run, a run, `Task`, or `Task.name` for what it stored under a name.',
    'For one artifact of a run or a task, what was returned last is taken; of a path, the newest version that is whole.',
    'Where that is a file or a folder, get writes that, cat of a folder lists what is in it, and verify reads all of it.',
    '`path` of a module says what the output of a task is called, or will be. Nothing is run.',
  ].join('\n'),
  usage:
    'ls [what] | show <what> | cat <what> | get <what> [file] | path <what> | path <module> [Task] [--param value …] | verify [what] | clean',
  takes: [['ls', 'show', 'cat', 'get', 'path', 'verify', 'clean'], 'id'],
  flags: [...own, profileFlag, jsonFlag, helpFlag],
  examples: [
    'clew artifacts ls TrainDowntime',
    'clew artifacts cat out-7f3k2',
    'clew artifacts get TrainDowntime.weights.bin ./weights.bin',
    'clew artifacts path workflow.ts TrainDowntime --day 2026-11-01',
    'clew artifacts verify --repair',
    "clew artifacts clean --older-than '2 days' --yes",
  ],
  run,
};

/** For which of them an option means something. */
const only: Readonly<Record<string, string>> = {
  page: 'ls',
  raw: 'cat',
  force: 'get',
  repair: 'verify',
  'older-than': 'clean',
  'dry-run': 'clean',
  yes: 'clean',
};

/** `Task.fold-1/weights.bin` has a slash as well. */
const isModule = (word: string): boolean => /\.[cm]?[jt]sx?$/.test(word) || kindOf(word) === 'file';

async function run(argv: readonly string[], terminal: Terminal, invoked: string): Promise<number> {
  const { words: typed } = split(argv, (name) => name === 'profile');
  if (typed[0] === 'path' && typed[1] !== undefined && isModule(typed[1])) {
    return (await import('./artifacts-ahead.ts')).pathAhead(argv, terminal, invoked);
  }
  const options = new Options(argv, artifactsCommand.flags, invoked);
  const [action, ...words] = options.words;
  const names = Object.keys(actions);
  if (action === undefined) throw badFlag(`${invoked} needs one of ${names.join(', ')}.`, invoked);
  if (!Object.hasOwn(actions, action))
    throw badFlag(`${invoked} doesn't know "${action}".${didYouMean(action, names)}`, invoked);
  for (const [flag, its] of Object.entries(only)) {
    if (options.has(flag) && action !== its) throw badFlag(`--${flag} is for ${invoked} ${its}.`, invoked);
  }
  const maxWords = action === 'get' ? 2 : action === 'clean' ? 0 : 1;
  if (words.length > maxWords) throw badFlag(`"${words[maxWords]}" is one word too many.`, invoked);
  if (words.length === 0 && !['ls', 'verify', 'clean'].includes(action))
    throw badFlag(`${invoked} ${action} needs an artifact, an id, or a task.`, invoked);
  return (await actions[action]!())({ options, terminal, what: words[0], file: words[1] });
}
