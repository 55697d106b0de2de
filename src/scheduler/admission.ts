import { LimitQueue } from './limit-queue.ts';
import type { RunParts } from './run-options.ts';
import { type Phase, phaseOf } from './phase.ts';
import type { Lookup } from './lookup.ts';
import type { ReadyQueue } from './ready-queue.ts';
import { ConcurrencySlots } from './concurrency-slots.ts';
import type { NodeState } from './node-state.ts';

export interface AdmissionParts {
  readonly lookup: Lookup;
  readonly ready: ReadyQueue<NodeState>;
  /** End all waiting: of the usual nodes, and of those that run at the end of workflows. */
  readonly stop: AbortSignal;
  readonly lost: AbortSignal;
}

/**
 * The gates that a node waits at when its inputs are there, in this order: a slot, the claim, the limits. A node that
 * waits for a claim or for limits gives back its slot meanwhile, and has limits only while it runs.
 */
export interface Admission {
  /** Twice what the executor takes, so that it always has something to go on with. */
  readonly slots: ConcurrencySlots;
  readonly limits: LimitQueue;
  readonly main: Phase;
  /** The phase of what runs at the end of workflows: nothing stops it but a record that is lost. */
  readonly last: Phase;
}

export function createAdmission(parts: RunParts, { lookup, ready, stop, lost }: AdmissionParts): Admission {
  const { leases, events, executor } = parts;
  const places = 2 * executor.concurrency;
  const slots = new ConcurrencySlots(places);
  const phase = (signal: AbortSignal): Phase => phaseOf(parts, { lookup, slots, places, signal });
  const limits = new LimitQueue({
    units: leases.limits,
    slots,
    ready,
    signals: [stop, lost],
    waiting: ({ label: node }, names, by) => events.emit('nodeLimited', { node, limits: names, by }),
  });
  return { slots, limits, main: phase(stop), last: phase(lost) };
}
