/** `CLEW_TEST_SEED` repeats what a test printed. */
export const seed = Number(process.env['CLEW_TEST_SEED'] ?? Date.now() % 1_000_000);

/** Mulberry32: small, and the same numbers for the same seed. */
export function randoms(from: number): () => number {
  let state = from;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
