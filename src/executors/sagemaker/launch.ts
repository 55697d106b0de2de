import type { NewJob } from '../../lineage/jobs/job-types.ts';
import type { TaskJob } from '../../runtime/job.ts';
import { backoff } from '../../values/backoff.ts';
import { pause } from '../../values/pause.ts';
import type { SettledJob } from '../../authoring/run-location.ts';
import type { CodePackage } from './defaults.ts';
import { noInstance } from './errors.ts';
import type { Existing } from './running-job.ts';
import { retryDelays } from './rate-limiter.ts';
import { Mailbox, addressed } from './mailbox.ts';
import { jobName } from './job-name.ts';
import type { SageMakerSite } from './site.ts';
import { type JobSpec, processingRequest, specOf, trainingRequest } from './requests.ts';
import type { CreateRequest, Service } from './service.ts';

/** The delay before instances are asked for again: it grows from the interval of the sweep, to a minute at most. */
export const delayWhenFull = (turn: number, interval: number): number =>
  backoff({ first: interval, max: 60_000 }, turn);

export interface Launch {
  readonly jobs: readonly TaskJob[];
  readonly on: SettledJob;
  readonly turn: number;
  /** Ends waiting; what has been created then has to be stopped by the caller. */
  readonly signal: AbortSignal;
  /** When waiting for an instance ends, by `performance.now()`. */
  readonly deadline: number;
  readonly interval: number;
}

/**
 * Makes sure that there is one SageMaker job for these, and never two: its name follows from what it runs. It is written
 * down first, what it needs is sent, and an answer that was lost is asked for by its name.
 */
export async function launch(launching: Launch, site: SageMakerSite, service: Service): Promise<Existing> {
  const { jobs, on, turn } = launching;
  const [{ run, task, node }] = jobs as readonly [TaskJob, ...TaskJob[]];
  const name = jobName({ task: task.name, run, nodes: jobs, turn });
  const spec = specOf(
    name,
    on,
    site.settings,
    jobs.map(({ timeout }) => timeout),
  );
  const mailbox = new Mailbox(site.driver, name);
  const { version: clew, profile, overrides, layer, root } = site;
  const notes = site.notesOf?.(task.name);
  const sent = jobs.map((job) => addressed(job, root));
  const [code, region] = await Promise.all([
    site.code(),
    service.region(),
    mailbox.send({ clew, name, profile, overrides, layer, notes, jobs: sent }),
  ]);
  await site.jobs.begin(entryOf(launching, spec, site, region));
  await bring(launching, spec, { code, mayExist: false }, site, service);
  return { name, kind: spec.kind, instance: spec.instance, node };
}

/**
 * The same for one that was written down by somebody who is gone, and that SageMaker doesn't show. It has its document;
 * if it is there after all, its name is taken, and it is the one.
 */
export async function launchAgain(
  launching: Launch,
  { name, kind, instance }: Existing,
  site: SageMakerSite,
  service: Service,
): Promise<void> {
  const { jobs, on } = launching;
  const timeouts = jobs.map(({ timeout }) => timeout);
  const spec = specOf(name, { ...on, job: kind, instance }, site.settings, timeouts);
  await bring(launching, spec, { code: await site.code(), mayExist: true }, site, service);
}

async function bring(
  launching: Launch,
  spec: JobSpec,
  { code, mayExist }: { readonly code: CodePackage; readonly mayExist: boolean },
  site: SageMakerSite,
  service: Service,
): Promise<void> {
  const { name } = spec;
  const mailbox = new Mailbox(site.driver, name);
  // Layers that name no region are where this process takes them to be.
  const env = { AWS_REGION: await service.region(), ...handedOn(site) };
  const places = { mailbox: mailbox.uri, job: mailbox.jobUri, code, env };
  const request: CreateRequest =
    spec.kind === 'processing'
      ? { kind: 'processing', request: processingRequest(spec, places, site.settings) }
      : { kind: 'training', request: trainingRequest(spec, places, site.settings) };
  const doubt = { isThere: mayExist };
  try {
    await create(request, launching, spec, service, doubt);
  } catch (error) {
    // A job that may be there stays on record as such, until somebody has seen it, or cleans up.
    const there = doubt.isThere && (await service.describe(spec.kind, name).catch(() => undefined));
    if (!doubt.isThere) await site.jobs.tell(name, { state: 'absent', endedAt: Date.now() });
    if (!there) throw error;
  }
  await site.jobs.tell(name, { state: 'running' });
}

async function create(
  request: CreateRequest,
  { jobs, signal, deadline, interval }: Launch,
  { name, kind, instance }: JobSpec,
  service: Service,
  doubt: { isThere: boolean },
): Promise<void> {
  const since = performance.now();
  for (let again = 1; ; again++) {
    const answer = await service.create(request, signal);
    // One that has our name is ours.
    if (answer === 'created' || answer === 'taken') return;
    if (answer === 'lost') {
      doubt.isThere = true;
      if (await service.describe(kind, name)) return;
      await pause(backoff(retryDelays.lost, again), signal);
    } else {
      const delay = delayWhenFull(again, interval);
      if (performance.now() + delay > deadline) {
        const waited = Math.round(performance.now() - since);
        throw noInstance(jobs[0]!.node, instance, waited, "this account's limit is reached");
      }
      await pause(delay, signal);
    }
    signal.throwIfAborted();
  }
}

function entryOf({ jobs }: Launch, spec: JobSpec, { layer, process }: SageMakerSite, region: string): NewJob {
  const { name, kind, instance } = spec;
  const nodes = jobs.map(({ identity, componentRun, task, node, attempt }) => ({
    identity,
    componentRun,
    sentAs: componentRun,
    task: task.name,
    node,
    attempt,
  }));
  return { name, kind, region, instance, layer, run: jobs[0]!.run, process, createdAt: Date.now(), nodes };
}

function handedOn({ settings }: SageMakerSite): Record<string, string> {
  const found = (settings.env ?? []).flatMap((name): [string, string][] => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(found);
}
