import { describe, expect, test } from 'vitest';
import { type Plant } from '../../experiments/review/history.ts';
import { measures } from '../../experiments/review/measures.ts';
import { noises, trial } from '../../experiments/review/trial.ts';

const seeds = Array.from({ length: 20 }, (_, i) => i + 1);

/** In how many histories a culprit came first, by measure. */
async function firsts(plant: Plant, noise: keyof typeof noises): Promise<Record<string, number>> {
  const counts: Record<string, number> = { ochiai: 0, 'raw count': 0 };
  const compared = { ochiai: measures['ochiai']!, 'raw count': measures['raw count']! };
  for (const seed of seeds) {
    for (const [name, place] of Object.entries(await trial({ seed, plant, noise: noises[noise]! }, compared)))
      counts[name]! += Number(place === 1);
  }
  return counts;
}

describe('review of a history of 200 runs', () => {
  test.each(['code', 'file', 'param'] as const)(
    'ranks a planted fault of %s first, when only some of the bad outputs are flagged',
    async (plant) => {
      const found = await firsts(plant, 'some');
      expect(found['ochiai']).toBeGreaterThanOrEqual(19);
      expect(found['ochiai']).toBeGreaterThanOrEqual(found['raw count']!);
    },
  );

  test('ranks one of three simultaneous faults first', async () => {
    const found = await firsts('all', 'some');
    expect(found['ochiai']).toBeGreaterThanOrEqual(18);
    expect(found['ochiai']).toBeGreaterThan(found['raw count']!);
  });
});
