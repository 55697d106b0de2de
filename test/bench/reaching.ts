import { join } from 'node:path';
import { openRecord } from '../../src/lineage/open-record.ts';
import type { LineageRecord, RecordSettings } from '../../src/lineage/record.ts';
import { BenchProject, median, times } from './measure.ts';
import { begin, entry } from './tracing.ts';

export interface ReachRow {
  readonly name: string;
  /** Until the first descendant is there, and until all are. */
  readonly first: number;
  readonly all: number;
  /** By how much memory grows at most while they come by. */
  readonly mb: number;
}

const descendants = 100_000;

/** Impact in SQLite: everything directly behind the root, and in a hundred chains. */
export async function reaching(): Promise<ReachRow[]> {
  using project = new BenchProject();
  return await reachingIn({ sqlite: join(project.folder, 'record.db') });
}

export async function reachingIn(settings: RecordSettings): Promise<ReachRow[]> {
  const record = await openRecord(settings);
  await begin(record);
  const rows = [
    await reached(record, 'all read the root', await behind(record, descendants)),
    await reached(record, 'in a hundred chains', await behind(record, 100)),
  ];
  await record.close();
  return rows;
}

/** So many side by side, each of them reading what was made so many before it. */
async function behind(record: LineageRecord, width: number): Promise<string> {
  const root = entry([]);
  await record.commit(root);
  const made: string[] = [];
  let work: Promise<unknown>[] = [];
  for (let i = 0; i < descendants; i++) {
    const step = entry([made[i - width] ?? root.artifacts[0].id]);
    made.push(step.artifacts[0].id);
    work.push(record.commit(i % 10 === 0 ? { ...step, outputIds: [{ id: `${step.id}.0`, label: null }] } : step));
    if (work.length < 5000 && i < descendants - 1) continue;
    await Promise.all(work);
    work = [];
  }
  return root.id;
}

async function reached(record: LineageRecord, name: string, id: string): Promise<ReachRow> {
  const rounds: Omit<ReachRow, 'name'>[] = [];
  for (const _ of times(5, () => 0)) {
    const before = process.memoryUsage.rss();
    const start = performance.now();
    let [count, first, peak] = [0, 0, before];
    for await (const one of record.impact({ kind: 'component run', id })) {
      if (!one.isStart && first === 0) first = performance.now() - start;
      if ((count += 1) % 1000 === 0) peak = Math.max(peak, process.memoryUsage.rss());
    }
    if (count !== descendants + 1) throw new Error(`${count} reached`);
    rounds.push({ first, all: performance.now() - start, mb: (peak - before) / 1e6 });
  }
  const of = (what: 'first' | 'all' | 'mb'): number => median(rounds.map((round) => round[what]));
  return { name, first: of('first'), all: of('all'), mb: of('mb') };
}
