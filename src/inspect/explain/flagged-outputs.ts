import type { Annotations, FlagMark } from '../../lineage/annotations.ts';

/** The last word on an output id, as far as that is that it is bad. */
export async function flagOf(record: Pick<Annotations, 'remarks'>, outputId: string): Promise<FlagMark | null> {
  const last = (await record.remarks({ kind: 'output id', id: outputId })).flags.at(-1);
  return last?.flagged ? last : null;
}

/** So many of the flags that stand are looked through for those of a run. */
const maxFlagged = 1000;

/** Finds what a run gave out and somebody says is bad, the latest first. */
export async function flaggedIn(
  record: Pick<Annotations, 'flagged'>,
  outputIds: readonly { readonly id: string }[],
): Promise<readonly FlagMark[]> {
  const ids = new Set(outputIds.map(({ id }) => id));
  return (await record.flagged({ limit: maxFlagged })).filter(({ outputId }) => ids.has(outputId));
}
