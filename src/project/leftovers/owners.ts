import type { RunSpan } from '../../lineage/query-results.ts';
import type { LineageRecord } from '../../lineage/record.ts';
import { markOf, momentOf } from '../../values/id.ts';

const day = 86_400_000;
/** Clocks of several machines may be that far apart. */
const slack = 3_600_000;

/** From component runs to the runs of this record. */
export class Owners {
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

/**
 * Tells whether no run of this record is at work. What runs share, such as files under their digests, may be taken away
 * then alone: a run that finds it there doesn't write it again.
 */
export class Idleness {
  readonly #record: Pick<LineageRecord, 'runSpans'>;
  readonly #age: number;
  #asking: Promise<unknown> = Promise.resolve();
  #next: Promise<boolean> | undefined;

  /** `age`: milliseconds that a run may be silent for, at least a day. */
  constructor(record: Pick<LineageRecord, 'runSpans'>, age: number) {
    this.#record = record;
    this.#age = Math.max(day, age);
  }

  /** As it is after the call: who asks while an answer is on its way waits for the next one. */
  check(): Promise<boolean> {
    return (this.#next ??= this.#asking.then(() => {
      this.#next = undefined;
      const answer = this.#ask();
      this.#asking = answer.catch(() => undefined);
      return answer;
    }));
  }

  async #ask(): Promise<boolean> {
    const now = Date.now();
    return (await this.#record.runSpans()).every(
      ({ state, startedAt }) => state === 'over' || (state === 'silent' && now - startedAt >= this.#age),
    );
  }
}
