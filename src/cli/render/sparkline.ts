const bars = '▁▂▃▄▅▆▇█';

/**
 * A chart of one line, oldest first: what isn't a number is a gap. More values than there is room for are put together,
 * each bar the mean of its part.
 *
 * @example `sparkline([1, 2, 3])` is `▁▅█`
 */
export function sparkline(values: readonly (number | null)[], width = values.length): string {
  const room = Math.min(Math.max(1, width), values.length);
  const points = Array.from({ length: room }, (_, i) =>
    mean(values.slice(Math.floor((i * values.length) / room), Math.floor(((i + 1) * values.length) / room))),
  );
  const known = points.filter((point) => point !== null);
  const [least, greatest] = [Math.min(...known), Math.max(...known)];
  return points.map((point) => (point === null ? ' ' : barOf(point, least, greatest))).join('');
}

function mean(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null && Number.isFinite(value)) as number[];
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value / known.length, 0);
}

/** Where all are the same, a line in the middle. */
function barOf(value: number, least: number, greatest: number): string {
  // By halves, so that no difference is too large.
  const share = greatest === least ? 0.5 : (value / 2 - least / 2) / (greatest / 2 - least / 2);
  return bars[Math.min(bars.length - 1, Math.floor(share * bars.length))]!;
}
