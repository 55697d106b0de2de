import type { Traced } from '../../inspect/load-trace.ts';
import type { Frame, Trace } from '../../lineage/trace.ts';
import { staleWords } from '../../inspect/staleness/staleness-text.ts';
import { formatDuration } from '../../values/duration.ts';
import { shortDigest } from '../../values/digest.ts';
import { bold, cyan, dim, green, red, yellow } from '../terminal.ts';
import type { Page } from '../../inspect/page.ts';
import { visible } from '../../values/controls.ts';
import { moreText } from './page.ts';
import { flagText } from './annotations.ts';
import { sourceText, writtenText } from './sources.ts';
import { inline, moment, paramsLine } from './values.ts';
import { wrap } from './wrap.ts';

export interface TraceLook {
  readonly page: Page;
  readonly width: number;
  /** One line for each frame. */
  readonly short: boolean;
  /** The number of the frame that one stands at. */
  readonly here?: number;
}

const maxInputs = 4;

/** Where something came from, frame by frame. */
export function traceText(traced: Traced, { page, width, short, here }: TraceLook): string {
  const { asked, frames } = traced.trace;
  if (frames.length === 0) return outsideLine(asked);
  const numbers = numbersOf(traced.trace);
  const shown = frames.slice(page.offset, page.offset + page.limit).flatMap((_, i) => {
    const number = page.offset + i;
    const lines = short ? [shortLine(traced, number)] : frameLines(traced, number, numbers);
    return number === here ? [`${lines[0]}${dim('  ← here')}`, ...lines.slice(1)] : lines;
  });
  const left = frames.length - page.offset - page.limit;
  const more = left > 0 ? [moreText(left, page.page, frames.length)] : [];
  const none = page.offset >= frames.length ? [`There is no page ${page.page}.`] : [];
  return [headLine(traced), ...flagLines(traced), ...shown, ...none, ...more]
    .map((line) => wrap(line, width, '  '))
    .join('\n');
}

export const outsideLine = (asked: string): string =>
  `${bold(visible(asked))} came from outside: nobody on record made it`;

/** Says what was asked for, and how much led to it. */
export function headLine({ trace: { asked, frames }, staleness, label }: Traced): string {
  const count = `${frames.length} component run${frames.length === 1 ? '' : 's'}`;
  const name = bold(visible(asked)) + (label ? `, ${visible(label)},` : '');
  const stale = staleness.size > 0 ? yellow(`, ${staleness.size} of them stale`) : '';
  return `${name} ${dim(`came from ${count}`)}${stale}`;
}

export const flagLines = ({ flag }: Traced): string[] => (flag ? [`  ${red('flagged')} ${flagText(flag)}`] : []);

/** One frame with all that a trace shows of it. */
export const frameText = (traced: Traced, number: number, width: number): string =>
  frameLines(traced, number, numbersOf(traced.trace))
    .map((line) => wrap(line, width, '  '))
    .join('\n');

const nameLine = ({ component, params, code }: Frame, number: number): string =>
  `${cyan(`#${number}`.padEnd(4))}${bold(component)}(${paramsLine(params)})${code.place ? ` at ${code.place}` : ''}`;

function shortLine({ trace, staleness }: Traced, number: number): string {
  const frame = trace.frames[number]!;
  const status = frame.status === 'ran' ? '' : `  ${red(frame.status)}`;
  return `${nameLine(frame, number)}${status}${staleness.has(frame.componentRun) ? `  ${yellow('stale')}` : ''}`;
}

type Numbers = ReadonlyMap<string, number>;

const numbersOf = ({ frames }: Trace): Numbers => new Map(frames.map(({ componentRun }, i) => [componentRun, i]));

function frameLines({ trace, staleness, jobs }: Traced, number: number, numbers: Numbers): string[] {
  const frame = trace.frames[number]!;
  const { git, code } = frame;
  const commit = git.commit
    ? `git ${git.commit.slice(0, 10)}${git.dirty ? yellow(' with uncommitted changes') : ''}`
    : 'not in git';
  const facts = [
    frame.status === 'ran' ? green('ran') : red(frame.status),
    `${moment(frame.startedAt)}, took ${formatDuration(frame.ms)}`,
    ...(frame.owner ? [`owner ${frame.owner}`] : []),
    frame.componentRun,
  ];
  const lines = [
    nameLine(frame, number),
    `    ${facts.join(dim(' · '))}`,
    dim(`    code ${code.digest ? shortDigest(code.digest) : 'unknown'}, ${commit}`),
  ];
  const job = jobs.get(frame.componentRun);
  if (job !== undefined) lines.push(dim(`    job ${job}`));
  const metrics = Object.entries(frame.metrics);
  if (metrics.length > 0) lines.push(`    ${metrics.map(([name, value]) => `${name} ${inline(value)}`).join(', ')}`);
  if (frame.error) lines.push(`    ${red(frame.error)}`);
  const stale = staleness.get(frame.componentRun) ?? [];
  for (const reason of stale) lines.push(`    ${yellow('stale')} ${staleWords(reason, moment)}`);
  lines.push(...inputLines(frame, numbers), ...writtenLines(frame));
  if (frame.caller !== undefined) {
    const caller = numbers.get(frame.caller);
    lines.push(`    called by ${caller === undefined ? dim(frame.caller) : cyan(`#${caller}`)}`);
  }
  return lines;
}

function inputLines({ inputs }: Frame, numbers: Numbers): string[] {
  const lines = inputs.slice(0, maxInputs).map((input) => {
    const number = input.from === null ? undefined : numbers.get(input.from);
    return `    ${input.name} ← ${sourceText(input, number)}`;
  });
  return inputs.length > maxInputs ? [...lines, dim(`    … and ${inputs.length - maxInputs} more inputs`)] : lines;
}

function writtenLines({ outputs }: Frame): string[] {
  const lines = outputs.flatMap((output) => writtenText(output) ?? []).map((written) => `    wrote ${written}`);
  return lines.length > maxInputs
    ? [...lines.slice(0, maxInputs), dim(`    … and ${lines.length - maxInputs} more written`)]
    : lines;
}
