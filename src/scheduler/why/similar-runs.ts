import type { PastRun } from '../../lineage/query-results.ts';
import { type ParamsSide, likeness, paramsOf } from './compare-nodes.ts';

/** Among so many of the newest one is sought that differs in one parameter only … */
const maxIndexed = 5_000;
/** … and among so many, where there is none, the one with most parameters in common. */
const maxWeighed = 128;

/** The earlier component runs of a task, to find the one that a node is most like. They come in newest first. */
export class Similar {
  readonly #runs: PastRun[] = [];
  readonly #params = new Map<PastRun, ParamsSide>();
  /** By all parameters but one. */
  readonly #allButOne = new Map<string, PastRun>();
  #indexed = 0;

  add(run: PastRun): void {
    if (this.#runs.length < maxIndexed) this.#runs.push(run);
  }

  /** The newest that differs in one parameter, else one of the newest with the most in common. */
  find(params: ParamsSide): PastRun | undefined {
    this.#index();
    const near = keysOf(params).flatMap((key) => this.#allButOne.get(key) ?? []);
    if (near.length > 0) return near.reduce((a, b) => (b.endedAt > a.endedAt ? b : a));
    let [best, most]: [PastRun | undefined, number] = [undefined, -1];
    for (const run of this.#runs.slice(0, maxWeighed)) {
      const same = likeness(this.paramsOf(run), params);
      if (same > most) [best, most] = [run, same];
    }
    return best;
  }

  /** Read once: many nodes may be held against the same one. */
  paramsOf(run: PastRun): ParamsSide {
    let known = this.#params.get(run);
    if (!known) this.#params.set(run, (known = paramsOf(run.params)));
    return known;
  }

  #index(): void {
    for (; this.#indexed < this.#runs.length; this.#indexed++) {
      const run = this.#runs[this.#indexed]!;
      for (const key of keysOf(this.paramsOf(run))) if (!this.#allButOne.has(key)) this.#allButOne.set(key, run);
    }
  }
}

function keysOf(params: ParamsSide): string[] {
  // With one parameter, everything differs in one only: the newest is as good as any.
  const texts = [...params].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, { text }]) => `${name}\0${text}\0`);
  return texts.map((_, left) => `${left} ${texts.filter((__, i) => i !== left).join('')}`);
}
