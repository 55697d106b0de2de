import { setTimeout as wait } from 'node:timers/promises';
import type { ResolvedSettings } from '../../config/load.ts';
import type { JobKind } from '../../executors/sagemaker/container.ts';
import { usual, usualStopGrace } from '../../executors/sagemaker/defaults.ts';
import { Mailbox } from '../../executors/sagemaker/mailbox.ts';
import { estimatedPrice } from '../../executors/sagemaker/prices.ts';
import type { Service } from '../../executors/sagemaker/service.ts';
import { type JobView, isOver } from '../../executors/sagemaker/states.ts';
import type { JobState, KnownJob } from '../../lineage/jobs/jobs.ts';
import type { Record } from '../../lineage/record.ts';
import { parseDuration } from '../../values/duration.ts';
import { layersOf } from '../artifacts.ts';
import { serviceFor } from './service.ts';

/** What was done about a job that nobody drives any more; `running` is one that doesn't stop. */
export interface Cleaned {
  readonly job: KnownJob;
  readonly state: JobState;
  readonly error: unknown;
}

/** Jobs that may still run, or have left something, although nobody waits for them: their runs are over or died. */
export const orphansOf = async (record: Record): Promise<readonly KnownJob[]> =>
  (await record.jobs.list({ open: true })).filter(({ driver }) => driver === 'gone');

/** Stops one, waits until it has stopped, and forgets it with all that was sent to it. */
export async function cleanUp(job: KnownJob, settings: ResolvedSettings, record: Record): Promise<Cleaned> {
  let service: Service | undefined;
  try {
    service = serviceFor(settings, record, job);
    const view = await stopped(
      service,
      job,
      (settings.sagemaker.sweep && parseDuration(settings.sagemaker.sweep)) || usual.sweep,
    );
    const state: JobState = view === undefined ? 'absent' : isOver(view.status) ? (view.status as JobState) : 'running';
    if (state === 'running') return { job, state, error: undefined };
    const { billable = null, reason = null, endedAt = null } = view ?? {};
    const price = estimatedPrice(job.instance, billable, settings.sagemaker);
    await new Mailbox(layersOf(settings).driver(job.layer), job.name).clear(job.nodes.length);
    await record.jobs.tell(job.name, { state, endedAt: endedAt ?? Date.now(), reason, billable, price });
    await record.jobs.forget(job.name);
    return { job, state, error: undefined };
  } catch (error) {
    return { job, state: job.state, error };
  } finally {
    service?.close();
  }
}

/** How it ended; undefined where there is no such job. */
async function stopped(service: Service, { name, ...job }: KnownJob, interval: number): Promise<JobView | undefined> {
  const kind = job.kind as JobKind;
  const until = performance.now() + usualStopGrace;
  for (let isTold = false; ; isTold = true) {
    const view = await service.describe(kind, name);
    if (!view || isOver(view.status) || performance.now() > until) return view;
    if (!isTold || view.status === 'running') await service.stop(kind, name);
    await wait(Math.min(interval, 5000));
  }
}
