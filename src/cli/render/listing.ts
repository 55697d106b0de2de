import { bold, dim, fit, red, yellow } from '../terminal.ts';
import { visible } from './figures.ts';
import { wrap } from './wrap.ts';

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
