import { join } from 'node:path';
import { userError } from '../../errors.ts';
import type { ComponentRunDetails } from '../../lineage/query-results.ts';
import type { LineageRecord } from '../../lineage/record.ts';
import { isSameText } from '../../modules/read.ts';
import { keptFiles } from '../recorded-source.ts';
import { matchPrefix } from '../../inspect/match-prefix.ts';
import { withRecord } from '../record.ts';
import { bold, dim, fit, red, yellow } from '../terminal.ts';
import { componentRunOf } from '../../inspect/component-run-values.ts';
import { type Page, pageOf } from '../../inspect/page.ts';
import { componentRunArg, defineCommand, jsonFlag, limitFlag, pageFlag, profileFlag } from '../command.ts';
import { visible } from '../../values/controls.ts';
import { wrap } from '../render/wrap.ts';

export const listCommand = defineCommand({
  name: 'list',
  description: [
    'Shows the source of a component run as it ran, from the record: around the line where it was declared or, if it',
    'failed, where that was. Any other file of its code by its name or the end of it, any line by its number.',
  ].join('\n'),
  args: [componentRunArg, { name: 'place', accepts: ['file:line'] }],
  flags: [
    { ...limitFlag, doc: 'so many lines; default 20' },
    { ...pageFlag, doc: 'the lines that come after, page by page' },
    profileFlag,
    jsonFlag,
  ],
  examples: ['clew list out-06bq2v9kx7m2q', 'clew list cr-06bq2v9k lib/learner.ts:40', 'clew list cr-06bq :12'],
  async run({ args, flags }, terminal) {
    const page = pageOf(flags, 20);
    return withRecord(flags, async (record, { root }) => {
      const { details } = await componentRunOf(record, args.id);
      const listing = await listingOf(record, details, args.place, root, page);
      if (flags.json) await terminal.json({ componentRun: details.componentRun, ...listing });
      else terminal.out(listingText(listing, page.page, terminal.width));
      return 0;
    });
  },
});

/** The record keeps no source that could be shown. */
export const sourceNotKept = userError('SOURCE_NOT_KEPT', ({ componentRun, process, place }: ComponentRunDetails) => {
  const { gitCommit } = process;
  const file = place?.replace(/:\d+$/, '');
  return {
    message: `The record has no source of ${componentRun}.`,
    next:
      gitCommit !== null && file
        ? `git show ${gitCommit.slice(0, 10)}:${file} may have it.`
        : `clew info code ${componentRun} says what is known of its code.`,
  };
});

export const noSuchLine = userError('NO_SUCH_LINE', (path: string, line: number, total: number) => ({
  message: `${path} has ${total} line${total === 1 ? '' : 's'}, and no line ${line}.`,
  next: 'Ask for one of those.',
}));

/** So many lines before the marked one, where there is room for them. */
const before = 5;

async function listingOf(
  record: LineageRecord,
  details: ComponentRunDetails,
  asked: string | undefined,
  root: string,
  { page, offset, limit }: Page,
): Promise<Listing> {
  const files = await keptFiles(record, details);
  if (files.length === 0) throw sourceNotKept(details);
  const paths = files.map(({ path }) => path);
  const fallback = defaultPlace(details, paths);
  const place = asked === undefined ? {} : placeIn(asked, paths);
  const file = place.file ?? fallback?.file ?? paths[0]!;
  const own = file === fallback?.file ? fallback : undefined;
  const { digest } = files.find(({ path }) => path === file)!;
  const source = await record.code(digest);
  if (source === undefined) throw sourceNotKept(details);
  const lines = source.replace(/\r?\n$/, '').split(/\r?\n/);
  const mark = place.line ?? own?.line ?? null;
  if (mark !== null && mark > lines.length) throw noSuchLine(file, mark, lines.length);
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
function defaultPlace(
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
  return { file: ends.length === 1 ? ends[0]! : matchPrefix(name, paths, kind), ...line };
}

/** Whether the project that one stands in has another one now. */
function isChanged(root: string, file: string, digest: string): boolean {
  try {
    return !isSameText(join(root, file), digest);
  } catch {
    return true;
  }
}

/** Some lines of one file as it was when it ran. */
export interface Listing {
  readonly file: string;
  /** The number of the first line. */
  readonly from: number;
  readonly lines: readonly string[];
  /** How many the file has. */
  readonly total: number;
  readonly mark: number | null;
  /** Whether that is where it failed. */
  readonly failed: boolean;
  /** Whether the project has another one now. */
  readonly changed: boolean;
  readonly page: number;
  readonly more: boolean;
}

/** Generated code may have lines without an end. */
const longest = 200;

/** Lines with their numbers, the one that is meant marked. */
export function listingText(listing: Listing, page: number, width: number): string {
  const { file, from, lines, total, mark, failed, changed, more } = listing;
  if (lines.length === 0) return `That was all of ${file}: it has ${total} line${total === 1 ? '' : 's'}.`;
  const where = mark === null ? '' : `, ${failed ? 'failed at' : 'at'} line ${mark}`;
  const now = changed ? yellow('; it is another one here now') : '';
  const head = wrap(`${bold(file)} ${dim(`as it ran${where} of ${total}`)}${now}`, width, '  ');
  const digits = String(from + lines.length - 1).length;
  const room = Math.min(width - digits - 5, longest);
  const shown = lines.map((line, i) => {
    const number = from + i;
    const text = `${String(number).padStart(digits)} | ${fit(visible(line.replaceAll('\t', '  ')), room)}`.trimEnd();
    if (number !== mark) return `  ${text}`;
    return failed ? `${red('>')} ${text}` : `${bold('>')} ${text}`;
  });
  return [head, ...shown, ...(more ? [dim(`  … more by --page ${page + 1}`)] : [])].join('\n');
}
