import type { Outcome } from './round.ts';

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** What must not be, in words; `least` is the round with the fewest pipelines. `isTimed`: on a machine with nothing else to do. */
export function faultsOf(outcome: Outcome, least: Outcome, isTimed: boolean): string[] {
  const { failures, nodes, jobs, unfinished, requests, throttled, wrong, ms, bound } = outcome;
  const faults: string[] = [];
  if (failures.length > 0) faults.push(`${failures.length} did not come to their end: ${failures[0]!.split('\n')[0]}`);
  if (jobs !== nodes) faults.push(`${jobs} jobs ran for ${nodes} nodes`);
  if (unfinished > 0) faults.push(`${unfinished} jobs were left running`);
  if (wrong.length > 0) faults.push(`${wrong.length} artifacts were not whole: ${wrong[0]}`);
  if (throttled > 0.02 * requests) faults.push(`${percent(throttled / requests)} of the requests were throttled`);
  const [most, is] = [1.1 * perJob(least), perJob(outcome)];
  if (is > most)
    faults.push(`${is.toFixed(1)} requests a job, and ${perJob(least).toFixed(1)} with the fewest pipelines`);
  if (isTimed && ms > 1.15 * bound) faults.push(`it took ${(ms / bound).toFixed(2)} times of what gates and jobs take`);
  return faults;
}

/** Those about one job. */
export const perJob = ({ requests, lists, nodes }: Outcome): number => (requests - lists) / nodes;

export const heading =
  'pipelines   jobs    time   bound   ratio   requests    lists   per job   throttled   lost answers   artifacts   memory';

export function lineOf(outcome: Outcome): string {
  const { pipelines, jobs, ms, bound, requests, lists, throttled, cut, artifacts, mb } = outcome;
  const cells: [string, number][] = [
    [String(pipelines), 9],
    [String(jobs), 7],
    [`${(ms / 1000).toFixed(1)} s`, 8],
    [`${(bound / 1000).toFixed(1)} s`, 8],
    [(ms / bound).toFixed(2), 8],
    [String(requests), 11],
    [String(lists), 9],
    [perJob(outcome).toFixed(2), 10],
    [percent(throttled / requests), 12],
    [String(cut), 15],
    [String(artifacts), 12],
    [`${mb} MB`, 9],
  ];
  return cells.map(([text, width]) => text.padStart(width)).join('');
}
