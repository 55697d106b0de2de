/** One line of a difference: of both texts, of the first one only, or of the second one only. */
export interface DiffLine {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
}

/** Lines that differ, with some around them. Numbers of lines count from 1. */
export interface Hunk {
  readonly from: number;
  readonly to: number;
  readonly lines: readonly DiffLine[];
}

/** With more edits than these, finding the fewest costs more than anyone gains: then all in between is replaced. */
const maxEdits = 1000;

/**
 * Finds what differs between two texts, line by line, by as few edits as can be (Myers' algorithm).
 *
 * @example `diffLines('a\nb', 'a\nc')` is one hunk: ` a`, `-b`, `+c`
 */
export function diffLines(before: string, after: string, context = 3): Hunk[] {
  const [a, b] = [before.split('\n'), after.split('\n')];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let tail = 0;
  while (tail < a.length - start && tail < b.length - start && a.at(-1 - tail) === b.at(-1 - tail)) tail += 1;
  const middle = edits(a.slice(start, a.length - tail), b.slice(start, b.length - tail));
  const same = (lines: readonly string[]): DiffLine[] => lines.map((text) => ({ sign: ' ', text }));
  return hunks([...same(a.slice(0, start)), ...middle, ...same(a.slice(a.length - tail))], context);
}

function edits(a: readonly string[], b: readonly string[]): DiffLine[] {
  const steps = search(a, b);
  if (!steps)
    return [...a.map((text) => ({ sign: '-', text }) as const), ...b.map((text) => ({ sign: '+', text }) as const)];
  const lines: DiffLine[] = [];
  let [x, y] = [a.length, b.length];
  for (let d = steps.length - 1; d >= 0; d--) {
    const reach = steps[d]!;
    const k = x - y;
    const isDown = k === -d || (k !== d && at(reach, d, k - 1) < at(reach, d, k + 1));
    const before = isDown ? k + 1 : k - 1;
    const fromX = d === 0 ? 0 : at(reach, d, before);
    const fromY = d === 0 ? 0 : fromX - before;
    while (x > fromX && y > fromY) {
      lines.push({ sign: ' ', text: a[--x]! });
      y -= 1;
    }
    if (d === 0) break;
    if (isDown) lines.push({ sign: '+', text: b[--y]! });
    else lines.push({ sign: '-', text: a[--x]! });
  }
  return lines.reverse();
}

/** How far each diagonal reached before the d-th edit; undefined where there are too many. */
function search(a: readonly string[], b: readonly string[]): Int32Array[] | undefined {
  const steps: Int32Array[] = [];
  const maxDistance = Math.min(a.length + b.length, maxEdits);
  // Two wider than the diagonals, so that their neighbours can be asked for.
  let reach = new Int32Array(3);
  for (let d = 0; d <= maxDistance; d++) {
    const next = new Int32Array(2 * d + 5);
    steps.push(reach);
    for (let k = -d; k <= d; k += 2) {
      const isDown = k === -d || (k !== d && at(reach, d, k - 1) < at(reach, d, k + 1));
      let x = d === 0 ? 0 : isDown ? at(reach, d, k + 1) : at(reach, d, k - 1) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x += 1;
      next[k + d + 2] = x;
      if (x >= a.length && x - k >= b.length) return steps;
    }
    reach = next;
  }
  return undefined;
}

/** Gives how far a diagonal reached before the d-th edit; there are those from -(d-1) to d-1. */
const at = (reach: Int32Array, d: number, k: number): number => reach[k + d + 1]!;

function hunks(lines: readonly DiffLine[], context: number): Hunk[] {
  const found: { from: number; to: number; lines: DiffLine[]; end: number }[] = [];
  let [from, to] = [1, 1];
  const starts = lines.map(({ sign }) => {
    const here = { from, to };
    if (sign !== '+') from += 1;
    if (sign !== '-') to += 1;
    return here;
  });
  lines.forEach(({ sign }, i) => {
    if (sign === ' ') return;
    const begin = Math.max(0, i - context);
    const end = Math.min(lines.length, i + context + 1);
    const last = found.at(-1);
    if (last && begin <= last.end) {
      last.lines.push(...lines.slice(last.end, end));
      last.end = Math.max(last.end, end);
    } else found.push({ ...starts[begin]!, lines: lines.slice(begin, end), end });
  });
  return found.map((one) => ({ from: one.from, to: one.to, lines: one.lines }));
}

/** As `diff -u` writes it, without the names of files. */
export function unified(found: readonly Hunk[]): string {
  return found
    .map(({ from, to, lines }) => {
      const count = (sign: string): number => lines.filter((line) => line.sign !== sign).length;
      const head = `@@ -${from},${count('+')} +${to},${count('-')} @@`;
      return [head, ...lines.map(({ sign, text }) => sign + text)].join('\n');
    })
    .join('\n');
}
