/** Quotes count at the beginning of a word only: who notes that it's bad need not think of them. */
const word = /'([^']*)'(?=\s|$)|"([^"]*)"(?=\s|$)|(\S+)/g;

/**
 * The words of a line; what stands between quotes is one.
 *
 * @example `wordsOf("note 'too high'")` is `['note', 'too high']`
 */
export const wordsOf = (line: string): string[] =>
  Array.from(line.matchAll(word), ([, single, double, plain]) => single ?? double ?? plain!);

/** As {@link wordsOf} reads it back. */
export const quoted = (text: string): string =>
  /^[^\s'"]+$/.test(text) ? text : text.includes("'") ? `"${text}"` : `'${text}'`;
