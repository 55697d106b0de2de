import path from 'node:path';
import PQueue from 'p-queue';
import { onTestFinished, vi } from 'vitest';
import type { TaskNote } from '../../src/authoring/notes.ts';
import { containerPaths } from '../../src/executors/sagemaker/container.ts';
import { SageMakerExecutor } from '../../src/executors/sagemaker/executor.ts';
import { jobStopped } from '../../src/executors/sagemaker/errors.ts';
import { Mailbox, readDocument } from '../../src/executors/sagemaker/mailbox.ts';
import type { SageMakerSite } from '../../src/executors/sagemaker/site.ts';
import { writeMessage } from '../../src/executors/sagemaker/log-protocol.ts';
import type { SageMakerSettings } from '../../src/executors/sagemaker/settings.ts';
import { openRecord } from '../../src/lineage/open-record.ts';
import type { LineageRecord } from '../../src/lineage/record.ts';
import { type JobSite, runJob } from '../../src/runtime/run-job.ts';
import { S3Driver } from '../../src/storage/s3/driver.ts';
import { type AwsServers, startAws } from '../../src/testing/aws/start.ts';
import type { AwsUser } from '../../src/testing/aws/users.ts';
import type { SageMakerContainer, SageMakerOptions } from '../../src/testing/sagemaker/sagemaker-options.ts';
import { readFile } from 'node:fs/promises';

export const image = '123456789012.dkr.ecr.us-east-1.amazonaws.com/clew:1';
const version = '9.9.9';

/** SageMaker on this machine, and what an executor needs to use it. */
export interface Sandbox {
  readonly aws: AwsServers;
  readonly record: LineageRecord;
  readonly driver: S3Driver;
  readonly settings: SageMakerSettings;
  /** What containers run with; set before the first job. */
  site: JobSite | undefined;
  /** Before the test ends, where it opens many. */
  close(): Promise<void>;
  siteOf(changes?: Partial<SageMakerSite>): SageMakerSite;
  executor(changes?: Partial<SageMakerSite>, concurrency?: number): SageMakerExecutor;
}

/** The user of every sandbox: those of one process share its environment. */
const user: AwsUser = { accessKeyId: 'clew', secretAccessKey: 'the one secret of all sandboxes here' };

/** Its images run the jobs' documents in this process, as the package's own entry does in one of its own. */
export async function startSandbox(
  noteOf: (name: string) => TaskNote | undefined,
  options: Omit<SageMakerOptions, 's3' | 'users' | 'region' | 'seed'> = {},
): Promise<Sandbox> {
  let site: JobSite | undefined;
  let driver: S3Driver;
  const contain = (container: SageMakerContainer): Promise<number> => answer(container, driver, site!);
  const aws = await startAws({
    users: [user],
    s3: { buckets: ['jobs'] },
    sagemaker: { images: { [image]: contain }, pace: Infinity, ...options },
  });
  for (const [name, value] of Object.entries(aws.env)) vi.stubEnv(name, value);
  const record = await openRecord({ sqlite: ':memory:' });
  driver = new S3Driver(aws.s3.settings('jobs'));
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= aws.close().then(() => record.close()));
  onTestFinished(async () => {
    await close();
    vi.unstubAllEnvs();
  });
  const settings: SageMakerSettings = {
    role: 'arn:aws:iam::123456789012:role/clew-jobs',
    image,
    region: 'us-east-1',
    endpoint: aws.sagemaker.endpoint,
    sweep: '20 ms',
    rates: { create: 500, describe: 500, list: 500, stop: 500, logs: 500 },
  };
  const code = { uri: driver.place('.code/0/'), digest: 'sha256:0' };
  await driver.put('.code/0/package.json', Buffer.from('{}'));
  const siteOf = (changes: Partial<SageMakerSite> = {}): SageMakerSite => ({
    settings,
    layer: 's3',
    driver,
    root: path.resolve('/nowhere'),
    profile: 'local',
    version,
    code: async () => code,
    taskNamed: noteOf,
    made: async () => [],
    jobs: record.jobs,
    record: aws.sagemaker.endpoint,
    process: 'proc-test',
    verbose: true,
    ...changes,
  });
  return {
    aws,
    record,
    driver,
    settings,
    get site() {
      return site;
    },
    set site(given) {
      site = given;
    },
    close,
    siteOf,
    executor: (changes = {}, concurrency = 8) => new SageMakerExecutor(siteOf(changes), new PQueue({ concurrency })),
  };
}

/** What the container of a job does. */
async function answer(container: SageMakerContainer, driver: S3Driver, site: JobSite): Promise<number> {
  const paths = ['processing', 'training'] as const;
  const texts = paths.map((kind) =>
    readFile(path.join(container.optMl, containerPaths[kind].job, 'job.json'), 'utf8').catch(() => undefined),
  );
  const document = readDocument(
    (await Promise.all(texts)).find((text) => text !== undefined)!,
    version,
  );
  const cancel = new AbortController();
  const stop = (): void => cancel.abort(jobStopped());
  if (container.signal.aborted) stop();
  container.signal.addEventListener('abort', stop);
  const mailbox = new Mailbox(driver, document.name);
  let code = 0;
  for (const [i, job] of document.jobs.entries()) {
    const result = await runJob(job, site, cancel.signal, {
      started: () => container.log(writeMessage(i, { type: 'started' })),
      progress: (done, total) => container.log(writeMessage(i, { type: 'progress', done, total })),
      log: (level, text) => container.log(writeMessage(i, { type: 'log', level, text })),
    });
    await mailbox.answer(i, document, result);
    if (result.status !== 'ran') code = 1;
  }
  return code;
}
