import { readFile } from 'node:fs/promises';
import { lineage } from 'clew';

const component = await lineage
  .component('serve')
  .describe('the risk that a machine stands still within a month')
  .ownedBy('@reliability')
  .tagged('online');

/** One answer to one question. Whoever gets it gets its id as well. */
export const serve = component.register(
  { inputs: (risks: string) => [risks], params: (_risks: string, machine: string) => ({ machine }) },
  async (risks: string, machine: string) => {
    const risk = (JSON.parse(await readFile(risks, 'utf8')) as Record<string, number>)[machine];
    if (risk === undefined) throw new Error(`nothing is known of ${machine}`);
    return { machine, risk, id: lineage.log(`${machine}-2026-11`, { label: `risk of ${machine}` }) };
  },
);
