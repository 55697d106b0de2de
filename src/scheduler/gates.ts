import { Limits } from './limits.ts';
import type { RunParts } from './options.ts';
import { type Phase, phaseOf } from './phase.ts';
import type { Lookup } from './lookup.ts';
import type { Ready } from './ready.ts';
import { Slots } from './slots.ts';
import type { NodeState } from './state.ts';

export interface GateParts {
  readonly lookup: Lookup;
  readonly ready: Ready<NodeState>;
  /** End all waiting: of the usual nodes, and of those that run at the end of workflows. */
  readonly stop: AbortSignal;
  readonly lost: AbortSignal;
}

/**
 * What a node waits for when its inputs are there, in this order: a slot, the claim, the limits. Who waits for a claim
 * or for limits gives back its slot meanwhile, and has limits only while it runs.
 */
export interface Gates {
  /** Twice what the executor takes, so that it always has something to go on with. */
  readonly slots: Slots;
  readonly limits: Limits;
  readonly main: Phase;
  /** Of what runs at the end of workflows: nothing stops it but a record that is lost. */
  readonly last: Phase;
}

export function gatesOf(parts: RunParts, { lookup, ready, stop, lost }: GateParts): Gates {
  const { leases, events, executor } = parts;
  const places = 2 * executor.concurrency;
  const slots = new Slots(places);
  const phase = (signal: AbortSignal): Phase => phaseOf(parts, { lookup, slots, places, signal });
  const limits = new Limits({
    units: leases.limits,
    slots,
    ready,
    signals: [stop, lost],
    waiting: ({ label: node }, names, by) => events.emit('nodeLimited', { node, limits: names, by }),
  });
  return { slots, limits, main: phase(stop), last: phase(lost) };
}
