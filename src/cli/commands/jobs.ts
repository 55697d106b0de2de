import { messageOf } from '../../errors.ts';
import type { LineageRecord } from '../../lineage/record.ts';
import { type Cleaned, cleanUp, orphansOf } from '../../project/sagemaker/orphans.ts';
import { didYouMean } from '../../values/nearest-names.ts';
import { badFlag, type Flag, Options } from '../flags.ts';
import { withRecord } from '../record.ts';
import { jobsText, sumsText } from '../render/job-list.ts';
import { table } from '../render/table.ts';
import { settingsFor } from '../settings.ts';
import { type Terminal, dim, green, red, yellow } from '../terminal.ts';
import { type Command, helpFlag, jsonFlag, limitFlag, profileFlag } from '../command.ts';

const openFlag: Flag = {
  name: 'open',
  type: 'boolean',
  doc: 'only those that are under way, or that nobody waits for',
};
const dryRunFlag: Flag = { name: 'dry-run', type: 'boolean', doc: 'of clean: only say what would be stopped' };

export const jobsCommand: Command = {
  name: 'jobs',
  summary: [
    'Lists the jobs that runs have started on SageMaker, newest first, and what all of them came to.',
    'An orphan is one that nobody waits for: its run is over, or was killed. The same run, started again, goes on with it;',
    '`clean` stops orphans, waits until they have stopped, and forgets them. Prices are estimates.',
  ].join('\n'),
  usage: '[clean]',
  takes: [['clean']],
  flags: [openFlag, dryRunFlag, limitFlag, profileFlag, jsonFlag, helpFlag],
  examples: ['clew jobs --open', 'clew jobs clean --dry-run', 'clew jobs clean'],
  run,
};

const nothing =
  'No run has started a job on SageMaker yet. Start with: npx run-workflow <module> <Target> --on sagemaker';

async function run(argv: readonly string[], terminal: Terminal, invoked: string): Promise<number> {
  const options = new Options(argv, jobsCommand.flags, invoked);
  const [action, extra] = options.words;
  if (action !== undefined && action !== 'clean')
    throw badFlag(`${invoked} doesn't know "${action}".${didYouMean(action, ['clean'])}`, invoked);
  if (extra !== undefined) throw badFlag(`"${extra}" is one word too many.`, invoked);
  if (action === undefined && options.has('dry-run')) throw badFlag(`--dry-run is for ${invoked} clean.`, invoked);
  if (action === 'clean' && options.has('open')) throw badFlag(`--open is for ${invoked} alone.`, invoked);
  const none = async (): Promise<number> => {
    if (options.has('json')) await terminal.json(action === 'clean' ? { jobs: [] } : { jobs: [], sums: [] });
    else terminal.out(nothing);
    return 0;
  };
  return withRecord(options, (record) => (action === 'clean' ? clean : list)(record, options, terminal), none);
}

async function list(record: LineageRecord, options: Options, terminal: Terminal): Promise<number> {
  const jobs = await record.jobs.list({ open: options.has('open'), limit: options.count('limit') ?? 20 });
  const sums = await record.jobs.sums();
  if (options.has('json')) await terminal.json({ jobs, sums });
  else if (sums.length === 0) terminal.out(nothing);
  else if (jobs.length === 0) terminal.out(`No job is under way.\n${dim(sumsText(sums))}`);
  else terminal.out(`${jobsText(jobs)}\n${dim(sumsText(sums))}`);
  return 0;
}

async function clean(record: LineageRecord, options: Options, terminal: Terminal): Promise<number> {
  const orphans = await orphansOf(record);
  if (options.has('dry-run')) {
    if (options.has('json')) await terminal.json({ dryRun: true, jobs: orphans });
    else if (orphans.length === 0) terminal.out(nothingToClean);
    else terminal.out(`${jobsText(orphans)}\n${orphans.length} would be stopped and forgotten. Nothing was done.`);
    return 0;
  }
  const settings = await settingsFor(options);
  if (terminal.isLive && orphans.length > 0) terminal.redraw(`stopping ${orphans.length} …`);
  const cleaned = await cleanUp(orphans, settings, record);
  if (terminal.isLive) terminal.redraw('');
  const left = cleaned.filter(({ state, error }) => error !== undefined || state === 'running');
  if (options.has('json')) {
    const jobs = cleaned.map(({ job, state, error }) => ({
      ...job,
      state,
      error: error === undefined ? null : messageOf(error),
    }));
    await terminal.json({ jobs });
  } else {
    const done = cleaned.length - left.length;
    const sum = cleaned.length === 0 ? nothingToClean : `${green('✓')} ${done} stopped and forgotten`;
    const rest = left.length === 0 ? [] : [red(`${left.length} left: the same command tries again.`)];
    terminal.out([...(cleaned.length > 0 ? [table(cleaned.map(row))] : []), sum, ...rest].join('\n'));
  }
  return left.length > 0 ? 1 : 0;
}

const nothingToClean = 'There is nothing to clean: every job has a run that waits for it, or is over.';

const words = {
  absent: 'was never created',
  completed: 'had come to its end',
  failed: 'had failed',
  stopped: 'stopped',
  creating: 'not reached',
  running: 'still runs',
} as const;

function row({ job, state, error }: Cleaned): string[] {
  const what = error === undefined ? (state === 'running' ? yellow : dim)(words[state]) : red(messageOf(error));
  return [job.name, job.nodes.map(({ node }) => node).join(', '), what];
}
