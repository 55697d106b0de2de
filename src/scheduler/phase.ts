import { Claims } from './claims.ts';
import type { Lookup } from './lookup.ts';
import type { RunParts } from './options.ts';
import type { Slots } from './slots.ts';

/** What ends work before its time, and the claims that are held meanwhile. */
export interface Phase {
  readonly signal: AbortSignal;
  readonly claims: Claims;
}

export interface PhaseParts {
  readonly lookup: Lookup;
  readonly slots: Slots;
  readonly signal: AbortSignal;
}

export function phaseOf({ record, leases, events }: RunParts, { lookup, slots, signal }: PhaseParts): Phase {
  const claims = new Claims({
    record,
    leases,
    lookup,
    slots,
    signal,
    waiting: ({ label: node }, by) => events.emit('nodeWaiting', { node, by }),
  });
  return { signal, claims };
}
