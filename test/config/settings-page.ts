// npm run docs:settings: writes the table of docs/settings.md from the table of settings.
import { readFileSync, writeFileSync } from 'node:fs';
import { settingsShape } from '../../src/config/settings-table.ts';

export const pagePath = 'docs/settings.md';

interface Setting {
  /** `storage.default` */
  readonly path: string;
  /** Its doc comment. */
  readonly doc: string;
  /** As messages say it after "must be". */
  readonly wants: string;
}

/** Every setting that has a doc comment, in the order of the source. */
export function allSettings(): Setting[] {
  const source = readFileSync('src/config/settings-table.ts', 'utf8');
  const tables = source.slice(source.indexOf('profileTable ='), source.indexOf('settingsShape ='));
  let parent = '';
  return Array.from(tables.matchAll(/^( +)\/\*\* (.*) \*\/\n\1(\w+)[,:]/gm), ([, indent, doc, name]) => {
    if (indent!.length === 2) parent = name!;
    const path = parent === name ? name : `${parent}.${name!}`;
    return { path, doc: doc!, wants: wantsOf(path) };
  });
}

/** Reads what a setting must be from the message about a value that nothing allows. */
function wantsOf(path: string): string {
  const wrong = path.split('.').reduceRight<unknown>((value, name) => ({ [name]: value }), Symbol('wrong'));
  try {
    settingsShape.check(wrong, { path: '', source: pagePath });
  } catch (error) {
    return /must be (.*); it is /.exec((error as Error).message)![1]!;
  }
  throw new Error(`${path} takes everything`);
}

const begin = '<!-- Written by `npm run docs:settings` from src/config/settings-table.ts: change that. -->\n\n';
const end = '\n\n<!-- The end of what is written. -->';

/** Renders the whole page: what stands around the table is written by hand. */
export function settingsPage(page: string): string {
  const rows = allSettings().map(({ path, doc, wants }) => [
    `\`${path}\``,
    doc,
    wants.replaceAll(/\{(?:[^{}]|\{[^{}]*\})*\}/g, '`$&`'),
  ]);
  const lines = [['setting', '', 'must be'], ['---', '---', '---'], ...rows].map(
    (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`,
  );
  const from = page.indexOf(begin);
  const to = page.indexOf(end, from);
  if (from === -1 || to === -1) throw new Error(`${pagePath} has no place for the table`);
  return page.slice(0, from) + begin + lines.join('\n') + page.slice(to);
}

if (import.meta.main) writeFileSync(pagePath, settingsPage(readFileSync(pagePath, 'utf8')));
