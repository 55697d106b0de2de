import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { pathToFileURL } from 'node:url';
import path from 'node:path';
import { type TaskNote, noteOf } from '../../src/authoring/notes.ts';
import { version } from '../../src/project/version.ts';
import { S3Driver } from '../../src/storage/s3/driver.ts';
import { startAws } from '../../src/testing/aws/start.ts';
import type { SageMakerRequest } from '../../src/testing/sagemaker/sagemaker-options.ts';
import { lightContainer } from './container.ts';
import { StressProject } from './project.ts';
import { Watcher } from './watcher.ts';

/** Amazon as it is under load, so many times faster. Rates are requests a second; the rest is in milliseconds. */
export const amazon = {
  create: 2,
  list: 2,
  describe: 10,
  connections: 10,
  job: 20_000,
  sweep: 500,
  lost: 0.01,
} as const;

const image = '123456789012.dkr.ecr.us-east-1.amazonaws.com/clew:stress';

export interface Round {
  readonly pipelines: number;
  readonly pace: number;
  /** The name of one of the mutants, which is Clew with a fault in it. */
  readonly mutant?: string | undefined;
  /** Milliseconds after which it is given up. */
  readonly patience: number;
}

export interface Outcome {
  readonly pipelines: number;
  /** Milliseconds, and what they would be if nothing but gates and jobs took time. */
  readonly ms: number;
  readonly bound: number;
  readonly failures: readonly string[];
  /** Nodes that were wanted, jobs that there were. */
  readonly nodes: number;
  readonly jobs: number;
  readonly unfinished: number;
  readonly requests: number;
  /** Of them those that ask about all jobs at once: so many a second, however many jobs there are. */
  readonly lists: number;
  readonly throttled: number;
  readonly cut: number;
  readonly artifacts: number;
  readonly wrong: readonly string[];
  readonly mb: number;
}

/** So many pipelines at once, in one process, against a SageMaker of their own. */
export async function round({ pipelines, pace, mutant, patience }: Round): Promise<Outcome> {
  const { create, list, describe, connections, job, sweep, lost } = amazon;
  let contain: ReturnType<typeof lightContainer>;
  const requests: SageMakerRequest[] = [];
  const rate = (perSecond: number) => ({ perSecond: perSecond * pace, burst: Math.max(2, pace / 5) });
  await using aws = await startAws({
    s3: { buckets: ['stress'] },
    sagemaker: {
      images: { [image]: (container) => contain(container) },
      delays: { starting: job * 0.9, ending: job * 0.1 },
      pace,
      containers: 10_000,
      connections,
      faults: (['CreateProcessingJob', 'CreateTrainingJob'] as const).map((operation) => ({
        kind: 'cut-after',
        operation,
        chance: lost,
      })),
      rates: {
        CreateProcessingJob: rate(create),
        CreateTrainingJob: rate(create),
        ListProcessingJobs: rate(list),
        ListTrainingJobs: rate(list),
        DescribeProcessingJob: rate(describe),
        DescribeTrainingJob: rate(describe),
      },
      onRequest: (request) => void requests.push(request),
    },
  });
  Object.assign(process.env, aws.env);
  const s3 = aws.s3.settings('stress');
  using project = new StressProject(s3, {
    role: 'arn:aws:iam::123456789012:role/clew-stress',
    image,
    region: 'us-east-1',
    endpoint: aws.sagemaker.endpoint,
    connections,
    sweep: `${sweep / pace} ms`,
    rates: { create: create * pace, list: list * pace, describe: describe * pace },
  });
  const driver = new S3Driver(s3);
  const tasks = await tasksIn(path.join(project.folder, 'pipeline.js'));
  const taskNamed = (name: string): TaskNote => tasks.get(name)!;
  contain = lightContainer({ version, s3, driver, home: project.folder, taskNamed });
  const watcher = new Watcher(project.record, driver);
  const said = await drive(project.folder, pipelines, mutant, patience);
  const { seen, wrong } = await watcher.end();
  const { jobs } = aws.sagemaker;
  return {
    pipelines,
    ...said,
    bound: boundOf(pipelines, pace),
    nodes: 5 * pipelines,
    jobs: jobs.filter(({ starts }) => starts > 0).length,
    unfinished: jobs.filter(({ status }) => status === 'InProgress' || status === 'Stopping').length,
    requests: requests.length,
    lists: requests.filter(({ operation }) => operation?.startsWith('List')).length,
    throttled: requests.filter(({ error }) => error === 'ThrottlingException').length,
    cut: requests.filter(({ fault }) => fault === 'cut-after').length,
    artifacts: seen,
    wrong,
  };
}

/**
 * No job of a pipeline can be created before the one that it waits for is over, nor before its turn at the gate: the
 * pipeline that begins last takes what five jobs take from then on, and the last job of all what one takes.
 */
function boundOf(pipelines: number, pace: number): number {
  const { create, job } = amazon;
  const turn = 1000 / create;
  return Math.max((pipelines - 1) * turn + 5 * job, (4 * pipelines - 1) * turn + job) / pace;
}

async function tasksIn(file: string): Promise<Map<string, TaskNote>> {
  const exported = Object.values((await import(pathToFileURL(file).href)) as Record<string, object>);
  return new Map(exported.map((task) => noteOf(task as never)!).map((note) => [note.name, note]));
}

async function drive(
  cwd: string,
  pipelines: number,
  mutant: string | undefined,
  patience: number,
): Promise<Pick<Outcome, 'ms' | 'failures' | 'mb'>> {
  const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
  const args = [
    '--disable-warning=ExperimentalWarning',
    '--import',
    here('preload.ts'),
    here('driver.ts'),
    String(pipelines),
  ];
  const driver = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...(mutant !== undefined && { CLEW_MUTANT: mutant }) },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: patience,
    killSignal: 'SIGKILL',
  });
  const [out, err] = await Promise.all([text(driver.stdout), text(driver.stderr)]);
  const last = out.trim().split('\n').at(-1) ?? '';
  if (last.startsWith('{')) return JSON.parse(last) as Outcome;
  const why = driver.signalCode === null ? err.trim() : `it did not come to an end within ${patience} ms`;
  return { ms: patience, mb: 0, failures: [why] };
}
