import type {
  ComponentRunDetails,
  ComponentSummary,
  LeaseSummary,
  LimitSummary,
  RunDetails,
  RunSummary,
} from '../lineage/query-results.ts';
import type { LineageRecord } from '../lineage/record.ts';
import { type RunExplanation, explainRun } from './explain/explain-run.ts';
import { type Explanation, explainTrace } from './explain/explanation.ts';
import { type ComponentHistory, historyOf } from './history.ts';
import { type TraceDocument, loadTrace, traceDocument } from './load-trace.ts';
import { type PageOptions, defaultLimit, pageOf } from './page.ts';
import { resolveId } from './resolve-id.ts';
import { type WhyDocument, whyDocument } from './why.ts';

/** A list of which there may be more. */
export interface ListPage {
  readonly page: number;
  readonly more: boolean;
}

/** The latest runs, newest first, and what is being run now. */
export interface RunsDocument extends ListPage {
  readonly runs: readonly RunSummary[];
  readonly leases: readonly LeaseSummary[];
  readonly limits: readonly LimitSummary[];
}

/** One run with its nodes. */
export interface RunRecord extends RunDetails, ListPage {
  /** The number of nodes on all pages. */
  readonly total: number;
  readonly leases: readonly LeaseSummary[];
  readonly limits: readonly LimitSummary[];
}

/** All that has runs: tasks, workflows and registered code. */
export interface ComponentsDocument extends ListPage {
  readonly components: readonly ComponentSummary[];
  readonly total: number;
}

/** The questions that people ask a record. What they give is what the commands print with `--json`. */
export class RecordReader {
  readonly #record: LineageRecord;
  readonly #root: string;

  /** `root` is the folder of the project whose code is that of today. */
  constructor(record: LineageRecord, root: string) {
    this.#record = record;
    this.#root = root;
  }

  /** Gives what `clew runs --json` prints. */
  async runs(options: PageOptions = {}): Promise<RunsDocument> {
    const { page, limit, offset } = pageOf(options, defaultLimit.runs);
    // One more than is shown tells whether there are more.
    const found = await this.#record.runs({ limit: limit + 1, offset });
    const [leases, limits] = [await this.#record.leases(), await this.#record.limits()];
    return { runs: found.slice(0, limit), leases, limits, page, more: found.length > limit };
  }

  /** Gives a run, by its id or the beginning of one, as `clew show --json` prints it: all of its nodes, or a page of them. */
  async run(asked: string, options: PageOptions = {}): Promise<RunRecord> {
    const { id } = await resolveId(this.#record, asked, ['run']);
    const { nodes, ...run } = await this.#record.run(id);
    const { page, offset, limit } = pageOf(options, defaultLimit.nodes, true);
    const [leases, limits] = [await this.#record.leases(id), await this.#record.limits(id)];
    const more = nodes.length > offset + limit;
    return { ...run, nodes: nodes.slice(offset, offset + limit), total: nodes.length, page, more, leases, limits };
  }

  /** Gives a component run, by its id, the beginning of one, or an output id of it. */
  async componentRun(asked: string): Promise<ComponentRunDetails> {
    const { kind, id } = await resolveId(this.#record, asked, ['component run', 'output id']);
    if (kind === 'component run') return this.#record.componentRun(id);
    const [maker] = (await this.#record.trace(id)).frames;
    return this.#record.componentRun(maker!.componentRun);
  }

  /** Gives what led to an output id, an artifact or a component run, as `clew bt --json` prints it. */
  async trace(asked: string, options: PageOptions = {}): Promise<TraceDocument> {
    const traced = await loadTrace(this.#record, asked, this.#root);
    return traceDocument(traced, pageOf(options, defaultLimit.frames, true));
  }

  /** Gives what `clew explain --json` says of an output id, an artifact or a component run, or of a run. */
  async explain(asked: string): Promise<Explanation | RunExplanation> {
    const { kind, id } = await resolveId(this.#record, asked, ['output id', 'artifact', 'component run', 'run']);
    if (kind === 'run') return explainRun(this.#record, id, this.#root);
    return explainTrace(this.#record, await this.#record.trace(id), this.#root);
  }

  /** Tells why a node ran or was found again, as `clew why --json` does: by its name, its task or its component run. */
  async why(asked: string, options: { readonly run?: string | undefined } = {}): Promise<WhyDocument> {
    return whyDocument(this.#record, asked, options.run);
  }

  /** Gives the runs of a component with what was measured, as `clew history --json` prints them. */
  async history(
    component: string,
    options: PageOptions & { readonly cached?: boolean } = {},
  ): Promise<ComponentHistory> {
    const page = pageOf(options, defaultLimit.history);
    return (await historyOf(this.#record, component, page, options.cached)).document;
  }

  /** Gives what has runs, as `clew components --json` prints it. */
  async components(options: PageOptions = {}): Promise<ComponentsDocument> {
    return componentsPage(await this.#record.components(), options, true);
  }

  async close(): Promise<void> {
    await this.#record.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** A page of components; `isWhole`: all of them, unless a part is asked for. */
export function componentsPage(
  components: readonly ComponentSummary[],
  options: PageOptions,
  isWhole: boolean,
): ComponentsDocument {
  const { page, limit, offset } = pageOf(options, defaultLimit.components, isWhole);
  const shown = components.slice(offset, offset + limit);
  return { components: shown, total: components.length, page, more: components.length > offset + shown.length };
}
