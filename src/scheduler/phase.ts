import { Claims } from './claims.ts';
import type { Lookup } from './lookup.ts';
import { PollTimer } from './poll-timer.ts';
import type { RunParts } from './run-options.ts';
import type { ConcurrencySlots } from './concurrency-slots.ts';

/** The signal that ends work before its time, and all that waits until then. */
export interface Phase {
  readonly signal: AbortSignal;
  readonly pollTimer: PollTimer;
  readonly claims: Claims;
}

export interface PhaseParts {
  readonly lookup: Lookup;
  readonly slots: ConcurrencySlots;
  readonly places: number;
  readonly signal: AbortSignal;
}

export function phaseOf({ record, leases, events }: RunParts, parts: PhaseParts): Phase {
  const { signal } = parts;
  const pollTimer = new PollTimer(signal, () => leases.removeDead());
  const claims = new Claims({
    ...parts,
    record,
    leases,
    pollTimer,
    waiting: ({ label: node }, by) => events.emit('nodeWaiting', { node, by }),
  });
  return { signal, pollTimer, claims };
}
