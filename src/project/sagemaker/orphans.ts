import type { ResolvedSettings } from '../../config/load.ts';
import type { JobKind } from '../../executors/sagemaker/container.ts';
import { defaults, defaultStopGrace } from '../../executors/sagemaker/defaults.ts';
import { Mailbox } from '../../executors/sagemaker/mailbox.ts';
import { estimatedPrice } from '../../executors/sagemaker/prices.ts';
import type { Service } from '../../executors/sagemaker/service.ts';
import { type JobView, isOver } from '../../executors/sagemaker/job-states.ts';
import type { JobState, KnownJob } from '../../lineage/jobs/job-types.ts';
import type { LineageRecord } from '../../lineage/record.ts';
import { parseDuration } from '../../values/duration.ts';
import { pause } from '../../values/pause.ts';
import { layersOf } from '../artifacts.ts';
import { serviceFor } from './service.ts';

/** The result of cleaning up a job that nobody drives any more; `running` is one that doesn't stop. */
export interface Cleaned {
  readonly job: KnownJob;
  readonly state: JobState;
  readonly error: unknown;
}

/** Jobs that may still run, or have left something, although nobody waits for them: their runs are over or died. */
export const orphansOf = async (record: LineageRecord): Promise<readonly KnownJob[]> =>
  (await record.jobs.list({ open: true })).filter(({ driver }) => driver === 'gone');

/** Stops them, waits until they have stopped, and forgets them with all that was sent to them. */
export async function cleanUp(
  orphans: readonly KnownJob[],
  settings: ResolvedSettings,
  record: LineageRecord,
): Promise<Cleaned[]> {
  const services = new Map<string, Service>();
  const layers = layersOf(settings);
  try {
    for (const job of orphans) {
      if (!services.has(job.region)) services.set(job.region, serviceFor(settings, record, job));
    }
    return await Promise.all(
      orphans.map(async (job) => {
        try {
          const state = await cleanUpOne(job, services.get(job.region)!, settings, record);
          if (state !== 'running') await new Mailbox(layers.driver(job.layer), job.name).clear(job.nodes.length);
          if (state !== 'running') await record.jobs.forget(job.name);
          return { job, state, error: undefined };
        } catch (error) {
          return { job, state: job.state, error };
        }
      }),
    );
  } finally {
    for (const service of services.values()) service.close();
  }
}

async function cleanUpOne(
  job: KnownJob,
  service: Service,
  { sagemaker }: ResolvedSettings,
  record: LineageRecord,
): Promise<JobState> {
  const interval = (sagemaker.sweep && parseDuration(sagemaker.sweep)) || defaults.sweep;
  const view = await stopped(service, job, interval);
  const state: JobState = view === undefined ? 'absent' : isOver(view.status) ? (view.status as JobState) : 'running';
  if (state === 'running') return state;
  const { billable = null, reason = null, endedAt = null } = view ?? {};
  const price = estimatedPrice(job.instance, billable, sagemaker);
  await record.jobs.tell(job.name, { state, endedAt: endedAt ?? Date.now(), reason, billable, price });
  return state;
}

/** How it ended; undefined where there is no such job. */
async function stopped(service: Service, { name, ...job }: KnownJob, interval: number): Promise<JobView | undefined> {
  const kind = job.kind as JobKind;
  const until = performance.now() + defaultStopGrace;
  for (let isTold = false; ; isTold = true) {
    const view = await service.describe(kind, name);
    if (!view || isOver(view.status) || performance.now() > until) return view;
    if (!isTold || view.status === 'running') await service.stop(kind, name);
    await pause(Math.min(interval, 5000));
  }
}
