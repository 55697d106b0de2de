import type { ImpactStart, Reached, ReachedOutput } from '../../lineage/impact.ts';
import type { Record } from '../../lineage/record.ts';
import { Options } from '../flags.ts';
import { withRecord } from '../record.ts';
import { visible } from '../render/figures.ts';
import { Tally, reachedLines, tallyLines } from '../render/impact.ts';
import { type Terminal, bold, dim } from '../terminal.ts';
import { type Page, type Verb, helpFlag, jsonFlag, limitFlag, pageFlag, pageOf, profileFlag } from '../verb.ts';
import { impactStart } from './impact-start.ts';

export const impactVerb: Verb = {
  name: 'impact',
  summary: [
    'What came from something: every component run that read of it, down to the output ids that were given out.',
    'What: an output id, an artifact, a component run, a run, or `component@code` for all that ran by that code;',
    'clew bt and clew history show the code.',
  ].join('\n'),
  usage: '<id | component@code>',
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

const usual = 50;

async function run(argv: readonly string[], terminal: Terminal, invoked: string): Promise<number> {
  const options = new Options(argv, impactVerb.flags, invoked);
  const asked = options.oneWord('an id, or component@code');
  return withRecord(options, async (record) => {
    const start = await impactStart(record, asked);
    const onlyIds = options.has('output-ids');
    const asks = { record, start, asked: nameOf(start), page: pageOf(options, onlyIds ? Infinity : usual) };
    const { width } = terminal;
    if (options.has('json')) await terminal.flow(onlyIds ? idsJson(asks) : json(asks));
    else await terminal.flow(onlyIds ? idLines(asks, (text) => terminal.note(text)) : lines(asks, width));
    return 0;
  });
}

interface Asks {
  readonly record: Record;
  readonly start: ImpactStart;
  readonly asked: string;
  readonly page: Page;
}

const nameOf = (start: ImpactStart): string =>
  start.kind === 'code' ? `${start.component}@${start.code.replace(/^sha256:/, '').slice(0, 10)}` : start.id;

/** Those of a page as they come, and all of them counted: nothing is kept. */
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

/** One document, written piece by piece. */
async function* json({ record, start, asked, page }: Asks): AsyncGenerator<string> {
  const tally = new Tally();
  const listed = async function* (): AsyncGenerator<unknown> {
    for await (const one of record.impact(start)) {
      if (isOn(page, tally.rows)) yield document(one);
      tally.add(one);
    }
  };
  yield* listJson({ asked, start }, 'componentRuns', listed());
  const more = tally.rows > page.offset + page.limit;
  yield `  "page": ${page.page},\n  "more": ${more},\n  "counts": ${JSON.stringify(tally)}\n}`;
}

const document = ({ endedAt, ...one }: Reached): unknown => ({ ...one, endedAt: new Date(endedAt).toISOString() });

async function* idsJson(asks: Asks): AsyncGenerator<string> {
  const { asked, start, page } = asks;
  let more = false;
  yield* listJson(
    { asked, start },
    'outputIds',
    idsOn(asks, () => (more = true)),
  );
  yield `  "page": ${page.page},\n  "more": ${more}\n}`;
}

async function* listJson(head: object, name: string, items: AsyncIterable<unknown>): AsyncGenerator<string> {
  yield `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "${name}": [`;
  let before: string | undefined;
  for await (const item of items) {
    if (before !== undefined) yield `${before},`;
    before = `    ${JSON.stringify(item)}`;
  }
  if (before !== undefined) yield before;
  yield '  ],';
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
