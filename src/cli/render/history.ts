import type { HistoryLine } from '../../inspect/history.ts';
import type { HistoryRun } from '../../lineage/query-results.ts';
import type { ComponentInfo } from '../../lineage/entries.ts';
import { isOfAllRows } from '../../families/metric-names.ts';
import { isChange } from '../../scheduler/why/compare-nodes.ts';
import { wordsOf } from '../../scheduler/why/reason-text.ts';
import { formatDuration } from '../../values/duration.ts';
import { bold, cyan, dim, fit, red } from '../terminal.ts';
import { sparkline } from './sparkline.ts';
import { metricChange } from './metric-change.ts';
import { runStatusText } from './status.ts';
import { pad } from './table.ts';
import { moment, number } from './values.ts';
import { wrap } from './wrap.ts';

export interface HistoryParts {
  readonly name: string;
  readonly about: ComponentInfo | undefined;
  /** Newest first. */
  readonly lines: readonly HistoryLine[];
  /** With some that came before them. */
  readonly found: readonly HistoryRun[];
  readonly page: number;
  readonly more: boolean;
  readonly width: number;
}

const maxCharts = 8;
const widestChart = 60;

/** Renders what was measured of a component in charts, and below its runs with what changed between them. */
export function historyText({ name, about, lines, found, page, more, width }: HistoryParts): string {
  const facts = [
    about?.modelFamily ?? about?.taskType ?? about?.kind ?? '',
    ...(about?.owner ? [`owner ${about.owner}`] : []),
    ...(about?.doc ? [about.doc] : []),
  ];
  const known = new Map(found.map(({ id, metrics }) => [id, metrics]));
  const areMany = new Set(lines.map(({ run }) => run.place?.replace(/:\d+$/, ''))).size > 1;
  return [
    wrap(`${bold(name)}  ${dim(facts.join(' · '))}`, width, '  '),
    ...chartLines(lines, width),
    ...lines.flatMap((line) => ['', ...runLines(line, known, areMany).map((text) => wrap(text, width, '  '))]),
    ...(lines.length === 0 ? [page > 1 ? `There is no page ${page}.` : emptyText] : []),
    ...(more ? ['', dim(`… more by --page ${page + 1}`)] : []),
  ].join('\n');
}

const emptyText = 'All that is on record was found again; --cached lists it.';

/** Oldest on the left. What was only found again was not measured again. */
function chartLines(lines: readonly HistoryLine[], width: number): string[] {
  const measured = lines.map(({ run }) => run).filter(({ status }) => status !== 'cached');
  const runs = measured.toReversed();
  const names = [...new Set(runs.flatMap(({ metrics }) => Object.keys(metrics)))].filter(isOfAllRows);
  const widest = Math.min(Math.max(0, ...names.map(({ length }) => length)), 20);
  const charts = names.slice(0, maxCharts).map((name) => {
    const values = runs.map(({ metrics }) => metrics[name] ?? null);
    const finite = values.filter((value) => value !== null && Number.isFinite(value)) as number[];
    const range = finite.length === 0 ? '' : rangeOf(finite);
    const room = Math.min(widestChart, width - widest - range.length - 4);
    // Too narrow for both: the chart on a line of its own.
    const [chart, after] =
      room >= Math.min(values.length, 10)
        ? [sparkline(values, room), `  ${range}`]
        : [sparkline(values, width - 2), `\n  ${range}`];
    const title = pad(fit(name, widest), widest);
    return after.startsWith('\n') ? `${title}${after}\n  ${cyan(chart)}` : `${title}  ${cyan(chart)}${after}`;
  });
  return names.length > maxCharts
    ? [...charts, dim(`… and ${names.length - maxCharts} more; --json has them all`)]
    : charts;
}

function rangeOf(values: readonly number[]): string {
  const least = values.reduce((a, b) => Math.min(a, b));
  const greatest = values.reduce((a, b) => Math.max(a, b));
  const last = `last ${number(values.at(-1)!)}`;
  return least === greatest ? last : `${number(least)} to ${number(greatest)}, ${last}`;
}

type Known = ReadonlyMap<string, Readonly<Record<string, number>>>;

/** `areMany`: the component has run from several files, so that each run says from which. */
function runLines(
  { run, isFoundAgain, explained: { comparedWith, changes } }: HistoryLine,
  known: Known,
  areMany: boolean,
): string[] {
  const { id, node, place, status, startedAt, endedAt, metrics, error, reason } = run;
  const took = status === 'cached' ? '' : `, took ${formatDuration(endedAt - startedAt)}`;
  const before = comparedWith ? known.get(comparedWith.componentRun) : undefined;
  const names = Object.keys(metrics);
  const measured = names
    .filter(isOfAllRows)
    .map((name) => `${name} ${number(metrics[name]!)}${changeOf(name, metrics[name]!, before?.[name])}`);
  const ofSlices = names.length - measured.length;
  if (ofSlices > 0) measured.push(dim(`${ofSlices} more of slices`));
  const lines = [
    `${runStatusText(status)}  ${moment(startedAt)}${took}  ${dim(id)}${isFoundAgain ? cyan('  found again last') : ''}`,
  ];
  const from = areMany && place !== null ? dim(`  ${place}`) : '';
  if (node !== null || from) lines.push(`  ${bold(node ?? '')}${from}`);
  if (measured.length > 0) lines.push(`  ${measured.join(', ')}`);
  if (error !== null) lines.push(`  ${red(error)}`);
  if (!comparedWith || !isChange(changes)) return [...lines, `  ${dim(reason)}`];
  const other = comparedWith.node === node ? '' : dim(` (since ${comparedWith.node ?? comparedWith.componentRun})`);
  return [...lines, `  ${wordsOf({ kind: 'changed', comparedWith, ...changes })}${other}`];
}

function changeOf(name: string, now: number, before: number | undefined): string {
  if (before === undefined || !Number.isFinite(now - before) || now === before) return '';
  return ` ${metricChange(name, now - before)}`;
}
