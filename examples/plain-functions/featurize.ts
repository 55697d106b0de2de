import { readFile, writeFile } from 'node:fs/promises';
import { lineage } from 'clew';

/** What the model looks at: the mean load of each machine, and how much it has risen. */
export type Features = Readonly<Record<string, { readonly mean: number; readonly rise: number }>>;

export const featurize = lineage.register(
  'featurize',
  { inputs: (cleaned: string) => [cleaned], outputs: (_result, _cleaned, features) => [features] },
  async (cleaned: string, features: string) => {
    const loads = new Map<string, number[]>();
    for (const row of (await readFile(cleaned, 'utf8')).trim().split('\n')) {
      const [machine, , load] = row.split(',') as [string, string, string];
      loads.set(machine, [...(loads.get(machine) ?? []), Number(load)]);
    }
    const found = Array.from(loads, ([machine, all]) => {
      const mean = all.reduce((sum, load) => sum + load, 0) / all.length;
      return [machine, { mean, rise: all.at(-1)! - all[0]! }] as const;
    });
    await writeFile(features, JSON.stringify(Object.fromEntries(found)));
  },
);
