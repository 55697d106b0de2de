/** The signs that we draw with, each with the one for terminals that can't show it. */
const stand: Readonly<Record<string, string>> = {
  '✓': 'v', '✗': 'x', '…': '...', '·': '-', '←': '<-', '→': '->', '×': 'x', '⋮': ':', '│': '|', '└': '+', '─': '-', '≠': '!=', '≤': '<=',
  '“': '"', '”': '"', '’': "'", '–': '-', '•': '*', '●': '*', '▸': '>', '⚠': '!',
  '▁': '_', '▂': '.', '▃': '-', '▄': '~', '▅': '=', '▆': '+', '▇': '*', '█': '#',
}; // prettier-ignore
const any = new RegExp(`[${Object.keys(stand).join('')}]`, 'gu');

/** Our own signs in ASCII; what people have written stays as it is. */
export const asciiOf = (text: string): string => text.replace(any, (sign) => stand[sign]!);

/**
 * Whether a terminal is told to be without UTF-8, as every program is told: by the first of these variables that is
 * set. None is set in many containers, whose screens can show it.
 */
export function isWithoutUtf8(env: NodeJS.ProcessEnv = process.env): boolean {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'];
  return locale !== undefined && locale !== '' && !/utf-?8/i.test(locale);
}
