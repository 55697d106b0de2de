import { defaults, defaultJob } from '../../executors/sagemaker/defaults.ts';
import { estimatedPrice } from '../../executors/sagemaker/prices.ts';
import type { PlannedNode } from '../../scheduler/dry-run.ts';
import type { Project } from '../project.ts';
import type { Prepared } from '../prepare.ts';
import { remoteTasks } from './tasks.ts';

/** An estimate of what the jobs of one type of instance come to. */
export interface Estimated {
  readonly instance: string;
  readonly jobs: number;
  /** Seconds, of the jobs whose tasks have had jobs before. */
  readonly billable: number;
  /** US dollars; null where nobody has said what the instance costs. */
  readonly price: number | null;
  /** How many jobs are of tasks that never had one. */
  readonly unknown: number;
}

/** How many jobs a run would start, and what they cost if they go as the latest ones of their tasks went. */
export async function estimate(
  nodes: readonly PlannedNode[],
  { plan }: Prepared,
  { record, settings: { sagemaker } }: Project,
): Promise<Estimated[]> {
  const counts = new Map<string, number>();
  for (const { node, action } of nodes) if (action === 'run') counts.set(node.task, (counts.get(node.task) ?? 0) + 1);
  const remote = remoteTasks(plan.tasks).filter(({ model }) => counts.has(model.note.name));
  const took = await record.jobs.usual(remote.map(({ model }) => model.note.name));
  const sums = new Map<string, { jobs: number; billable: number; unknown: number }>();
  for (const { model } of remote) {
    const { name, on } = model.note;
    const { instance = sagemaker.instance ?? defaults.instance, batch } =
      on === undefined || on === 'here' ? defaultJob : on;
    const jobs = Math.ceil(counts.get(name)! / batch);
    const seconds = took.get(name);
    const sum = sums.get(instance) ?? { jobs: 0, billable: 0, unknown: 0 };
    sums.set(instance, {
      jobs: sum.jobs + jobs,
      billable: sum.billable + jobs * (seconds ?? 0),
      unknown: sum.unknown + (seconds === undefined ? jobs : 0),
    });
  }
  return [...sums].map(([instance, { billable, ...sum }]) => ({
    instance,
    ...sum,
    billable: Math.round(billable),
    price: estimatedPrice(instance, Math.round(billable), sagemaker),
  }));
}
