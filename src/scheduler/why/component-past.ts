import type { PastPlace, PastRun } from '../../lineage/query-results.ts';
import type { Past } from '../../lineage/record.ts';
import type { ParamsSide } from './compare-nodes.ts';
import { Similar } from './similar-runs.ts';

/** How far back one component is looked through: what is older is not what people have in mind. */
const furthest = 20_000;
const firstPage = 500;
/** The known past of one node. */
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
  /** Tells of a place whether it is another task's that has the same name: its runs are no past. */
  readonly isNamesake?: ((place: string) => boolean) | undefined;
}

/**
 * The earlier component runs of one component. Read newest first and no further than it takes to find who is asked for:
 * no index leads from a node to its component runs, because every commit would pay for it.
 */
export class ComponentPast {
  readonly #past: Past;
  readonly #component: string;
  readonly #run: string | null;
  readonly #isNamesake: PastFrom['isNamesake'];
  readonly #byNode = new Map<string, { ended: PastRun | undefined; unfinished: PastRun | undefined }>();
  readonly #similar = new Similar();
  #after: PastPlace | undefined;
  #seen = 0;
  #page = firstPage;
  #isAtEnd = false;
  #reading: Promise<void> | undefined;

  constructor(past: Past, component: string, { run, after, isNamesake }: PastFrom) {
    this.#past = past;
    this.#component = component;
    this.#run = run;
    this.#isNamesake = isNamesake;
    this.#after = after;
  }

  /** Gives the past of that node. */
  async of(node: string): Promise<NodePast> {
    while (!this.#byNode.get(node)?.ended && !this.#isAtEnd) {
      await (this.#reading ??= this.#read());
    }
    return this.#byNode.get(node) ?? { ended: undefined, unfinished: undefined };
  }

  /** The most similar of all nodes that were read. To be asked after {@link of}. */
  like(params: ParamsSide): PastRun | undefined {
    return this.#similar.find(params);
  }

  paramsOf(run: PastRun): ParamsSide {
    return this.#similar.paramsOf(run);
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
    if (row.place !== null && this.#isNamesake?.(row.place)) return;
    const ended = row.status === 'ran' || row.status === 'cached';
    let known = this.#byNode.get(row.node ?? '');
    if (!known) this.#byNode.set(row.node ?? '', (known = { ended: undefined, unfinished: undefined }));
    if (known.ended) return;
    if (!ended) known.unfinished ??= row;
    else {
      known.ended = row;
      this.#similar.add(row);
    }
  }
}
