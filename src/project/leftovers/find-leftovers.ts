import { findLayerLeftovers } from './layer-leftovers.ts';
import type { Looked } from './leftover.ts';
import { findMachineLeftovers } from './machine-folders.ts';
import { Idleness } from './owners.ts';
import type { Sought } from './search-places.ts';

/**
 * Finds in every storage layer, and on this machine, what runs have left that were killed, failed, or came second. Only
 * runs of this record that are over count: others may keep things in the same place, by records of their own.
 */
export async function findLeftovers(sought: Sought): Promise<Looked[]> {
  const { layers, record, age } = sought;
  const idleness = new Idleness(record, age);
  const looked = new Map<string, Looked>();
  for (const layer of layers.names) {
    const driver = layers.driver(layer);
    const place = driver.place('');
    // Two names may mean one place, and the memory of another process can't be seen.
    if (driver.kind === 'memory' || looked.has(place)) continue;
    looked.set(place, await findLayerLeftovers({ layer, place, driver }, sought, idleness));
  }
  return [...looked.values(), ...(await findMachineLeftovers(sought, idleness))];
}
