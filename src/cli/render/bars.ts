import type { HistogramPreview } from '../../storage/previews/preview.ts';

const heights = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** One sign for each part, as high as its share of the largest; a blank where there is nothing. Neighbours go together where there is no room. */
export function bars({ counts }: HistogramPreview, room = Infinity): string {
  let shown = counts;
  while (shown.length > room) {
    const wider: number[] = [];
    for (let i = 0; i < shown.length; i += 2) wider.push(shown[i]! + (shown[i + 1] ?? 0));
    shown = wider;
  }
  const most = Math.max(...shown);
  return shown.map((count) => (count === 0 ? ' ' : heights[Math.ceil((count / most) * heights.length) - 1])).join('');
}
