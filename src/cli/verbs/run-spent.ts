import type { Record } from '../../lineage/record.ts';
import { spentText } from '../render/jobs.ts';
import { dim } from '../terminal.ts';

/** What a run's jobs on SageMaker came to; undefined where all was found again. */
export async function spent(
  record: Record,
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
