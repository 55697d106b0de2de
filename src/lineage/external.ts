import { hash } from 'node:crypto';

/**
 * The component run that stands for all that came from outside: whatever nobody on record made hangs on it, so that every
 * artifact has a maker. It is no step on any way, and no list shows it.
 */
export const external = { component: '(outside)', process: 'proc-outside', componentRun: 'cr-outside' } as const;

/** Where versions live that no storage layer keeps: the record knows their digests alone. */
export type ExternalLayer = 'path' | 'url' | 'value';

export const externalLayers: readonly ExternalLayer[] = ['path', 'url', 'value'];

const layers: ReadonlySet<string> = new Set(externalLayers);

export const isExternalLayer = (layer: string): layer is ExternalLayer => layers.has(layer);

/** One version of one thing from outside has one id, whoever reads it, so that nobody has to ask for it first. */
export function externalId(layer: string, key: string | null, codec: string, digest: string): string {
  return `${externalPrefix}${hash('sha256', JSON.stringify([layer, key, codec, digest]), 'hex').slice(0, 24)}`;
}

/** As {@link external}'s own id has it. */
export const externalPrefix = 'art-outside.';

export const isExternalId = (artifact: string): boolean => artifact.startsWith(externalPrefix);
