import { widthOf } from './table.ts';

/**
 * Text in lines of a width, broken between words; what comes after the first line stands further in. A word that is
 * longer than a line stays whole: an id has to be copied.
 */
export function wrap(text: string, width: number, hang = ''): string {
  if (widthOf(text) <= width) return text;
  const [indent] = /^ */.exec(text) as unknown as [string];
  const lines: string[] = [];
  let line = '';
  for (const word of text.slice(indent.length).split(/(?<=[^ ]) /)) {
    if (line === '') line = lines.length === 0 ? indent + word : indent + hang + word.trimStart();
    else if (widthOf(line) + 1 + widthOf(word) <= width) line += ` ${word}`;
    else {
      lines.push(line.trimEnd());
      line = indent + hang + word.trimStart();
    }
  }
  return [...lines, line].join('\n');
}
