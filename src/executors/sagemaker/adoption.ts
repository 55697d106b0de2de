import type { KnownJob } from '../../lineage/jobs/job-types.ts';
import type { TaskJob } from '../../runtime/job.ts';
import type { JobKind } from './container.ts';
import { type Existing, RunningJob } from './running-job.ts';
import { Mailbox } from './mailbox.ts';
import type { SageMakerSite } from './site.ts';
import type { Service } from './service.ts';
import { type JobView, isOver } from './job-states.ts';
import type { JobPoller } from './job-poller.ts';

/** A job of somebody who is gone, and which of its answers is wanted. */
export interface Adopted {
  readonly flight: RunningJob;
  readonly index: number;
  /** The attempt that it was sent for. */
  readonly sentAs: string;
}

/** How it stood with a job when it was taken over; undefined where it had to be created first. */
interface TakenOver {
  readonly flight: RunningJob;
  readonly view: JobView | undefined;
}

/** Creates one that may never have been created, under its own name. */
type Again = (job: TaskJob, orphan: Existing, signal: AbortSignal) => Promise<void>;

/**
 * The adoption of jobs that killed drivers have left under way: whoever comes to the same node next waits for them, and
 * doesn't make them again. The node's lease sees to it that this is one, and the record that each job has one driver.
 */
export class Adoption {
  readonly #site: SageMakerSite;
  readonly #service: Service;
  readonly #sweep: JobPoller;
  readonly #again: Again;
  /** By name: nodes of one job may ask for it at the same moment. */
  readonly #taken = new Map<string, Promise<TakenOver | undefined>>();
  /** The jobs that were taken over, by what else they run. */
  readonly #mates = new Map<string, KnownJob>();

  constructor(site: SageMakerSite, service: Service, sweep: JobPoller, again: Again) {
    this.#site = site;
    this.#service = service;
    this.#sweep = sweep;
    this.#again = again;
  }

  async find(job: TaskJob, signal: AbortSignal): Promise<Adopted | undefined> {
    const { identity } = job;
    const mate = this.#mates.get(identity);
    for (const orphan of mate ? [mate] : await this.#site.jobs.orphansOf(identity)) {
      if (orphan.run === job.run) continue;
      const taken = await this.#takeOver(orphan, job, signal);
      const index = orphan.nodes.findIndex((node) => node.identity === identity);
      const { sentAs } = orphan.nodes[index]!;
      if (!taken || !(await this.#isOfUse(taken, job, { index, sentAs }))) continue;
      this.#mates.delete(identity);
      await this.#site.jobs.renew(orphan.name, index, job.componentRun);
      return { flight: taken.flight, index, sentAs };
    }
    return undefined;
  }

  #takeOver(orphan: KnownJob, job: TaskJob, signal: AbortSignal): Promise<TakenOver | undefined> {
    let taken = this.#taken.get(orphan.name);
    if (!taken) this.#taken.set(orphan.name, (taken = this.#begin(orphan, job, signal)));
    return taken;
  }

  async #begin(orphan: KnownJob, job: TaskJob, signal: AbortSignal): Promise<TakenOver | undefined> {
    const { name, instance, nodes, run } = orphan;
    const { jobs, process, layer } = this.#site;
    if (orphan.layer !== layer || orphan.region !== (await this.#service.region())) return undefined;
    if (!(await jobs.adopt(name, run, { run: job.run, process }))) return undefined;
    const kind = orphan.kind as JobKind;
    if (job.fresh) {
      // Nobody wants what it makes.
      await this.#service.stop(kind, name);
      await jobs.tell(name, { state: 'stopped', endedAt: Date.now(), reason: 'It is made anew.' });
      return undefined;
    }
    for (const { identity } of nodes) this.#mates.set(identity, orphan);
    const existing: Existing = { name, kind, instance, node: job.node };
    const view = await this.#service.describe(kind, name);
    const ended = view && isOver(view.status) ? view : undefined;
    const flight = new RunningJob(existing, this.#site, this.#service, this.#sweep, ended);
    // It was never created, or nobody has heard of it yet.
    if (!view) await this.#again(job, existing, signal);
    return { flight, view };
  }

  /** One that runs; of those that are over, one whose answer is what this attempt would give. */
  async #isOfUse(
    { flight, view }: TakenOver,
    { task }: TaskJob,
    { index, sentAs }: Omit<Adopted, 'flight'>,
  ): Promise<boolean> {
    if (!view) return true;
    if (!isOver(view.status)) return view.status === 'running';
    // What is done anew each time was done for somebody else.
    if (this.#site.taskNamed(task.name)?.cache === false) return false;
    const { name } = flight.job;
    const result = await new Mailbox(this.#site.driver, name).result(index, sentAs).catch(() => undefined);
    return result?.status === 'ran';
  }
}
