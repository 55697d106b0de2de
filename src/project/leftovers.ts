import type { RunSpan } from '../lineage/answers.ts';
import type { Record } from '../lineage/record.ts';
import type { StorageDriver } from '../storage/driver.ts';
import type { Layers } from '../storage/layers.ts';
import { folderOf, readKey } from '../storage/names.ts';
import { markOf, momentOf } from '../values/id.ts';

/** Bytes that a run of this record has left and that nothing on record points at. */
export interface Leftover {
  readonly key: string;
  readonly place: string;
  readonly componentRun: string;
  readonly run: string;
  /** In bytes; null where that can't be told. */
  readonly size: number | null;
  /** Whether it was written to its end. */
  readonly whole: boolean;
  discard(): Promise<void>;
}

/** What was found in one storage layer. */
export interface Looked {
  readonly layer: string;
  readonly place: string;
  readonly leftovers: readonly Leftover[];
  /** How many keys are of runs that this record doesn't know: those of other records, and those from before. */
  readonly foreign: number;
  /** Why it could not be looked into. */
  readonly error: unknown;
}

export interface Sought {
  readonly record: Record;
  readonly layers: Layers;
  readonly project: string;
  /** Milliseconds: what is younger is left alone. */
  readonly age: number;
  /** Tells how many keys were looked at. */
  readonly seen?: (count: number) => void;
}

const day = 86_400_000;
/** Clocks of several machines may be that far apart. */
const slack = 3_600_000;
/** So many keys are asked about at a time. */
const atOnce = 500;

/** A key, and how to let go of what is kept under it. */
interface Candidate extends Omit<Leftover, 'place' | 'size'> {
  readonly size: () => Promise<number | null | undefined>;
}

/**
 * What attempts have left that were never committed: they failed, were killed, or somebody else was faster. Component runs
 * tell by their ids which run they are of, and only what is of a run of this record, one that is over, counts: others may
 * keep things in the same place, by records of their own. Folders that artifacts share have no such ids.
 */
export async function findLeftovers(sought: Sought): Promise<Looked[]> {
  const { layers } = sought;
  const looked = new Map<string, Looked>();
  for (const layer of layers.names) {
    const driver = layers.driver(layer);
    const place = driver.place('');
    // Two names may mean one place, and the memory of another process can't be seen.
    if (driver.kind === 'memory' || looked.has(place)) continue;
    looked.set(place, await lookInto(layer, place, driver, sought));
  }
  return [...looked.values()];
}

async function lookInto(
  layer: string,
  place: string,
  driver: StorageDriver,
  { record, project, age, seen }: Sought,
): Promise<Looked> {
  const leftovers: Leftover[] = [];
  let [foreign, count] = [0, 0];
  try {
    // Before the record is asked what it points at: what is over by now commits nothing more.
    const owners = new Owners(await record.runSpans(), Date.now(), age);
    let batch: Candidate[] = [];
    const settle = async (): Promise<void> => {
      const pointedAt = await record.pointedAt(batch.flatMap(({ key, whole }) => (whole ? key : [])));
      for (const { size: measure, ...one } of batch) {
        if (one.whole && pointedAt.has(one.key)) continue;
        const size = await measure();
        if (size !== undefined) leftovers.push({ ...one, size, place: driver.place(one.key) });
      }
      batch = [];
    };
    const consider = async (key: string, rest: Pick<Candidate, 'size' | 'whole' | 'discard'>): Promise<void> => {
      const { componentRun } = readKey(key) ?? {};
      if (componentRun === undefined) return;
      seen?.((count += 1));
      const owner = owners.of(componentRun);
      if (owner === 'unknown') foreign += 1;
      if (typeof owner === 'string') return;
      batch.push({ key, componentRun, run: owner.id, ...rest });
      if (batch.length >= atOnce) await settle();
    };
    const prefix = `${folderOf(project, '', '').split('/')[0]}/`;
    for await (const key of driver.list(prefix)) {
      const size = async (): Promise<number | undefined> => driver.size(key);
      await consider(key, { whole: true, size, discard: () => driver.remove(key) });
    }
    for await (const one of driver.unfinished?.(prefix) ?? []) {
      await consider(one.key, { whole: false, size: async () => one.size, discard: () => one.discard() });
    }
    await settle();
  } catch (error) {
    return { layer, place, leftovers, foreign, error };
  }
  return { layer, place, leftovers, foreign, error: undefined };
}

/** From component runs to the runs of this record. */
class Owners {
  readonly #byMark = new Map<string, RunSpan[]>();
  readonly #now: number;
  readonly #age: number;

  constructor(runs: readonly RunSpan[], now: number, age: number) {
    this.#now = now;
    this.#age = age;
    for (const run of runs) {
      const mark = markOf(run.id);
      if (mark !== undefined) this.#byMark.set(mark, [...(this.#byMark.get(mark) ?? []), run]);
    }
  }

  /** `kept`: it may be wanted yet. */
  of(componentRun: string): RunSpan | 'unknown' | 'kept' {
    const moment = momentOf(componentRun);
    const runs = (this.#byMark.get(markOf(componentRun) ?? '') ?? []).filter(
      ({ startedAt, endedAt }) => moment >= startedAt - slack && moment <= (endedAt ?? Infinity) + slack,
    );
    const [run] = runs;
    if (!run) return 'unknown';
    // Nothing was heard of it for a while: it may be held up on another machine.
    const age = runs.some(({ state }) => state === 'silent') ? Math.max(day, this.#age) : this.#age;
    return runs.some(({ state }) => state === 'alive') || this.#now - moment < age ? 'kept' : run;
  }
}
