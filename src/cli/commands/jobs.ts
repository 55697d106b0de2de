import { messageOf } from '../../errors.ts';
import type { LineageRecord } from '../../lineage/record.ts';
import { type Cleaned, cleanUp, orphansOf } from '../../project/sagemaker/orphans.ts';
import type { FlagValues } from '../flags.ts';
import { withRecord } from '../record.ts';
import { jobsText, sumsText } from '../render/job-list.ts';
import { table } from '../render/table.ts';
import { settingsFor } from '../settings.ts';
import { type Terminal, dim, green, red, yellow } from '../terminal.ts';
import { defineCommand, jsonFlag, limitFlag, profileFlag } from '../command.ts';

const nothing =
  'No run has started a job on SageMaker yet. Start with: npx run-workflow <module> <Target> --on sagemaker';

const cleanFlags = [
  { name: 'dry-run', type: 'boolean', doc: 'only say what would be stopped' },
  profileFlag,
  jsonFlag,
] as const;

const cleanCommand = defineCommand({
  name: 'clean',
  description:
    'Stops jobs that nobody waits for, waits until they have stopped, and forgets them: their run is over, or was killed.',
  args: [],
  flags: cleanFlags,
  examples: ['clew jobs clean --dry-run', 'clew jobs clean'],
  run: ({ flags }, terminal) =>
    withRecord(
      flags,
      (record) => clean(record, flags, terminal),
      async () => {
        if (flags.json) await terminal.json({ jobs: [] });
        else terminal.out(nothing);
        return 0;
      },
    ),
});

export const jobsCommand = defineCommand({
  name: 'jobs',
  description: [
    'Lists the jobs that runs have started on SageMaker, newest first, and what all of them came to.',
    'An orphan is one that nobody waits for: its run is over, or was killed. The same run, started again, goes on with it;',
    '`clean` stops orphans, waits until they have stopped, and forgets them. Prices are estimates.',
  ].join('\n'),
  args: [],
  flags: [
    { name: 'open', type: 'boolean', doc: 'only those that are under way, or that nobody waits for' },
    limitFlag,
    profileFlag,
    jsonFlag,
  ],
  commands: { clean: { summary: 'stop those that nobody waits for', load: async () => cleanCommand } },
  examples: ['clew jobs --open', 'clew jobs clean --dry-run', 'clew jobs clean'],
  run: ({ flags }, terminal) =>
    withRecord(
      flags,
      async (record) => {
        const jobs = await record.jobs.list({ open: flags.open, limit: flags.limit ?? 20 });
        const sums = await record.jobs.sums();
        if (flags.json) await terminal.json({ jobs, sums });
        else if (sums.length === 0) terminal.out(nothing);
        else if (jobs.length === 0) terminal.out(`No job is under way.\n${dim(sumsText(sums))}`);
        else terminal.out(`${jobsText(jobs)}\n${dim(sumsText(sums))}`);
        return 0;
      },
      async () => {
        if (flags.json) await terminal.json({ jobs: [], sums: [] });
        else terminal.out(nothing);
        return 0;
      },
    ),
});

async function clean(record: LineageRecord, flags: FlagValues<typeof cleanFlags>, terminal: Terminal): Promise<number> {
  const orphans = await orphansOf(record);
  if (flags.dryRun) {
    if (flags.json) await terminal.json({ dryRun: true, jobs: orphans });
    else if (orphans.length === 0) terminal.out(nothingToClean);
    else terminal.out(`${jobsText(orphans)}\n${orphans.length} would be stopped and forgotten. Nothing was done.`);
    return 0;
  }
  const settings = await settingsFor(flags);
  if (terminal.isLive && orphans.length > 0) terminal.redraw(`stopping ${orphans.length} …`);
  const cleaned = await cleanUp(orphans, settings, record);
  if (terminal.isLive) terminal.redraw('');
  const left = cleaned.filter(({ state, error }) => error !== undefined || state === 'running');
  if (flags.json) {
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
