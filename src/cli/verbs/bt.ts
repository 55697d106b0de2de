import type { Record } from '../../lineage/record.ts';
import type { Frame, Trace } from '../../lineage/trace.ts';
import { type Staleness, judge } from '../../project/staleness/judge.ts';
import type { Stale } from '../../project/staleness/stale.ts';
import { staleWords } from '../../project/staleness/words.ts';
import { formatDuration } from '../../values/duration.ts';
import { shortDigest } from '../../values/digest.ts';
import { resolveId } from '../ids.ts';
import { withRecord } from '../record.ts';
import { sourceText, writtenText } from '../render/sources.ts';
import { inline, moment, paramsLine } from '../render/values.ts';
import { wrap } from '../render/wrap.ts';
import { Options } from '../flags.ts';
import { type Terminal, bold, cyan, dim, green, red, yellow } from '../terminal.ts';
import { type Verb, helpFlag, jsonFlag, limitFlag, profileFlag } from '../verb.ts';

export const btVerb: Verb = {
  name: 'bt',
  summary: [
    'Traces an output back: every component run that led to it, nearest first. Those are marked that are stale: what they',
    'read has a fresher version, their code is another one here now, the last run of their component failed, or they are',
    'older than it declares.',
  ].join('\n'),
  usage: '<output id | artifact | component run>',
  flags: [limitFlag, profileFlag, jsonFlag, helpFlag],
  examples: ['clew bt out-06bq2v9kx7m2q', 'clew bt out-06bq --json'],
  run,
};

const mostInputs = 4;

async function run(argv: readonly string[], terminal: Terminal, invoked: string): Promise<number> {
  const options = new Options(argv, btVerb.flags, invoked);
  const asked = options.oneWord('an output id or a component run');
  const limit = options.count('limit') ?? 50;
  return withRecord(options, async (record, { root }) => {
    const { id } = await resolveId(record, asked, ['output id', 'component run', 'artifact']);
    const trace = await record.trace(id);
    const staleness = await judge(record, trace.frames, root);
    if (options.has('json')) terminal.json(document(trace, staleness));
    else terminal.out(text(trace, staleness, await labelOf(record, trace), { limit, width: terminal.width }));
    return 0;
  });
}

/** What whoever gave out the id says that it is. */
async function labelOf(record: Record, { asked, frames }: Trace): Promise<string | null> {
  if (!frames[0]) return null;
  const { outputIds } = await record.componentRun(frames[0].componentRun);
  return outputIds.find(({ id }) => id === asked)?.label ?? null;
}

/** The shape that `--json` promises; `ms` and the rest are the frame's own. */
const document = ({ asked, frames, edges }: Trace, staleness: Staleness): unknown => ({
  asked,
  frames: frames.map((frame) => ({ ...frame, stale: staleness.get(frame.componentRun) ?? [] })),
  edges,
});

interface Shown {
  readonly limit: number;
  readonly width: number;
}

function text({ asked, frames }: Trace, staleness: Staleness, label: string | null, { limit, width }: Shown): string {
  const numbers = new Map(frames.map(({ componentRun }, i) => [componentRun, i]));
  if (frames.length === 0) return `${bold(asked)} came from outside: nobody on record made it`;
  const shown = frames
    .slice(0, limit)
    .flatMap((frame, i) => frameLines(frame, i, numbers, staleness.get(frame.componentRun) ?? []));
  const left = frames.length - Math.min(limit, frames.length);
  const count = `${frames.length} component run${frames.length === 1 ? '' : 's'}`;
  const more = left > 0 ? [dim(`… and ${left} more; --limit ${frames.length} shows all`)] : [];
  const name = bold(asked) + (label ? `, ${label},` : '');
  const stale = staleness.size > 0 ? yellow(`, ${staleness.size} of them stale`) : '';
  return [`${name} ${dim(`came from ${count}`)}${stale}`, ...shown, ...more]
    .map((line) => wrap(line, width, '  '))
    .join('\n');
}

function frameLines(
  frame: Frame,
  number: number,
  numbers: ReadonlyMap<string, number>,
  stale: readonly Stale[],
): string[] {
  const { git, code } = frame;
  const head = `${cyan(`#${number}`.padEnd(4))}${bold(frame.component)}(${paramsLine(frame.params)})${code.place ? ` at ${code.place}` : ''}`;
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
    head,
    `    ${facts.join(dim(' · '))}`,
    dim(`    code ${code.digest ? shortDigest(code.digest) : 'unknown'}, ${commit}`),
  ];
  const metrics = Object.entries(frame.metrics);
  if (metrics.length > 0) lines.push(`    ${metrics.map(([name, value]) => `${name} ${inline(value)}`).join(', ')}`);
  if (frame.error) lines.push(`    ${red(frame.error)}`);
  for (const reason of stale) lines.push(`    ${yellow('stale')} ${staleWords(reason, moment)}`);
  lines.push(...inputLines(frame, numbers), ...writtenLines(frame));
  if (frame.caller !== undefined) {
    const caller = numbers.get(frame.caller);
    lines.push(`    called by ${caller === undefined ? dim(frame.caller) : cyan(`#${caller}`)}`);
  }
  return lines;
}

function inputLines({ inputs }: Frame, numbers: ReadonlyMap<string, number>): string[] {
  const lines = inputs.slice(0, mostInputs).map((input) => {
    const number = input.from === null ? undefined : numbers.get(input.from);
    return `    ${input.name} ← ${sourceText(input, number)}`;
  });
  return inputs.length > mostInputs ? [...lines, dim(`    … and ${inputs.length - mostInputs} more inputs`)] : lines;
}

function writtenLines({ outputs }: Frame): string[] {
  const lines = outputs.flatMap((output) => writtenText(output) ?? []).map((written) => `    wrote ${written}`);
  return lines.length > mostInputs
    ? [...lines.slice(0, mostInputs), dim(`    … and ${lines.length - mostInputs} more written`)]
    : lines;
}
