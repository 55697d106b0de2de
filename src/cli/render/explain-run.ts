import type { RunFacts } from '../../inspect/explain/explain-run.ts';
import { formatDuration } from '../../values/duration.ts';
import { bold } from '../terminal.ts';
import { visible } from '../../values/controls.ts';
import { counted, listed, spokenMoment, spokenParams } from './plain-words.ts';

const maxFailures = 5;
const maxNamed = 3;

/** Tells what a run was for, and what became of it. */
export function runLines(run: RunFacts, ids: boolean): string[] {
  const { id, target, doc, user, startedAt, params } = run;
  const what = `${bold(`The run of ${target}`)}${doc ? ` (${doc.replace(/[.]$/, '')})` : ''}${ids ? ` (${id})` : ''}`;
  const given = spokenOnce(params);
  const start = `${what} was started on ${spokenMoment(startedAt)}${user === null ? '' : ` by ${user}`}`;
  return [
    `${start}${given === '' ? '' : `, for ${given}`}. ${outcome(run)}`,
    ...countLines(run),
    ...failureLines(run, ids),
    ...outputLines(run),
  ];
}

const spokenOnce = (params: Readonly<Record<string, unknown>>): string =>
  spokenParams(Object.fromEntries(Object.entries(params).map(([name, value]) => [name, [value]])));

function outcome({ status, ms }: RunFacts): string {
  const after = ms === null ? '' : ` after ${formatDuration(ms)}`;
  switch (status) {
    case 'succeeded':
      return `It succeeded${after}.`;
    case 'failed':
      return `It failed${after}.`;
    case 'cancelled':
      return `It was stopped${after}, before it was done.`;
    case 'running':
      return 'It is still at work.';
    case 'died':
      return 'It came to no end: its process was killed, or its machine stopped.';
  }
}

/** How much had to be done. */
function countLines({ counts }: RunFacts): string[] {
  if (!counts) return [];
  const { total, ran, cached, failed, skipped, cancelled } = counts;
  const parts = [
    [ran, 'made in this run'],
    [cached, 'there already from an earlier one'],
    [failed, 'not made because of an error'],
    [skipped, 'left out'],
    [cancelled, 'stopped on the way'],
  ] as const;
  const told = parts.filter(([n]) => n > 0).map(([n, words]) => `${n} ${n === 1 ? 'was' : 'were'} ${words}`);
  return told.length === 0 ? [] : [`Of ${counted(total, 'result')}, ${listed(told)}.`];
}

function failureLines({ failures, error }: RunFacts, ids: boolean): string[] {
  if (failures.length === 0) return error === null ? [] : [`This was the reason: ${sentence(error)}`];
  const lines = failures.slice(0, maxFailures).map(({ component, componentRun, params, error: reason }) => {
    const given = spokenOnce(params);
    return `• ${component}${given === '' ? '' : ` (${given})`} failed, because of this: ${sentence(reason)}${ids ? ` [${componentRun}]` : ''}`;
  });
  const left = failures.length - lines.length;
  return left > 0 ? [...lines, `• ${counted(left, 'more failure')}.`] : lines;
}

const sentence = (text: string): string => {
  const [line = ''] = text.split('\n', 1);
  return /[.!?]$/.test(line) ? line : `${line}.`;
};

/** Tells what came out of it for people. */
function outputLines({ outputIds, more }: RunFacts): string[] {
  if (outputIds.length === 0) return [];
  const named = [...new Set(outputIds.flatMap(({ label }) => (label === null ? [] : [`“${visible(label)}”`])))];
  const some = named.length === 0 ? '' : `, among them ${listed(named.slice(0, maxNamed))}`;
  return [`It gave out ${more ? 'more than ' : ''}${counted(outputIds.length, 'output')}${some}.`];
}
