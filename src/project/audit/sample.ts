import { createHash } from 'node:crypto';

/** The number of nodes to execute, out of those that would be found again: a share of them, or a count. */
export type SampleSize = { readonly share: number } | { readonly count: number };

/** Reads `5%`, `0.05` or `20`; undefined for what is none of them. */
export function parseSampleSize(text: string): SampleSize | undefined {
  const [, digits, percent] = /^(\d+(?:\.\d+)?)(%?)$/.exec(text.trim()) ?? [];
  if (digits === undefined) return undefined;
  const value = Number(digits);
  if (value === 0) return undefined;
  if (!percent && !digits.includes('.')) return { count: value };
  const share = percent ? value / 100 : value;
  return share > 1 ? undefined : { share };
}

/**
 * Draws a sample. The same seed draws the same items whatever their order, and a larger sample holds the smaller one; of
 * a share, at least one.
 */
export function drawSample<T>(items: readonly T[], size: SampleSize, seed: string, keyOf: (item: T) => string): T[] {
  const count = 'share' in size ? Math.ceil(size.share * items.length) : size.count;
  if (count >= items.length) return [...items];
  const drawn = items.map((item) => ({ item, lot: lotOf(seed, keyOf(item)) })).sort((a, b) => (a.lot < b.lot ? -1 : 1));
  const chosen = new Set(drawn.slice(0, count).map(({ item }) => item));
  return items.filter((item) => chosen.has(item));
}

const lotOf = (seed: string, key: string): string => createHash('sha256').update(`${seed}\n${key}`).digest('hex');
