import { OMIT_HEADERS, formatPatch, structuredPatch } from 'diff';

/** With more edits than these, finding the fewest costs more than anyone gains: a tenth of a second at most. */
const maxEdits = 1000;

/**
 * Finds what differs between two texts, line by line, by as few edits as can be, as `diff -u` writes it without the
 * names of files; nothing for texts that are the same. Of texts with too little in common, all between the first line
 * that differs and the last is replaced.
 *
 * @example `unifiedDiff('a\nb', 'a\nc')` is `@@ -1,2 +1,2 @@`, ` a`, `-b`, `+c`
 */
export function unifiedDiff(before: string, after: string, context = 3): string {
  if (before === after) return '';
  // Every line is ended, so that the last one is like the others.
  const [a, b] = [`${before}\n`, `${after}\n`];
  const patch = structuredPatch('', '', a, b, undefined, undefined, { context, maxEditLength: maxEdits });
  return patch
    ? formatPatch(patch, OMIT_HEADERS).slice(0, -1)
    : replaced(before.split('\n'), after.split('\n'), context);
}

function replaced(a: readonly string[], b: readonly string[], context: number): string {
  const shorter = Math.min(a.length, b.length);
  let head = 0;
  while (head < shorter && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && a.at(-1 - tail) === b.at(-1 - tail)) tail += 1;
  const [from, after] = [Math.max(0, head - context), Math.min(tail, context)];
  const [oldEnd, newEnd] = [a.length - tail, b.length - tail];
  return [
    `@@ -${from + 1},${oldEnd + after - from} +${from + 1},${newEnd + after - from} @@`,
    ...a.slice(from, head).map((line) => ` ${line}`),
    ...a.slice(head, oldEnd).map((line) => `-${line}`),
    ...b.slice(head, newEnd).map((line) => `+${line}`),
    ...a.slice(oldEnd, oldEnd + after).map((line) => ` ${line}`),
  ].join('\n');
}
