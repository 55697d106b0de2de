import type { Day } from './calendar.ts';
import type { Row } from './rows.ts';

/** A row of which one knows what came of it. */
export type LabelledRow = Row & { readonly stops: boolean };

export const isLabelled = (row: Row): row is LabelledRow => row.stops !== null;

/**
 * Splits by time, as the model will be used: it learns from the past and is asked about the future. A row's answer is
 * known only `horizon` days after its day, so whoever stands at `start` may learn from rows that were settled by then
 * and from no others; the weeks between are used for neither. A random split would put neighbouring weeks of one
 * machine, and with them the same stand-still, on both sides.
 */
export function splitAt(rows: readonly LabelledRow[], start: Day, end: Day): Split {
  return {
    past: bothKinds(
      rows.filter(({ knownOn }) => knownOn <= start),
      `known by ${start}`,
    ),
    future: bothKinds(
      rows.filter(({ asOf }) => asOf >= start && asOf < end),
      `from ${start} to ${end}`,
    ),
  };
}

interface Split {
  readonly past: LabelledRow[];
  readonly future: LabelledRow[];
}

/** Without some that stop and some that don't there is nothing to learn, and nothing to judge by. */
function bothKinds(rows: LabelledRow[], when: string): LabelledRow[] {
  const stops = rows.filter((row) => row.stops).length;
  if (stops > 0 && stops < rows.length) return rows;
  throw new Error(`${stops} of the ${rows.length} rows ${when} end in a stand-still; take a day with more history`);
}
