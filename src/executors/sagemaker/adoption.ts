import type { KnownJob } from '../../lineage/jobs/jobs.ts';
import type { TaskJob } from '../../runtime/job.ts';
import type { JobKind } from './container.ts';
import { Flight } from './flight.ts';
import { Mailbox } from './mailbox.ts';
import type { SageMakerSite } from './parts.ts';
import type { Service } from './service.ts';
import { isOver } from './states.ts';
import type { Sweep } from './sweep.ts';

/** A job of somebody who is gone, and which of its answers is wanted. */
export interface Adopted {
  readonly flight: Flight;
  readonly index: number;
  /** The attempt that it was sent for. */
  readonly sentAs: string;
}

/**
 * What drivers that were killed have left under way is waited for by whoever comes to the same node next, and not made
 * again: the node's lease sees to it that this is one, and the record that each job has one driver.
 */
export class Adoption {
  readonly #site: SageMakerSite;
  readonly #service: Service;
  readonly #sweep: Sweep;
  /** What else an adopted job runs, by identity. */
  readonly #mates = new Map<string, Adopted>();

  constructor(site: SageMakerSite, service: Service, sweep: Sweep) {
    this.#site = site;
    this.#service = service;
    this.#sweep = sweep;
  }

  async find(job: TaskJob): Promise<Adopted | undefined> {
    const { jobs, process } = this.#site;
    const mate = this.#mates.get(job.identity);
    if (mate && !job.fresh) return this.#board(job, mate);
    for (const orphan of await jobs.orphansOf(job.identity)) {
      if (orphan.run === job.run || orphan.region !== (await this.#service.region())) continue;
      if (!(await jobs.adopt(orphan.name, orphan.run, { run: job.run, process }))) continue;
      if (job.fresh) {
        await this.#discard(orphan);
        continue;
      }
      if (!(await this.#isOfUse(orphan, job.identity))) continue;
      const { name, kind, instance } = orphan;
      const flight = new Flight(
        { name, kind: kind as JobKind, instance, node: job.node },
        this.#site,
        this.#service,
        this.#sweep,
      );
      for (const [index, { identity, sentAs }] of orphan.nodes.entries())
        this.#mates.set(identity, { flight, index, sentAs });
      return this.#board(job, this.#mates.get(job.identity)!);
    }
    return undefined;
  }

  async #board(job: TaskJob, found: Adopted): Promise<Adopted> {
    this.#mates.delete(job.identity);
    await this.#site.jobs.renew(found.flight.job.name, found.index, job.componentRun);
    return found;
  }

  /** One that runs; of those that are over, one whose answer is what this attempt would give. */
  async #isOfUse({ name, kind, layer, nodes }: KnownJob, identity: string): Promise<boolean> {
    const { jobs, driver } = this.#site;
    const view = await this.#service.describe(kind as JobKind, name);
    if (!view) {
      // It was never created, or so long ago that nobody knows it any more.
      await jobs.tell(name, { state: 'absent', endedAt: Date.now() });
      return false;
    }
    if (layer !== this.#site.layer) return false;
    if (!isOver(view.status)) return view.status === 'running';
    const index = nodes.findIndex((node) => node.identity === identity);
    const result = await new Mailbox(driver, name).result(index, nodes[index]!.sentAs).catch(() => undefined);
    if (result?.status === 'ran') return true;
    const { endedAt, reason, billable } = view;
    await jobs.tell(name, { state: view.status as 'failed', endedAt: endedAt ?? Date.now(), reason, billable });
    return false;
  }

  /** Nobody wants what it makes. */
  async #discard({ name, kind }: KnownJob): Promise<void> {
    await this.#service.stop(kind as JobKind, name);
    await this.#site.jobs.tell(name, { state: 'stopped', endedAt: Date.now(), reason: 'It is made anew.' });
  }
}
