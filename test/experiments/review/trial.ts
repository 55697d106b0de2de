import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRecord } from '../../../src/lineage/open-record.ts';
import type { Measure } from '../../../src/inspect/review/measure.ts';
import { review } from '../../../src/inspect/review/review.ts';
import type { Suspect } from '../../../src/inspect/review/suspect.ts';
import { type Noise, type Story, tell } from './history.ts';

/** What people flag is never all, and never without mistakes. */
export const noises: Readonly<Record<string, Noise>> = {
  none: { bad: 1, noticed: 1, mistaken: 0 },
  some: { bad: 0.95, noticed: 0.95, mistaken: 0.01 },
  much: { bad: 0.9, noticed: 0.7, mistaken: 0.02 },
};

/** The place of the first culprit in what a measure says, from 1 on; Infinity where it isn't there. */
export async function trial(
  story: Story,
  measures: Readonly<Record<string, Measure>>,
): Promise<Readonly<Record<string, number>>> {
  const folder = mkdtempSync(join(tmpdir(), 'clew-review-'));
  try {
    const settings = { sqlite: join(folder, 'record.db') };
    const culprits = await tell(settings, story);
    const record = await openRecord(settings);
    const places: Record<string, number> = {};
    for (const [name, measure] of Object.entries(measures)) {
      const { suspects } = await review(record, { limit: 50, measure });
      const at = suspects.findIndex(({ suspect }) => culprits.has(nameOf(suspect)));
      places[name] = at < 0 ? Infinity : at + 1;
    }
    await record.close();
    return places;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** As the history calls it. */
export function nameOf(suspect: Suspect): string {
  switch (suspect.kind) {
    case 'code':
      return `code ${suspect.component} ${suspect.code}`;
    case 'input':
      return `file ${suspect.at} ${suspect.digest}`;
    case 'param':
      return `param ${suspect.component} ${suspect.name} ${String(suspect.value)}`;
    case 'component run':
      return suspect.componentRun;
    case 'artifact':
      return suspect.artifact;
  }
}
