import { Claims } from './claims.ts';
import { Limits } from './limits.ts';
import type { Lookup } from './lookup.ts';
import { Looks } from './looks.ts';
import type { RunParts } from './options.ts';
import type { Ready } from './ready.ts';
import { Slots } from './slots.ts';
import type { NodeState } from './state.ts';

/**
 * What a node waits for when its inputs are there, in this order: a slot, the claim, the limits. Who waits for a claim
 * or for limits gives back its slot meanwhile, and has limits only while it runs.
 */
export interface Gates {
  /** Twice what the executor takes, so that it always has something to go on with. */
  readonly slots: Slots;
  readonly claims: Claims;
  readonly limits: Limits;
}

/** The signal ends all waiting. */
export function gatesOf(parts: RunParts, lookup: Lookup, ready: Ready<NodeState>, signal: AbortSignal): Gates {
  const { record, leases, events, executor } = parts;
  const slots = new Slots(2 * executor.concurrency);
  const looks = new Looks(signal, () => leases.removeDead());
  const claims = new Claims({
    record,
    leases,
    lookup,
    slots,
    looks,
    signal,
    waiting: ({ label: node }, by) => events.emit('nodeWaiting', { node, by }),
  });
  const limits = new Limits({
    units: leases.limits,
    slots,
    ready,
    looks,
    signal,
    waiting: ({ label: node }, names, by) => events.emit('nodeLimited', { node, limits: names, by }),
  });
  return { slots, claims, limits };
}
