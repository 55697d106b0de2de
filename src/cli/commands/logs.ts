import { userError } from '../../errors.ts';
import type { JobKind } from '../../executors/sagemaker/container.ts';
import { linesOf } from '../../executors/sagemaker/logs.ts';
import { readLine } from '../../executors/sagemaker/log-protocol.ts';
import type { KnownJob } from '../../lineage/jobs/job-types.ts';
import type { LineageRecord } from '../../lineage/record.ts';
import { serviceFor } from '../../project/sagemaker/service.ts';
import { resolveId } from '../../inspect/resolve-id.ts';
import { withRecord } from '../record.ts';
import { dim, red, yellow } from '../terminal.ts';
import { defineCommand, jsonFlag, profileFlag } from '../command.ts';
import { shellCommand } from '../../values/shell-command.ts';

export const logsCommand = defineCommand({
  name: 'logs',
  description:
    'Prints what a component run wrote in its SageMaker job, from CloudWatch Logs; of a job also while it runs.',
  args: [{ name: 'id', accepts: ['component run', 'job'], kind: 'id', required: true }],
  flags: [profileFlag, jsonFlag],
  examples: ['clew logs cr-06bq2v9kx7m2', 'clew logs clew-train-5f0c9a'],
  async run({ args, flags }, terminal) {
    return withRecord(flags, async (record, settings) => {
      const { job, index } = await find(record, args.id);
      const service = serviceFor(settings, record, job);
      let count = 0;
      const lines = async function* (): AsyncGenerator<Shown> {
        for await (const line of linesOf(service, job.kind as JobKind, job.name)) {
          const shown = shownOf(line, index);
          if (!shown) continue;
          count += 1;
          yield shown;
        }
      };
      const texts = async function* (): AsyncGenerator<string> {
        for await (const line of lines()) yield textOf(line);
      };
      try {
        if (flags.json) await terminal.json({ job: job.name, state: job.state, lines: lines() });
        else {
          await terminal.flow(texts());
          if (count === 0) terminal.note(dim(`${job.name} has written nothing${job.endedAt === null ? ' yet' : ''}.`));
        }
      } finally {
        service.close();
      }
      return 0;
    });
  },
});

export const noJob = userError('NO_JOB', (id: string, place: string | undefined) => {
  const where = place === undefined ? '' : `: it ran ${place}`;
  return {
    message: `${id} had no job on SageMaker${where}.`,
    next: `What runs here prints to the terminal. ${shellCommand('clew jobs')} lists the jobs that there were.`,
  };
});

interface Shown {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | null;
  readonly text: string;
}

/** Its job, and which of those in the job it is; null is all of them. */
async function find(
  record: LineageRecord,
  asked: string,
): Promise<{ readonly job: KnownJob; readonly index: number | null }> {
  const [named] = await record.jobs.list({ names: [asked] });
  if (named) return { job: named, index: null };
  // One that still runs is not on record as a component run.
  const running = await record.jobs.of(asked);
  const id = running ? asked : (await resolveId(record, asked, ['component run'])).id;
  const details = running ? undefined : await record.componentRun(id);
  const maker = details?.cachedFrom ?? id;
  const job = running ?? (await record.jobs.of(maker));
  if (!job)
    throw noJob(
      id,
      details && (details.executor === 'in-process' ? 'in the process of its run' : `in a ${details.executor}`),
    );
  return { job, index: job.nodes.findIndex(({ componentRun }) => componentRun === maker) };
}

/**
 * Gives a log line as it is shown; undefined for other messages and other nodes. What was printed can't be told apart
 * among several in one job.
 */
function shownOf(text: string, index: number | null): Shown | undefined {
  const line = readLine(text);
  if ('printed' in line) return { level: null, text: line.printed };
  if (line.said.type !== 'log' || (index !== null && line.job !== index)) return undefined;
  return { level: line.said.level, text: line.said.text };
}

const colours = { debug: dim, info: (text: string) => text, warn: yellow, error: red } as const;

const textOf = ({ level, text }: Shown): string =>
  level === null ? text : colours[level](`${level.padEnd(5)} ${text}`);
