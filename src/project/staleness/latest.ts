import type { PastRun } from '../../lineage/answers.ts';
import type { Past } from '../../lineage/record.ts';
import type { Version } from './stale.ts';

/** How far back one component is looked through, in steps: no index leads from a node to its component runs. */
const pages = [50, 450, 1500];

/** The newest of one component. */
export interface Latest {
  /** Of each node that was asked about: who made what it gives now, its own or found again. */
  readonly makers: ReadonlyMap<string, Version>;
  /** The newest component run of all, where that one has failed. */
  readonly failed: Version | undefined;
}

/** Newest first, and no further than it takes to find all of these. */
export async function latestOf(
  past: Pick<Past, 'pastRuns'>,
  component: string,
  wanted: ReadonlySet<string>,
): Promise<Latest> {
  const versionOf = ({ node, endedAt }: PastRun, componentRun: string): Version => ({
    componentRun,
    node: node ?? component,
    at: new Date(endedAt).toISOString(),
  });
  const makers = new Map<string, Version>();
  let failed: Version | undefined;
  let after: PastRun | undefined;
  for (const limit of pages) {
    const rows = await past.pastRuns(component, { limit, ...(after && { after }) });
    if (!after && rows[0]?.status === 'failed') failed = versionOf(rows[0], rows[0].id);
    for (const row of rows) {
      if (row.status !== 'ran' && row.status !== 'cached') continue;
      const { node } = row;
      if (node !== null && wanted.has(node) && !makers.has(node))
        makers.set(node, versionOf(row, row.cachedFrom ?? row.id));
    }
    after = rows.at(-1);
    if (rows.length < limit || makers.size === wanted.size) break;
  }
  return { makers, failed };
}
