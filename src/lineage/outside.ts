import { hash } from 'node:crypto';

/**
 * The component run that stands for all that came from outside: whatever nobody on record made hangs on it, so that every
 * artifact has a maker. It is no step on any way, and no list shows it.
 */
export const outside = { component: '(outside)', process: 'proc-outside', componentRun: 'cr-outside' } as const;

/** Where versions live that no storage layer keeps: the record knows their digests alone. */
export type OutsideLayer = 'path' | 'url' | 'value';

export const outsideLayers: readonly OutsideLayer[] = ['path', 'url', 'value'];

const layers: ReadonlySet<string> = new Set(outsideLayers);

export const isOutsideLayer = (layer: string): layer is OutsideLayer => layers.has(layer);

/** One version of one thing from outside has one id, whoever reads it, so that nobody has to ask for it first. */
export function outsideId(layer: string, key: string | null, codec: string, digest: string): string {
  return `${outsidePrefix}${hash('sha256', JSON.stringify([layer, key, codec, digest]), 'hex').slice(0, 24)}`;
}

/** As {@link outside}'s own id has it. */
export const outsidePrefix = 'art-outside.';

export const isOutsideId = (artifact: string): boolean => artifact.startsWith(outsidePrefix);
