import { Claims } from './claims.ts';
import type { Lookup } from './lookup.ts';
import { Looks } from './looks.ts';
import type { RunParts } from './options.ts';
import type { Slots } from './slots.ts';

/** What ends work before its time, and what waits until then. */
export interface Phase {
  readonly signal: AbortSignal;
  readonly looks: Looks;
  readonly claims: Claims;
}

export interface PhaseParts {
  readonly lookup: Lookup;
  readonly slots: Slots;
  readonly places: number;
  readonly signal: AbortSignal;
}

export function phaseOf({ record, leases, events }: RunParts, parts: PhaseParts): Phase {
  const { signal } = parts;
  const looks = new Looks(signal, () => leases.removeDead());
  const claims = new Claims({
    ...parts,
    record,
    leases,
    looks,
    waiting: ({ label: node }, by) => events.emit('nodeWaiting', { node, by }),
  });
  return { signal, looks, claims };
}
