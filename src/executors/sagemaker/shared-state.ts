import type { Jobs } from '../../lineage/jobs/job-types.ts';
import { parseDuration } from '../../values/duration.ts';
import { defaults } from './defaults.ts';
import { Service } from './service.ts';
import type { SageMakerSettings } from './settings.ts';
import { JobPoller } from './job-poller.ts';

/** The things that all runs of this process share that mean the same SageMaker and the same record. */
export interface Shared {
  readonly service: Service;
  readonly sweep: JobPoller;
  /** Milliseconds between two sweeps. */
  readonly interval: number;
  /** The last one to leave closes it. */
  leave(): Promise<void>;
}

/** The records of those who are here: any of them serves, for they are one database. */
class Slots {
  readonly #here = new Map<Pick<Jobs, 'slot'>, Set<Promise<number>>>();

  get isEmpty(): boolean {
    return this.#here.size === 0;
  }

  enter(jobs: Pick<Jobs, 'slot'>): void {
    this.#here.set(jobs, new Set());
  }

  /** Once nobody else waits for an answer by way of it. */
  async leave(jobs: Pick<Jobs, 'slot'>): Promise<void> {
    const asked = this.#here.get(jobs) ?? [];
    this.#here.delete(jobs);
    await Promise.allSettled(asked);
  }

  slot(gate: string, interval: number): Promise<number> {
    const [[jobs, asked]] = [...this.#here] as [[Pick<Jobs, 'slot'>, Set<Promise<number>>]];
    const answer = jobs.slot(gate, interval).finally(() => asked.delete(answer));
    asked.add(answer);
    return answer;
  }
}

interface Open extends Omit<Shared, 'leave'> {
  readonly slots: Slots;
}

/** Two runs at once in one process are to sweep once, and to have no more connections than one. */
const open = new Map<string, Open>();

/** `record`: the place of the record, by which processes know each other's rates. */
export function share(settings: SageMakerSettings, record: string, jobs: Pick<Jobs, 'slot'>): Shared {
  const key = JSON.stringify([record, settings]);
  let found = open.get(key);
  if (!found) open.set(key, (found = openFor(settings)));
  const { slots, ...shared } = found;
  slots.enter(jobs);
  return {
    ...shared,
    async leave() {
      await slots.leave(jobs);
      if (!slots.isEmpty || open.get(key) !== found) return;
      open.delete(key);
      shared.service.close();
    },
  };
}

function openFor(settings: SageMakerSettings): Open {
  const slots = new Slots();
  const service = new Service(settings, slots);
  const interval = (settings.sweep && parseDuration(settings.sweep)) || defaults.sweep;
  return { slots, service, sweep: new JobPoller(service, interval), interval };
}
