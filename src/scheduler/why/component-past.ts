import type { PastPlace, PastRun } from '../../lineage/entries.ts';
import type { Past } from '../../lineage/record.ts';
import { type ParamsSide, likeness, paramsOf } from './compare.ts';

/** How far back one component is looked through: what is older is not what people have in mind. */
const furthest = 20_000;
const firstPage = 500;
/** Among so many of the newest the most similar one is sought, where the node itself has none. */
const mostLookedAt = 128;

/** What is known of one node's past. */
export interface NodePast {
  /** The newest that came to its end. */
  readonly ended: PastRun | undefined;
  /** A newer one that did not. */
  readonly unfinished: PastRun | undefined;
}

export interface PastFrom {
  /** Component runs of this run are no past. */
  readonly run: string | null;
  /** Where to begin; default: with the newest. */
  readonly after?: PastPlace;
}

/**
 * The earlier component runs of one component. Read newest first and no further than it takes to find who is asked for:
 * no index leads from a node to its component runs, because every commit would pay for it.
 */
export class ComponentPast {
  readonly #past: Past;
  readonly #component: string;
  readonly #run: string | null;
  readonly #byNode = new Map<string, { ended: PastRun | undefined; unfinished: PastRun | undefined }>();
  readonly #newest: PastRun[] = [];
  readonly #params = new Map<PastRun, ParamsSide>();
  #after: PastPlace | undefined;
  #seen = 0;
  #page = firstPage;
  #isAtEnd = false;
  #reading: Promise<void> | undefined;

  constructor(past: Past, component: string, { run, after }: PastFrom) {
    this.#past = past;
    this.#component = component;
    this.#run = run;
    this.#after = after;
  }

  /** Of that node. */
  async of(node: string): Promise<NodePast> {
    while (!this.#byNode.get(node)?.ended && !this.#isAtEnd) {
      await (this.#reading ??= this.#read());
    }
    return this.#byNode.get(node) ?? { ended: undefined, unfinished: undefined };
  }

  /** The one with the most parameters in common, among the newest of all nodes. To be asked after {@link of}. */
  like(params: ParamsSide): PastRun | undefined {
    let [best, most]: [PastRun | undefined, number] = [undefined, -1];
    for (const run of this.#newest) {
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

  async #read(): Promise<void> {
    const limit = Math.min(this.#page, furthest - this.#seen);
    const rows = await this.#past.pastRuns(this.#component, { limit, ...(this.#after && { after: this.#after }) });
    for (const row of rows) this.#take(row);
    this.#seen += rows.length;
    this.#page *= 2;
    this.#after = rows.at(-1);
    this.#isAtEnd = rows.length < limit || this.#seen >= furthest;
    this.#reading = undefined;
  }

  #take(row: PastRun): void {
    if (this.#run !== null && row.run === this.#run) return;
    const ended = row.status === 'ran' || row.status === 'cached';
    let known = this.#byNode.get(row.node ?? '');
    if (!known) this.#byNode.set(row.node ?? '', (known = { ended: undefined, unfinished: undefined }));
    if (known.ended) return;
    if (!ended) known.unfinished ??= row;
    else {
      known.ended = row;
      if (this.#newest.length < mostLookedAt) this.#newest.push(row);
    }
  }
}
