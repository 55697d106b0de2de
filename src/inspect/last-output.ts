import type { PastRun } from '../lineage/query-results.ts';
import type { Past } from '../lineage/record.ts';

/** So many failures in a row are passed over. */
const maxRuns = 100;

/** The component run by which a component gave something last, made then or found again; undefined where it never did. */
export async function lastGiven(record: Past, component: string): Promise<PastRun | undefined> {
  const runs = await record.pastRuns(component, { limit: maxRuns });
  return runs.find(({ status }) => status === 'ran' || status === 'cached');
}
