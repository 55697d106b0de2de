import type {
  ArtifactFilter,
  ComponentSummary,
  ListedArtifact,
  ComponentRunDetails,
  FoundRun,
  HistoryOptions,
  HistoryRun,
  IdKind,
  LeaseSummary,
  LimitSummary,
  OutputContent,
  PastInput,
  PastPlace,
  PastRun,
  Resolved,
  ResumableRun,
  Rewriting,
  RunDetails,
  RunResult,
  RunSpan,
  RunSummary,
  OutputIdSummary,
  UsedSpace,
} from './answers.ts';
import type { ComponentInfo, ComponentRunEntry, ProcessInfo, RunEnd, RunStart, CodeManifest } from './entries.ts';
import type { ArtifactRef } from '../storage/ref.ts';
import type { Preview } from '../storage/previews/preview.ts';
import type { CheckOutcome } from './checks.ts';
import type { Claim } from './claim.ts';
import type { CodeUse, ImpactStart, Reached, ReachedOutput } from './impact.ts';
import type { Commentary } from './remarks.ts';
import type { Jobs } from './jobs/jobs.ts';
import type { LeaseOptions, Leases } from './leases.ts';
import type { OutageListener } from './outage.ts';
import type { Trace } from './trace.ts';
import type { Ways } from './ways.ts';

/** The write side: what the scheduler tells the record, and what it asks before it runs something. */
export interface Recorder {
  /** The run, the process that executes it, its components and their dependencies. Existing components are brought up to date. */
  startRun(start: RunStart): Promise<void>;
  /** Keeps each source and each manifest once per digest. */
  keepCode(manifests: readonly CodeManifest[]): Promise<void>;
  /** The newest component run with the status `ran` that has this identity and no damaged artifact. Calls of one tick go out together. */
  find(identity: string): Promise<FoundRun | undefined>;
  /** The artifacts of each of these component runs, in this order: the output first, then what was stored beside it. */
  made(componentRuns: readonly string[]): Promise<readonly (readonly ArtifactRef[])[]>;
  /**
   * Resolves when the entry is lasting. Entries that come in one tick are committed together, all or none.
   * False: it was not committed, because its claim is lost and someone else may have the lease.
   */
  commit(entry: ComponentRunEntry, claim?: Claim): Promise<boolean>;
  /** A run comes in as a holder of leases, after {@link startRun}. */
  join(options: LeaseOptions): Promise<Leases>;
  /** It goes, and its leases with it. */
  leave(leases: Leases): Promise<void>;
  /**
   * The artifact's bytes are not what their digest says: {@link find} doesn't offer it any more, nor any other artifact
   * that is kept under the same key.
   */
  markDamaged(artifact: string): Promise<void>;
  endRun(run: string, end: RunEnd): Promise<void>;
}

/** What ran before, as it is asked for to say why something runs again. */
export interface Past {
  /** Those of these components that have a component run on record, of whatever status. */
  everRan(components: readonly string[]): Promise<ReadonlySet<string>>;
  /** The component runs of a component, newest first, from after a place on. No index helps to choose among them: none is filtered out. */
  pastRuns(component: string, options: { readonly after?: PastPlace; readonly limit: number }): Promise<PastRun[]>;
  /** What came into a component run, in the order of declaration. Calls of one tick go out together. */
  inputsOf(componentRun: string): Promise<readonly PastInput[]>;
  /** The text of one source or manifest as it was kept. */
  code(digest: string): Promise<string | undefined>;
}

/** The read side: what people ask. Every `id` may be shortened to a unique prefix by {@link resolve} first. */
export interface Reader {
  /** What an id or the beginning of one names; of several kinds that begin like this, one that is wanted. */
  resolve(id: string, wanted?: readonly IdKind[]): Promise<Resolved>;
  /** Everything that led to an output id, an artifact or a component run: one recursive query, each component run once, nearest first. */
  trace(id: string): Promise<Trace>;
  /** Everything that a run ran or found again, and what led to it; what it came to in the end first. */
  traceOfRun(run: string): Promise<Trace>;
  /** The processes that executed these component runs. */
  processesOf(componentRuns: readonly string[]): Promise<ReadonlyMap<string, ProcessInfo>>;
  /** What these component runs returned, of those that did. */
  outputsOf(componentRuns: readonly string[]): Promise<ReadonlyMap<string, OutputContent>>;
  /** Of artifacts that registered code wrote to a path or a URL: who has last written other bytes there. */
  rewritten(artifacts: readonly string[]): Promise<ReadonlyMap<string, Rewriting>>;
  /**
   * Everything that came from a start, itself first, then nearest first: one recursive query, each component run once,
   * handed over as the database finds it. Of an artifact, only what came by way of it.
   *
   * @example `for await (const { node, outputIds } of record.impact({ kind: 'artifact', id: 'art-0t31' })) …`
   */
  impact(start: ImpactStart): AsyncIterable<Reached>;
  /** The output ids alone. */
  impactIds(start: ImpactStart): AsyncIterable<ReachedOutput>;
  /** The code by which a component has run, the latest first. */
  codesOfComponent(component: string): Promise<CodeUse[]>;
  /** Newest first. */
  runs(options?: { limit?: number; offset?: number }): Promise<RunSummary[]>;
  run(id: string): Promise<RunDetails>;
  /** What is needed to go on with a run; without an id, with the newest one that has to be gone on with. */
  resumable(id?: string): Promise<ResumableRun | undefined>;
  componentRun(id: string): Promise<ComponentRunDetails>;
  components(): Promise<ComponentSummary[]>;
  /** The component runs of a component with their metrics, newest first. */
  history(component: string, options: HistoryOptions): Promise<readonly HistoryRun[]>;
  /** What is said of these components, of those that are on record; nothing is counted. */
  about(components: readonly string[]): Promise<ReadonlyMap<string, ComponentInfo>>;
  /** What the kinds of these component runs have checked around them, of those that have any. */
  checks(componentRuns: readonly string[]): Promise<ReadonlyMap<string, readonly CheckOutcome[]>>;
  /** Output ids of everything that a run ran or found again, newest first. */
  outputIds(run: string, options?: { limit?: number }): Promise<OutputIdSummary[]>;
  /** Newest first; of component runs and runs also what they found again. */
  artifacts(
    filter: ArtifactFilter,
    page: { readonly limit: number; readonly offset?: number },
  ): Promise<readonly ListedArtifact[]>;
  /** What takes most first; apart by age, by moments from the newest to the oldest. */
  usedSpace(since?: readonly number[]): Promise<readonly UsedSpace[]>;
  /** Those of these keys under which an artifact on record is kept, in whatever layer. */
  pointedAt(keys: readonly string[]): Promise<ReadonlySet<string>>;
  /** All runs, as far as it matters who may still write. */
  runSpans(): Promise<readonly RunSpan[]>;
  /** The manifests of the tasks that a run ran or found again. */
  codesOf(run: string): Promise<readonly string[]>;
  /** Texts of the code that was kept, those that are there. */
  codes(digests: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** What became of each node of a run in the end, and the digest of what it gave. */
  resultsOf(run: string): Promise<readonly RunResult[]>;
  /** The bytes of an artifact that is in the record itself. */
  inlineOf(artifact: string): Promise<Uint8Array | null>;
  /** What people see of artifacts without reading them, of those that have it. */
  previews(artifacts: readonly string[]): Promise<ReadonlyMap<string, Preview>>;
  /** What is being run now and by whom, of one run or of all. */
  leases(run?: string): Promise<LeaseSummary[]>;
  /** Which units of limits are taken now and by whom, by one run or by all. */
  limits(run?: string): Promise<LimitSummary[]>;
}

/** The database that remembers all runs, component runs, artifacts and output ids. */
export interface Record extends Recorder, Past, Reader, Ways, Commentary {
  readonly dialect: 'sqlite' | 'postgres';
  /** What to show people: the file, or the server without its password. */
  readonly place: string;
  /** The jobs that runs have started elsewhere. */
  readonly jobs: Jobs;
  /** Tells when the database is away and waited for. Gives the way to stop listening. */
  watch(listener: OutageListener): () => void;
  close(): Promise<void>;
}

/** Which database, as the settings say it. */
export type RecordSettings =
  | { readonly sqlite: string; readonly durability?: 'normal' | 'full' }
  | { readonly postgres: string; readonly migrate?: 'auto' | 'manual' };

/** Whether commits survive a power cut: then the bytes that they name are to survive it too. */
export const isDurable = (settings: RecordSettings): boolean => 'sqlite' in settings && settings.durability === 'full';
