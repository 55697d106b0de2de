// npm run experiment:review: which measure names the culprit first? `CLEW_EXPERIMENT_SEEDS` says for how many histories.
import { plants } from './history.ts';
import { measures } from './measures.ts';
import { noises, trial } from './trial.ts';

const seeds = Number(process.env['CLEW_EXPERIMENT_SEEDS'] ?? 100);
const cell = (text: string): string => text.padStart(14);

console.log(`Histories of 200 runs with a culprit, ${seeds} seeds each: first in … (among the first three in …)\n`);
for (const [noise, chances] of Object.entries(noises)) {
  const { bad, noticed, mistaken } = chances;
  const percent = (share: number): string => `${Math.round(100 * share)} %`;
  console.log(
    `Noise: ${noise}. ${percent(bad)} of what comes of it is bad, ${percent(noticed)} of that is flagged, and ${percent(mistaken)} of the rest`,
  );
  console.log(''.padEnd(12) + plants.map(cell).join(''));
  const places: Record<string, Record<string, number[]>> = {};
  for (const plant of plants) {
    for (let seed = 1; seed <= seeds; seed++) {
      for (const [name, place] of Object.entries(await trial({ seed, plant, noise: chances }, measures))) {
        ((places[name] ??= {})[plant] ??= []).push(place);
      }
    }
  }
  for (const [name, of] of Object.entries(places)) {
    const cells = plants.map((plant) => {
      const within = (most: number): number => of[plant]!.filter((place) => place <= most).length;
      return cell(`${within(1)} (${within(3)})`);
    });
    console.log(name.padEnd(12) + cells.join(''));
  }
  console.log('');
}
