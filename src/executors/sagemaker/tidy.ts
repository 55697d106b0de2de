import type { JobKind } from './container.ts';
import { Mailbox } from './mailbox.ts';
import type { SageMakerSite } from './parts.ts';
import type { Service } from './service.ts';

export interface Leaving {
  readonly runs: ReadonlySet<string>;
  /** Mailboxes whose answers were taken, and how many of them each has. */
  readonly taken: ReadonlyMap<string, number>;
  /** Whether all that was asked for was made. */
  readonly isWell: boolean;
}

/**
 * What a run leaves behind it: its jobs are settled and their mailboxes empty. What an earlier run for the same target
 * and parameters had begun, was killed over, and this one had no use for, nobody wants any more: it is stopped.
 */
export async function tidy(site: SageMakerSite, service: Service, { runs, taken, isWell }: Leaving): Promise<void> {
  const { jobs, driver } = site;
  for (const run of runs) await jobs.settle(run);
  await Promise.all(Array.from(taken, ([name, answers]) => new Mailbox(driver, name).clear(answers)));
  if (!isWell) return;
  for (const run of runs) {
    for (const { name, kind, state, nodes } of await jobs.abandonedBefore(run)) {
      if (state === 'creating' || state === 'running') {
        await service.stop(kind as JobKind, name);
        await jobs.tell(name, { state: 'stopped', endedAt: Date.now(), reason: 'A later run did without it.' });
      }
      await jobs.forget(name);
      await new Mailbox(driver, name).clear(nodes.length);
    }
  }
}
