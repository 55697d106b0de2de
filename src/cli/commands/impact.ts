import type { ImpactStart, ReachedOutput } from '../../lineage/impact.ts';
import type { LineageRecord } from '../../lineage/record.ts';
import { Options } from '../flags.ts';
import { withRecord } from '../record.ts';
import { visible } from '../render/controls.ts';
import { Tally, reachedLines, tallyLines } from '../render/impact.ts';
import { type Terminal, bold, dim } from '../terminal.ts';
import { type Page, type Command, helpFlag, jsonFlag, limitFlag, pageFlag, pageOf, profileFlag } from '../command.ts';
import { impactStart } from './impact-start.ts';

export const impactCommand: Command = {
  name: 'impact',
  summary: [
    'What came from something: every component run that read of it, down to the output ids that were given out.',
    'What: an output id, an artifact, a component run, a run, or `component@code` for all that ran by that code;',
    'clew bt and clew history show the code.',
  ].join('\n'),
  usage: '<id | component@code>',
  takes: ['id'],
  flags: [
    limitFlag,
    pageFlag,
    { name: 'output-ids', type: 'boolean', doc: 'the output ids alone, one a line; all of them without --limit' },
    profileFlag,
    jsonFlag,
    helpFlag,
  ],
  examples: ['clew impact art-06bq2v9k', 'clew impact Train@8982fb5cd6', 'clew impact out-06bq --output-ids > ids.txt'],
  run,
};

const defaultPageSize = 50;

async function run(argv: readonly string[], terminal: Terminal, invoked: string): Promise<number> {
  const options = new Options(argv, impactCommand.flags, invoked);
  const asked = options.oneWord('an id, or component@code');
  return withRecord(options, async (record) => {
    const start = await impactStart(record, asked);
    const onlyIds = options.has('output-ids');
    const asks = { record, start, asked: nameOf(start), page: pageOf(options, defaultPageSize, onlyIds) };
    const { width } = terminal;
    if (options.has('json')) await terminal.json(onlyIds ? idsDocument(asks) : document(asks));
    else await terminal.flow(onlyIds ? idLines(asks, (text) => terminal.note(text)) : lines(asks, width));
    return 0;
  });
}

interface Asks {
  readonly record: LineageRecord;
  readonly start: ImpactStart;
  readonly asked: string;
  readonly page: Page;
}

const nameOf = (start: ImpactStart): string =>
  start.kind === 'code' ? `${start.component}@${start.code.replace(/^sha256:/, '').slice(0, 10)}` : start.id;

/** Renders those of a page as they come, and counts all of them: nothing is kept. */
async function* lines({ record, start, asked, page }: Asks, width: number): AsyncGenerator<string> {
  const tally = new Tally();
  yield `${bold(visible(asked))} ${dim('and what came of it:')}`;
  for await (const one of record.impact(start)) {
    if (isOn(page, tally.rows)) yield* reachedLines(one, width);
    tally.add(one);
  }
  yield* tallyLines(tally, page, asked, width);
}

const isOn = ({ offset, limit }: Page, row: number): boolean => row >= offset && row < offset + limit;

/** A document whose list is read while it is written; what comes after the list is known by then. */
function document({ record, start, asked, page }: Asks): object {
  const tally = new Tally();
  const listed = async function* (): AsyncGenerator<unknown> {
    for await (const one of record.impact(start)) {
      if (isOn(page, tally.rows)) yield { ...one, endedAt: new Date(one.endedAt).toISOString() };
      tally.add(one);
    }
  };
  return {
    asked,
    start,
    componentRuns: listed(),
    page: page.page,
    get more() {
      return tally.rows > page.offset + page.limit;
    },
    counts: tally,
  };
}

function idsDocument(asks: Asks): object {
  const { asked, start, page } = asks;
  let more = false;
  const outputIds = idsOn(asks, () => (more = true));
  return {
    asked,
    start,
    outputIds,
    page: page.page,
    get more() {
      return more;
    },
  };
}

async function* idLines(asks: Asks, note: (text: string) => void): AsyncGenerator<string> {
  const { asked, page } = asks;
  let [count, more] = [0, false];
  for await (const { id, label } of idsOn(asks, () => (more = true))) {
    count += 1;
    yield label === null ? visible(id) : `${visible(id)}  ${dim(visible(label))}`;
  }
  if (more) note(dim(`… more by --page ${page.page + 1}`));
  else if (count === 0) note(page.page > 1 ? `There is no page ${page.page}.` : `No output id came of ${asked}.`);
}

async function* idsOn({ record, start, page }: Asks, andMore: () => void): AsyncGenerator<ReachedOutput> {
  let row = 0;
  for await (const one of record.impactIds(start)) {
    if (row >= page.offset + page.limit) return void andMore();
    if (row >= page.offset) yield one;
    row += 1;
  }
}
