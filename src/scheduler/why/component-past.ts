import type { PastRun, PastPlace } from '../../lineage/query-results.ts';
import { type ParamsSide, likeness, paramsOf } from './compare-nodes.ts';
import type { Past } from '../../lineage/record.ts';

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
