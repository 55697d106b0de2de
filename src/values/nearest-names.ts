/** Counts the single-letter edits that turn one text into the other; two letters the wrong way round are one. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  let above = row;
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + change);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) least = Math.min(least, above[j - 2]! + 1);
      next.push(least);
    }
    above = row;
    row = next;
  }
  return row[b.length]!;
}

/**
 * The names that someone probably meant, the most similar first.
 *
 * @example `nearest('Nigthly', ['Nightly', 'Weekly'])` is `['Nightly']`
 */
export function nearest(asked: string, names: Iterable<string>, most = 3): string[] {
  const wanted = asked.toLowerCase();
  const near: { name: string; score: number }[] = [];
  for (const name of new Set(names)) {
    const candidate = name.toLowerCase();
    const score = candidate.startsWith(wanted) || wanted.startsWith(candidate) ? 1 : distance(wanted, candidate);
    if (score <= Math.max(1, Math.ceil(Math.max(wanted.length, candidate.length) / 3))) near.push({ name, score });
  }
  return near
    .sort((a, b) => a.score - b.score)
    .slice(0, most)
    .map(({ name }) => name);
}

/** ` Did you mean Nightly?`, or nothing. `before` is written before each name: the dashes of an option. */
export function didYouMean(asked: string, names: Iterable<string>, before = ''): string {
  const near = nearest(asked, names).map((name) => before + name);
  return near.length === 0 ? '' : ` Did you mean ${near.join(' or ')}?`;
}
