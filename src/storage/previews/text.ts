import type { TextPreview } from './preview.ts';
import type { Words } from './words.ts';

export const longestHead = 4000;
/** Lines of longer texts are not counted. */
const mostCounted = 64 * 1024 * 1024;

export function textPreview(text: string, words: Words): TextPreview {
  const lines = text.length > mostCounted ? null : linesOf(text);
  return { kind: 'text', characters: text.length, lines, head: words.short(text, longestHead) };
}

/** The end of the last line needs no sign. */
function linesOf(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
  return text === '' || text.endsWith('\n') ? lines : lines + 1;
}
