import type { LineageRecord } from '../../lineage/record.ts';
import { spentText } from '../render/job-list.ts';
import { dim } from '../terminal.ts';

/** Tells what a run's jobs on SageMaker came to; undefined where all was found again. */
export async function spent(
  record: LineageRecord,
  run: string,
): Promise<{ readonly text: string; readonly document: object } | undefined> {
  const jobs = await record.jobs.list({ run });
  if (jobs.length === 0) return undefined;
  const document = jobs.map(({ name, kind, instance, state, billable, price, nodes }) => ({
    name,
    kind,
    instance,
    state,
    billable,
    price,
    nodes: nodes.map(({ node }) => node),
  }));
  return { text: dim(spentText(jobs)), document: { jobs: document } };
}
