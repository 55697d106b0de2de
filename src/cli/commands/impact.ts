import { userError } from '../../errors.ts';
import type { CodeUse, ImpactStart, ReachedOutput } from '../../lineage/impact.ts';
import type { LineageRecord } from '../../lineage/record.ts';
import { shortDigest } from '../../values/digest.ts';
import { shellCommand } from '../../values/shell-command.ts';
import { resolveId } from '../../inspect/resolve-id.ts';
import { withRecord } from '../record.ts';
import { visible } from '../../values/controls.ts';
import { moment } from '../render/values.ts';
import { Tally, reachedLines, tallyLines } from '../render/impact.ts';
import { bold, dim } from '../terminal.ts';
import { type Page, pageOf } from '../../inspect/page.ts';
import { defineCommand, jsonFlag, limitFlag, pageFlag, profileFlag } from '../command.ts';

export const impactCommand = defineCommand({
  name: 'impact',
  description: [
    'What came from something: every component run that read of it, down to the output ids that were given out.',
    'What: an output id, an artifact, a component run, a run, or `component@code` for all that ran by that code;',
    'clew bt and clew history show the code.',
  ].join('\n'),
  args: [{ name: 'id', accepts: ['id', 'component@code'], kind: 'id', required: true }],
  flags: [
    limitFlag,
    pageFlag,
    { name: 'output-ids', type: 'boolean', doc: 'the output ids alone, one a line; all of them without --limit' },
    profileFlag,
    jsonFlag,
  ],
  examples: ['clew impact art-06bq2v9k', 'clew impact Train@8982fb5cd6', 'clew impact out-06bq --output-ids > ids.txt'],
  async run({ args, flags }, terminal) {
    return withRecord(flags, async (record) => {
      const start = await impactStart(record, args.id);
      const onlyIds = flags.outputIds;
      const asks = { record, start, asked: nameOf(start), page: pageOf(flags, defaultPageSize, onlyIds) };
      const { width } = terminal;
      if (flags.json) await terminal.json(onlyIds ? idsDocument(asks) : document(asks));
      else await terminal.flow(onlyIds ? idLines(asks, (text) => terminal.note(text)) : lines(asks, width));
      return 0;
    });
  },
});

const defaultPageSize = 50;

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

const maxCodes = 5;

const use = (component: string, { code, runs, lastAt }: CodeUse): string =>
  `${component}@${shortDigest(code)} (${runs} component run${runs === 1 ? '' : 's'}, last ${moment(lastAt)})`;

const codesText = (component: string, codes: readonly CodeUse[]): string =>
  codes
    .slice(0, maxCodes)
    .map((one) => use(component, one))
    .join(', ') + (codes.length > maxCodes ? `, and ${codes.length - maxCodes} more` : '');

/** A component's name says nothing about which of its runs. */
export const whichCode = userError('WHICH_CODE', (component: string, codes: readonly CodeUse[]) => {
  const versions = `${codes.length} version${codes.length === 1 ? '' : 's'}`;
  return {
    message: `${component} is a component, and has run by ${versions} of its code.`,
    next:
      codes.length > 0
        ? `Name one: ${codesText(component, codes)}.`
        : `${shellCommand('clew history', component)} lists its runs.`,
  };
});

export const unknownCode = userError('UNKNOWN_CODE', (component: string, asked: string, codes: readonly CodeUse[]) => ({
  message: `${component} has not run by code that begins with "${asked}".`,
  next: `There is: ${codesText(component, codes)}.`,
}));

export const ambiguousCode = userError(
  'AMBIGUOUS_CODE',
  (component: string, asked: string, codes: readonly CodeUse[]) => ({
    message: `Several versions of the code of ${component} begin with "${asked}".`,
    next: `Write some more of it: ${codesText(component, codes)}.`,
  }),
);

/** Finds what is meant by an id or its beginning, or by `component@code`. */
async function impactStart(record: LineageRecord, asked: string): Promise<ImpactStart> {
  const at = asked.lastIndexOf('@');
  const named = at > 0 ? asked.slice(0, at) : asked;
  const ran = await record.everRan([named, asked]);
  if (ran.has(asked)) {
    // People's own ids may be called like anything.
    const own = await record.resolve(asked);
    if (own.found && own.id === asked) return { kind: own.kind, id: asked };
    throw whichCode(asked, await record.codesOfComponent(asked));
  }
  if (at <= 0 || !ran.has(named)) {
    const { kind, id } = await resolveId(record, asked, ['output id', 'artifact', 'component run', 'run']);
    return { kind, id };
  }
  const [component, digits] = [named, asked.slice(at + 1)];
  const codes = await record.codesOfComponent(component);
  const fitting = codes.filter(({ code }) => code.startsWith(digits) || code.startsWith(`sha256:${digits}`));
  if (fitting.length > 1) throw ambiguousCode(component, digits, fitting);
  if (!fitting[0]) throw unknownCode(component, digits, codes);
  return { kind: 'code', component, code: fitting[0].code };
}
