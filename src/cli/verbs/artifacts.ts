import { didYouMean } from '../../values/nearest.ts';
import { BadFlag, Options } from '../flags.ts';
import type { Terminal } from '../terminal.ts';
import { type Flag } from '../flags.ts';
import { type Verb, helpFlag, jsonFlag, limitFlag, pageFlag, profileFlag } from '../verb.ts';
import type { ArtifactsAction } from './artifacts-what.ts';

const rawFlag: Flag = { name: 'raw', type: 'boolean', doc: 'of cat: the bytes as they are kept' };
const forceFlag: Flag = { name: 'force', short: 'f', type: 'boolean', doc: 'of get: write over a file that is there' };
const repairFlag: Flag = {
  name: 'repair',
  type: 'boolean',
  doc: 'of verify: what is damaged is made again by the next run',
};

/** What may be done, each loaded when it is asked for. */
const actions: Readonly<Record<string, () => Promise<ArtifactsAction>>> = {
  ls: async () => (await import('./artifacts-ls.ts')).ls,
  show: async () => (await import('./artifacts-ls.ts')).show,
  cat: async () => (await import('./artifacts-out.ts')).cat,
  get: async () => (await import('./artifacts-out.ts')).get,
  path: async () => (await import('./artifacts-out.ts')).path,
  verify: async () => (await import('./artifacts-verify.ts')).verify,
};

export const artifactsVerb: Verb = {
  name: 'artifacts',
  summary: [
    'Lists artifacts, shows one, prints it, writes it to a file, says where it is, or reads all back to check them.',
    'What: an artifact, an output id, a component run, a run, `Task`, or `Task.name` for what it stored under a name.',
    'For one artifact of a run or a task, what was returned last is taken.',
  ].join('\n'),
  usage: 'ls [what] | show <what> | cat <what> | get <what> [file] | path <what> | verify [what]',
  flags: [
    limitFlag,
    { ...pageFlag, doc: `of ls: ${pageFlag.doc}` },
    rawFlag,
    forceFlag,
    repairFlag,
    profileFlag,
    jsonFlag,
    helpFlag,
  ],
  examples: [
    'clew artifacts ls TrainDowntime',
    'clew artifacts cat out-7f3k2',
    'clew artifacts get TrainDowntime.weights.bin ./weights.bin',
    'clew artifacts verify --repair',
  ],
  run,
};

/** For which of them an option means something. */
const only: Readonly<Record<string, string>> = { page: 'ls', raw: 'cat', force: 'get', repair: 'verify' };

async function run(argv: readonly string[], terminal: Terminal, invoked: string): Promise<number> {
  const options = new Options(argv, artifactsVerb.flags, invoked);
  const [action, ...words] = options.words;
  const names = Object.keys(actions);
  if (action === undefined) throw new BadFlag(`${invoked} needs one of ${names.join(', ')}.`, invoked);
  if (!Object.hasOwn(actions, action))
    throw new BadFlag(`${invoked} doesn't know "${action}".${didYouMean(action, names)}`, invoked);
  for (const [flag, its] of Object.entries(only)) {
    if (options.has(flag) && action !== its) throw new BadFlag(`--${flag} is for ${invoked} ${its}.`, invoked);
  }
  const most = action === 'get' ? 2 : 1;
  if (words.length > most) throw new BadFlag(`"${words[most]}" is one word too many.`, invoked);
  if (words.length === 0 && action !== 'ls' && action !== 'verify')
    throw new BadFlag(`${invoked} ${action} needs an artifact, an id, or a task.`, invoked);
  return (await actions[action]!())({ options, terminal, what: words[0], file: words[1] });
}
