import { readFile, writeFile } from 'node:fs/promises';
import { lineage } from 'clew';

/** Rows that are whole: three fields, and a load that is a number. */
export const clean = lineage.register(
  'clean',
  { inputs: (raw: string) => [raw], outputs: (_result, _raw, cleaned) => [cleaned] },
  async (raw: string, cleaned: string) => {
    const rows = (await readFile(raw, 'utf8')).trim().split('\n');
    const whole = rows.filter((row) => /^[\w-]+,[\d-]+,\d+(\.\d+)?$/.test(row));
    lineage.metric('dropped', rows.length - whole.length);
    await writeFile(cleaned, `${whole.join('\n')}\n`);
  },
);
