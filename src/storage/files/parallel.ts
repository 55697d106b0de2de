/** So many files are read, written or sent at a time. */
export const filesAtOnce = 32;

/** Does the work for every item, a few at a time; after the first that fails no other is begun. */
export async function inParallel<T>(items: Iterable<T>, work: (item: T) => Promise<unknown>): Promise<void> {
  const left = items[Symbol.iterator]();
  const state = { failed: false };
  const one = async (): Promise<void> => {
    try {
      for (let next = left.next(); !next.done && !state.failed; next = left.next()) await work(next.value);
    } catch (error) {
      state.failed = true;
      throw error;
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: filesAtOnce }, one));
  const first = ends.find((end) => end.status === 'rejected');
  if (first) throw first.reason;
}
