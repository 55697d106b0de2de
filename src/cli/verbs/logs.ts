import { UserMistake } from '../../errors.ts';
import type { JobKind } from '../../executors/sagemaker/container.ts';
import { linesOf } from '../../executors/sagemaker/logs.ts';
import { readLine } from '../../executors/sagemaker/said.ts';
import type { KnownJob } from '../../lineage/jobs/jobs.ts';
import type { Record } from '../../lineage/record.ts';
import { serviceFor } from '../../project/sagemaker/service.ts';
import { Options } from '../flags.ts';
import { resolveId } from '../ids.ts';
import { withRecord } from '../record.ts';
import { type Terminal, dim, red, yellow } from '../terminal.ts';
import { type Verb, helpFlag, jsonFlag, profileFlag } from '../verb.ts';

export const logsVerb: Verb = {
  name: 'logs',
  summary: 'Prints what a component run wrote in its SageMaker job, from CloudWatch Logs; of a job also while it runs.',
  usage: '<component run | job>',
  flags: [profileFlag, jsonFlag, helpFlag],
  examples: ['clew logs cr-06bq2v9kx7m2', 'clew logs clew-train-5f0c9a'],
  run,
};

class NoJob extends UserMistake {
  constructor(id: string, place: string | undefined) {
    const where = place === undefined ? '' : `: it ran ${place}`;
    super('NO_JOB', `${id} had no job on SageMaker${where}.`, {
      next: 'What runs here prints to the terminal. clew jobs lists the jobs that there were.',
    });
  }
}

interface Shown {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | null;
  readonly text: string;
}

async function run(argv: readonly string[], terminal: Terminal, invoked: string): Promise<number> {
  const options = new Options(argv, logsVerb.flags, invoked);
  const asked = options.oneWord('a component run or a job');
  return withRecord(options, async (record, settings) => {
    const { job, index } = await find(record, asked);
    const service = serviceFor(settings, record, job);
    const lines: Shown[] = [];
    let count = 0;
    try {
      for await (const line of linesOf(service, job.kind as JobKind, job.name)) {
        const shown = shownOf(line, index);
        if (!shown) continue;
        count += 1;
        if (options.has('json')) lines.push(shown);
        else terminal.out(textOf(shown));
      }
    } finally {
      service.close();
    }
    if (options.has('json')) terminal.json({ job: job.name, state: job.state, lines });
    else if (count === 0) terminal.note(dim(`${job.name} has written nothing${job.endedAt === null ? ' yet' : ''}.`));
    return 0;
  });
}

/** Its job, and which of those in the job it is; null is all of them. */
async function find(record: Record, asked: string): Promise<{ readonly job: KnownJob; readonly index: number | null }> {
  const [named] = await record.jobs.list({ names: [asked] });
  if (named) return { job: named, index: null };
  // One that still runs is not on record as a component run.
  const running = await record.jobs.of(asked);
  const id = running ? asked : (await resolveId(record, asked, ['component run'])).id;
  const details = running ? undefined : await record.componentRun(id);
  const maker = details?.cachedFrom ?? id;
  const job = running ?? (await record.jobs.of(maker));
  if (!job)
    throw new NoJob(
      id,
      details && (details.executor === 'in-process' ? 'in the process of its run' : `in a ${details.executor}`),
    );
  return { job, index: job.nodes.findIndex(({ componentRun }) => componentRun === maker) };
}

/** What was printed can't be told apart among several in one job. */
function shownOf(text: string, index: number | null): Shown | undefined {
  const line = readLine(text);
  if ('printed' in line) return { level: null, text: line.printed };
  if (line.said.type !== 'log' || (index !== null && line.job !== index)) return undefined;
  return { level: line.said.level, text: line.said.text };
}

const colours = { debug: dim, info: (text: string) => text, warn: yellow, error: red } as const;

const textOf = ({ level, text }: Shown): string =>
  level === null ? text : colours[level](`${level.padEnd(5)} ${text}`);
