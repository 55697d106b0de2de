import type { HistogramPreview } from '../../storage/previews/preview.ts';

const heights = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** One sign for each part: as high as its share of the largest; a blank where there is nothing. */
export function bars({ counts }: HistogramPreview): string {
  const most = Math.max(...counts);
  return counts.map((count) => (count === 0 ? ' ' : heights[Math.ceil((count / most) * heights.length) - 1])).join('');
}
