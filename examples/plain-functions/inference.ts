import { readFile, writeFile } from 'node:fs/promises';
import { lineage } from 'clew';
import type { Features } from './featurize.ts';

interface Model {
  readonly bias: number;
  readonly mean: number;
  readonly rise: number;
}

export const inference = lineage.register(
  'inference',
  {
    inputs: (features: string, model: string) => ({ features, model }),
    outputs: (_result, _features, _model, risks) => [risks],
  },
  async (features: string, model: string, risks: string) => {
    const weights = JSON.parse(await readFile(model, 'utf8')) as Model;
    const machines = Object.entries(JSON.parse(await readFile(features, 'utf8')) as Features);
    const found = machines.map(([machine, { mean, rise }]) => {
      const risk = 1 / (1 + Math.exp(-(weights.bias + weights.mean * mean + weights.rise * rise)));
      return [machine, Number(risk.toFixed(3))] as const;
    });
    await writeFile(risks, JSON.stringify(Object.fromEntries(found)));
  },
);
