import { openRecord } from '../../../src/lineage/open-record.ts';
import type { LineageRecord, RecordSettings } from '../../../src/lineage/record.ts';
import { median, times } from '../measure.ts';
import { type Landmarks, chains } from './history.ts';

/** How long one question takes. */
export interface Answer {
  readonly name: string;
  readonly frames: number;
  /** The median, and how long nine in ten take at most. */
  readonly ms: number;
  readonly most: number;
}

const rounds = 31;

/** Each round asks about another one, so that not all of it lies in the database's memory already. */
async function traced(record: LineageRecord, name: string, idOf: (round: number) => string): Promise<Answer> {
  const took: number[] = [];
  let frames = 0;
  await record.trace(idOf(0));
  for (const round of times(rounds, () => 0).keys()) {
    const start = performance.now();
    frames = (await record.trace(idOf(1 + 7 * round))).frames.length;
    took.push(performance.now() - start);
  }
  const most = took.toSorted((a, b) => a - b)[Math.floor(rounds * 0.9)]!;
  return { name, frames, ms: median(took), most };
}

export async function traces(settings: RecordSettings, { end, night }: Landmarks): Promise<Answer[]> {
  const record = await openRecord(settings);
  const answers: Answer[] = [];
  for (const { depth } of [...chains].toReversed()) {
    answers.push(await traced(record, `depth ${depth}`, (which) => end(depth, which)));
  }
  answers.push(await traced(record, 'the nightly job, depth 10', night));
  await record.close();
  return answers;
}

/** All that came of the root. */
export interface Reach {
  readonly rows: number;
  /** Until the first, and until all were there. */
  readonly first: number;
  readonly ms: number;
  /** By how much memory grew at most. */
  readonly mb: number;
}

export async function impact(settings: RecordSettings, { root }: Landmarks): Promise<Reach> {
  const record = await openRecord(settings);
  const measured: Reach[] = [];
  for (const _ of times(5, () => 0)) {
    const before = process.memoryUsage.rss();
    const start = performance.now();
    let [rows, first, peak] = [0, 0, before];
    for await (const { isStart } of record.impact({ kind: 'component run', id: root })) {
      if (!isStart && first === 0) first = performance.now() - start;
      if ((rows += 1) % 1000 === 0) peak = Math.max(peak, process.memoryUsage.rss());
    }
    measured.push({ rows, first, ms: performance.now() - start, mb: (peak - before) / 1e6 });
  }
  await record.close();
  const of = (what: keyof Reach): number => median(measured.map((one) => one[what]));
  return { rows: of('rows'), first: of('first'), ms: of('ms'), mb: of('mb') };
}
