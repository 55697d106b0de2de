import type { Frame, Trace } from '../../lineage/trace.ts';
import type { ContentDiff } from '../../inspect/diff/contents.ts';
import type { EnvironmentChange, FrameDiff, TraceDiff } from '../../inspect/diff/frame-diff.ts';
import {
  dependencyWords,
  fileWords,
  inputWords,
  packageWords,
  paramWords,
  unsaid,
} from '../../scheduler/why/reason-text.ts';
import { bold, cyan, dim, fit, green, red, yellow } from '../terminal.ts';
import type { Page } from '../../inspect/page.ts';
import { contentLines } from './contents.ts';
import { visible } from '../../values/controls.ts';
import { metricChange } from './metric-change.ts';
import { moment, number } from './values.ts';
import { wrap } from './wrap.ts';

export interface DiffParts {
  readonly asked: readonly [string, string];
  readonly traces: readonly [Trace, Trace];
  readonly ofRuns: boolean;
  readonly diff: TraceDiff;
  /** The frames to show, of which {@link page} is. */
  readonly differing: readonly FrameDiff[];
  /** In what their inputs differ, of those that are shown. */
  readonly contents: ReadonlyMap<FrameDiff, readonly ContentDiff[]>;
  readonly page: Page;
  readonly full: boolean;
  readonly width: number;
}

const maxRows = 10;
const maxLines = 40;
/** Where the words of a fact begin. */
const hang = ' '.repeat(12);

/** Two traces against each other: what is the same in short, what differs frame by frame. */
export function diffText(parts: DiffParts): string {
  const { asked, traces, ofRuns, diff, differing, page, width } = parts;
  const shown = differing.slice(page.offset, page.offset + page.limit);
  const left = differing.length - page.offset - shown.length;
  const everywhere = sharedEnvironment(diff.frames);
  const seen = new Map<string, number>();
  const flow = (line: string): string => wrap(line, width, '  ');
  return [
    ...asked.map((id, i) => flow(headLine(i === 0 ? 'A' : 'B', id, ofRuns ? undefined : traces[i]!.frames[0]))),
    flow(countLine(diff)),
    ...everywhere.map((one) => flow(`${dim('environment')}  ${environmentWords(one)}`)),
    ...shown.flatMap((frame, i) => ['', ...frameLines(frame, page.offset + i, everywhere.length > 0, seen, parts)]),
    ...(shown.length === 0 && differing.length > 0 ? [`There is no page ${page.page}.`] : []),
    ...(left > 0 && shown.length > 0 ? ['', flow(dim(`… and ${left} more; --page ${page.page + 1} shows them`))] : []),
    ...onlyLines('A', diff.onlyA).map(flow),
    ...onlyLines('B', diff.onlyB).map(flow),
  ].join('\n');
}

function headLine(side: string, id: string, frame: Frame | undefined): string {
  const about = frame ? `  ${nameOf(frame)}  ${dim(moment(frame.startedAt))}` : '';
  const maker = frame && frame.componentRun !== id ? dim(`  ${frame.componentRun}`) : '';
  return `${bold(side)}  ${cyan(visible(id))}${about}${maker}`;
}

const nameOf = ({ node, component }: Frame): string => node ?? component;

function countLine({ frames, onlyA, onlyB }: TraceDiff): string {
  const of = (...wanted: FrameDiff['outcome'][]): number =>
    frames.filter(({ outcome }) => wanted.includes(outcome)).length;
  const [same, equal, different] = [of('same'), of('equal'), of('own', 'carried')];
  if (same === frames.length && onlyA.length + onlyB.length === 0) {
    return green(`The same: ${count(same, 'component run')}, and nothing else.`);
  }
  const differ = `${count(different, 'frame')} ${different === 1 ? 'differs' : 'differ'}`;
  return [
    different === 0 ? green('no frame differs') : yellow(differ),
    ...(equal > 0 ? [`${equal} ran again and came to the same`] : []),
    ...(same > 0 ? [`${same} ${same === 1 ? 'is' : 'are'} the same component ${same === 1 ? 'run' : 'runs'}`] : []),
    ...(onlyA.length > 0 ? [`${onlyA.length} only in A`] : []),
    ...(onlyB.length > 0 ? [`${onlyB.length} only in B`] : []),
  ].join(', ');
}

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;

/** Gives what differs in the same way everywhere, which is said once. */
function sharedEnvironment(frames: readonly FrameDiff[]): readonly EnvironmentChange[] {
  const [first, ...others] = frames.filter(({ outcome }) => outcome !== 'same').map(({ environment }) => environment);
  const text = JSON.stringify(first);
  return first && others.every((one) => JSON.stringify(one) === text) ? first : [];
}

const environmentWords = ({ name, from, to }: EnvironmentChange): string => `${name} ${from} → ${to}`;

function frameLines(
  frame: FrameDiff,
  place: number,
  isEnvironmentSaid: boolean,
  seen: Map<string, number>,
  { contents, full, width }: DiffParts,
): string[] {
  const { a, b, code, sources, params, inputs, metrics, environment, outcome } = frame;
  const [from, to] = [nameOf(a), nameOf(b)];
  const fact = (name: string, words: readonly string[], limit = maxRows): string[] => {
    const texts =
      words.length > limit && !full ? [...words.slice(0, limit), dim(`… and ${words.length - limit} more`)] : words;
    return texts.map((text) => wrap(`  ${dim(name.padEnd(11))} ${text}`, width, hang));
  };
  const looked = (role: ContentDiff['role'], name?: string): string[] =>
    (contents.get(frame) ?? [])
      .filter((content) => content.role === role && (name === undefined || content.name === name))
      .flatMap((content) => contentLines(content, `${hang}  `, full, width));
  const ids = dim(`${a.componentRun} → ${b.componentRun}`);
  const why = outcome === 'carried' ? dim('  by its inputs alone') : '';
  const files = (code?.files ?? []).map((file) =>
    file.change === 'changed' ? `${file.path} changed` : fileWords(file),
  );
  if (code?.moved) files.unshift(`moved from ${code.moved.from} to ${code.moved.to}`);
  if (code && code.moreFiles > 0) files.push(`and ${code.moreFiles} more`);
  return [
    wrap(`${cyan(`#${place}`)} ${bold(from === to ? from : `${from} → ${to}`)}  ${ids}${why}`, width, '   '),
    ...fact('code', files),
    ...sources.flatMap(({ path, diff }) => {
      const before = seen.get(diff);
      if (before !== undefined) return [dim(`    ${path}: as in #${before}`)];
      seen.set(diff, place);
      return sourceLines(path, diff, full, width);
    }),
    ...fact('packages', (code?.packages ?? []).map(packageWords)),
    ...fact(
      'used',
      unsaid(frame).map((one) => dependencyWords(one, b.component)),
    ),
    ...fact(
      'parameters',
      params.map((one) => paramWords(one).replace(/^parameter /, '')),
    ),
    ...inputs
      .slice(0, full ? Infinity : maxRows)
      .flatMap((one) => [...fact('inputs', [inputWords(one).replace(/^input /, '')]), ...looked('input', one.field)]),
    ...(inputs.length > maxRows && !full ? fact('inputs', [dim(`… and ${inputs.length - maxRows} more`)]) : []),
    ...fact('metrics', metrics.map(metricWords)),
    ...(isEnvironmentSaid ? [] : fact('environment', environment.map(environmentWords))),
    ...fact('outcome', outcomeWords(frame)),
    ...looked('output'),
  ];
}

function metricWords({ name, from, to }: FrameDiff['metrics'][number]): string {
  if (from === null) return `${name} is new: ${number(to!)}`;
  if (to === null) return `${name} is gone: it was ${number(from)}`;
  const by = to - from;
  return `${name} ${number(from)} → ${number(to)}${Number.isFinite(by) ? ` ${metricChange(name, by)}` : ''}`;
}

function outcomeWords({ a, b, sameOutput }: FrameDiff): string[] {
  if (a.status !== b.status)
    return [`${a.status} → ${b.status}${(a.error ?? b.error) ? `: ${a.error ?? b.error}` : ''}`];
  if (a.error !== b.error) return [`${a.error} → ${b.error}`];
  return sameOutput === null ? [] : [sameOutput ? 'returned the same value' : 'returned another value'];
}

const colours: Readonly<Record<string, (text: string) => string>> = { '-': red, '+': green, '@': cyan };

function sourceLines(path: string, diff: string, full: boolean, width: number): string[] {
  const lines = diff.split('\n');
  const shown = full ? lines : lines.slice(0, maxLines);
  const left = lines.length - shown.length;
  const cut = (line: string): string => (full ? line : fit(line, Math.max(20, Math.min(width, 166) - 6)));
  return [
    ...shown.map((line) => `    ${(colours[line[0] ?? ''] ?? dim)(cut(line))}`),
    ...(left > 0 ? [dim(`    … ${left} more lines of ${path}; --full shows all`)] : []),
  ];
}

function onlyLines(side: string, frames: readonly Frame[]): string[] {
  if (frames.length === 0) return [];
  const names = frames.slice(0, maxRows).map((frame) => `  ${nameOf(frame)}  ${dim(frame.componentRun)}`);
  const more = frames.length > maxRows ? [dim(`  … and ${frames.length - maxRows} more`)] : [];
  return ['', `${bold(`only in ${side}`)}`, ...names, ...more];
}
