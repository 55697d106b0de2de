import type { JobSum, KnownJob } from '../../lineage/jobs/job-types.ts';
import type { Estimated } from '../../project/sagemaker/estimate.ts';
import { formatDuration } from '../../values/duration.ts';
import { dim, fit, green, red, yellow } from '../terminal.ts';
import { table } from './table.ts';
import { ago } from './values.ts';

const colours = { completed: green, failed: red, stopped: yellow, creating: dim, running: dim, absent: dim } as const;

/** US dollars, and few of them as well. */
export const money = (price: number): string =>
  `$${price >= 0.01 || price === 0 ? price.toFixed(2) : price.toPrecision(1)}`;

/** `2 min 5 s on ml.m5.large, about $0.01`. */
export function costText({ instance, billable, price }: Pick<KnownJob, 'instance' | 'billable' | 'price'>): string {
  if (billable === null) return instance;
  return `${formatDuration(billable * 1000)} on ${instance}${price === null ? '' : `, about ${money(price)}`}`;
}

export function jobsText(jobs: readonly KnownJob[]): string {
  return table(
    jobs.map((job) => {
      const isOrphan = job.driver === 'gone' && !job.settled && !isOver(job);
      return [
        job.name,
        isOrphan ? yellow('orphan') : colours[job.state](job.state),
        fit(job.nodes.map(({ node }) => node).join(', '), 60),
        ago(job.createdAt),
        dim(costText(job)),
      ];
    }),
  );
}

export const isOver = ({ state }: KnownJob): boolean => state !== 'creating' && state !== 'running';

/** Tells what all of them come to. */
export function sumsText(sums: readonly JobSum[]): string {
  const jobs = sums.reduce((sum, one) => sum + one.jobs, 0);
  const billable = sums.reduce((sum, one) => sum + one.billable, 0);
  const price = sums.reduce((sum, one) => sum + one.price, 0);
  return `${counted(jobs)}, ${formatDuration(billable * 1000)} billable, about ${money(price)}`;
}

/** Tells what the jobs of a dry run would come to. */
export function estimateText(estimated: readonly Estimated[]): string {
  if (estimated.length === 0) return 'On SageMaker: no job.';
  const jobs = estimated.reduce((sum, one) => sum + one.jobs, 0);
  const billable = estimated.reduce((sum, one) => sum + one.billable, 0);
  const unknown = estimated.reduce((sum, one) => sum + one.unknown, 0);
  const where = estimated.map(({ instance, jobs: some }) => `${some} on ${instance}`).join(', ');
  const known = jobs - unknown;
  const without =
    unknown === 0 ? '' : known === 0 ? 'No earlier jobs to go by.' : ` ${unknown} have no earlier job to go by.`;
  const price = estimated.some((one) => one.price === null && one.billable > 0)
    ? ''
    : `, about ${money(estimated.reduce((sum, one) => sum + (one.price ?? 0), 0))}`;
  const cost = known === 0 ? '' : `As earlier jobs went: ${formatDuration(billable * 1000)} billable${price}.`;
  return `On SageMaker: ${counted(jobs)}, ${where}. ${cost}${without}`;
}

/** Tells what the jobs of one run came to. */
export function spentText(jobs: readonly KnownJob[]): string {
  const billable = jobs.reduce((sum, one) => sum + (one.billable ?? 0), 0);
  const isPriced = jobs.every(({ price, billable: seconds }) => price !== null || !seconds);
  const price = isPriced ? `, about ${money(jobs.reduce((sum, one) => sum + (one.price ?? 0), 0))}` : '';
  return `${counted(jobs.length)} on SageMaker, ${formatDuration(billable * 1000)} billable${price}`;
}

const counted = (jobs: number): string => `${jobs} ${jobs === 1 ? 'job' : 'jobs'}`;
