import type { KnownJob } from '../../lineage/jobs/job-types.ts';
import type { JobKind } from './container.ts';
import { Mailbox } from './mailbox.ts';
import type { SageMakerSite } from './site.ts';
import type { Service } from './service.ts';

/**
 * Cleans up behind a run: those of its jobs that are over are settled, and their mailboxes emptied. A job that an
 * earlier run for the same target and parameters had begun, was killed over, and this one had no use for, is stopped,
 * if all is `well` that was asked for: nobody wants it any more.
 */
export async function cleanJobs(
  { jobs, driver }: Pick<SageMakerSite, 'jobs' | 'driver'>,
  service: Pick<Service, 'stop'>,
  runs: ReadonlySet<string>,
  well: boolean,
): Promise<void> {
  const clear = (done: readonly KnownJob[]): Promise<unknown> =>
    Promise.all(done.map(({ name, nodes }) => new Mailbox(driver, name).clear(nodes.length)));
  for (const run of runs) {
    const over = (await jobs.list({ run, open: true })).filter((job) => !isUnderWay(job));
    await jobs.settle(run);
    await clear(over);
    if (!well) continue;
    const abandoned = await jobs.abandonedBefore(run);
    for (const job of abandoned) {
      if (isUnderWay(job)) {
        await service.stop(job.kind as JobKind, job.name);
        await jobs.tell(job.name, { state: 'stopped', endedAt: Date.now(), reason: 'A later run did without it.' });
      }
      await jobs.forget(job.name);
    }
    await clear(abandoned);
  }
}

const isUnderWay = ({ state }: KnownJob): boolean => state === 'creating' || state === 'running';
