import { join } from 'node:path';
import { UserMistake } from '../../errors.ts';
import type { ComponentRunDetails } from '../../lineage/answers.ts';
import type { Record } from '../../lineage/record.ts';
import { isSameText } from '../../modules/read.ts';
import { BadFlag, Options } from '../flags.ts';
import { keptFiles } from '../kept-source.ts';
import { pick } from '../pick.ts';
import { withRecord } from '../record.ts';
import { type Listing, listingText } from '../render/listing.ts';
import type { Terminal } from '../terminal.ts';
import { componentRunOf } from '../things.ts';
import { type Page, type Verb, helpFlag, jsonFlag, limitFlag, pageFlag, pageOf, profileFlag } from '../verb.ts';

export const listVerb: Verb = {
  name: 'list',
  summary: [
    'Shows the source of a component run as it ran, from the record: around the line where it was declared or, if it',
    'failed, where that was. Any other file of its code by its name or the end of it, any line by its number.',
  ].join('\n'),
  usage: '<output id | artifact | component run> [file][:line]',
  flags: [
    { ...limitFlag, doc: 'so many lines; default 20' },
    { ...pageFlag, doc: 'the lines that come after, page by page' },
    profileFlag,
    jsonFlag,
    helpFlag,
  ],
  examples: ['clew list out-06bq2v9kx7m2q', 'clew list cr-06bq2v9k lib/learner.ts:40', 'clew list cr-06bq :12'],
  run,
};

/** The record keeps no source that could be shown. */
export class SourceNotKept extends UserMistake {
  constructor({ componentRun, process, place }: ComponentRunDetails) {
    const { gitCommit } = process;
    const file = place?.replace(/:\d+$/, '');
    super('SOURCE_NOT_KEPT', `The record has no source of ${componentRun}.`, {
      next:
        gitCommit !== null && file
          ? `git show ${gitCommit.slice(0, 10)}:${file} may have it.`
          : `clew info code ${componentRun} says what is known of its code.`,
    });
  }
}

export class NoSuchLine extends UserMistake {
  constructor(path: string, line: number, total: number) {
    super('NO_SUCH_LINE', `${path} has ${total} line${total === 1 ? '' : 's'}, and no line ${line}.`, {
      next: 'Ask for one of those.',
    });
  }
}

/** So many lines before the marked one, where there is room for them. */
const before = 5;

async function run(argv: readonly string[], terminal: Terminal, invoked: string): Promise<number> {
  const options = new Options(argv, listVerb.flags, invoked);
  const [asked, place, extra] = options.words;
  if (asked === undefined) throw new BadFlag(`${invoked} needs an output id, an artifact or a component run.`, invoked);
  if (extra !== undefined)
    throw new BadFlag(`${invoked} takes an id and a place; "${extra}" is one too many.`, invoked);
  const page = pageOf(options, 20);
  return withRecord(options, async (record, { root }) => {
    const { details } = await componentRunOf(record, asked);
    const listing = await listingOf(record, details, place, root, page);
    if (options.has('json')) terminal.json({ componentRun: details.componentRun, ...listing });
    else terminal.out(listingText(listing, page.page, terminal.width));
    return 0;
  });
}

async function listingOf(
  record: Record,
  details: ComponentRunDetails,
  asked: string | undefined,
  root: string,
  { page, offset, limit }: Page,
): Promise<Listing> {
  const files = await keptFiles(record, details.code);
  if (files.length === 0) throw new SourceNotKept(details);
  const paths = files.map(({ path }) => path);
  const usual = usualPlace(details, paths);
  const place = asked === undefined ? {} : placeIn(asked, paths);
  const file = place.file ?? usual?.file ?? paths[0]!;
  const own = file === usual?.file ? usual : undefined;
  const { digest } = files.find(({ path }) => path === file)!;
  const source = await record.code(digest);
  if (source === undefined) throw new SourceNotKept(details);
  const lines = source.replace(/\r?\n$/, '').split(/\r?\n/);
  const mark = place.line ?? own?.line ?? null;
  if (mark !== null && mark > lines.length) throw new NoSuchLine(file, mark, lines.length);
  const from = Math.max(1, (mark ?? 1) - Math.min(before, Math.floor(limit / 2))) + offset;
  const shown = lines.slice(from - 1, from - 1 + limit);
  const more = from - 1 + shown.length < lines.length;
  const failed = place.line === undefined && own?.failed === true;
  return {
    file,
    from,
    lines: shown,
    total: lines.length,
    mark,
    failed,
    changed: isChanged(root, file, digest),
    page,
    more,
  };
}

/** Where it failed, in its own code, or else where it was declared. */
function usualPlace(
  { place, error }: ComponentRunDetails,
  paths: readonly string[],
): { readonly file: string; readonly line: number; readonly failed: boolean } | undefined {
  const at = error?.at;
  const failed = at
    ? paths.find((path) => at.file === path || at.file.replaceAll('\\', '/').endsWith(`/${path}`))
    : undefined;
  if (failed !== undefined && at) return { file: failed, line: at.line, failed: true };
  const [, file, line] = /^(.+):(\d+)$/.exec(place ?? '') ?? [];
  return file !== undefined && paths.includes(file) ? { file, line: Number(line), failed: false } : undefined;
}

/** `lib/learner.ts:40`, `learner.ts`, `:40` or `40`. */
function placeIn(asked: string, paths: readonly string[]): { readonly file?: string; readonly line?: number } {
  const [, name = '', digits] = /^(.*?):?(?:(?<=:|^)(\d+))?$/s.exec(asked)!;
  const line = digits === undefined ? {} : { line: Math.max(1, Number(digits)) };
  if (name === '') return line;
  const ends = paths.filter((path) => path.endsWith(`/${name}`));
  const kind = { one: 'file in its code', next: `There is: ${paths.slice(0, 20).join(', ')}.` };
  return { file: ends.length === 1 ? ends[0]! : pick(name, paths, kind), ...line };
}

/** Whether the project that one stands in has another one now. */
function isChanged(root: string, file: string, digest: string): boolean {
  try {
    return !isSameText(join(root, file), digest);
  } catch {
    return true;
  }
}
