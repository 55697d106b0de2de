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
} from './query-results.ts';
import type { ComponentInfo, ComponentRunEntry, ProcessInfo, RunEnd, RunStart, CodeManifest } from './entries.ts';
import type { ArtifactPlace, ArtifactRef } from '../storage/ref.ts';
import type { Preview } from '../storage/previews/preview.ts';
import type { CheckOutcome } from './check-rows.ts';
import type { Claim } from './claim.ts';
import type { CodeUse, ImpactStart, Reached, ReachedOutput } from './impact.ts';
import type { Annotations } from './annotations.ts';
import type { Jobs } from './jobs/job-types.ts';
import type { LeaseOptions, Leases } from './leases.ts';
import type { OutageListener } from './outage-patience.ts';
import type { Trace } from './trace.ts';
import type { ReviewGraph } from './review-graph.ts';

/** The write side: what the scheduler tells the record, and what it asks before it runs something. */
export interface Recorder {
  /** The run, the process that executes it, its components and their dependencies. Existing components are brought up to date. */
  startRun(start: RunStart): Promise<void>;
  /** Keeps each source and each manifest once per digest. */
  keepCode(manifests: readonly CodeManifest[]): Promise<void>;
  /**
   * Finds the newest component run with the status `ran` that has this identity and no damaged artifact. Calls of one
   * tick go out together. `outdated`: digests of dependencies that don't hold any more; runs with one of them aren't
   * found.
   */
  find(identity: string, outdated?: ReadonlySet<string>): Promise<FoundRun | undefined>;
  /** All that {@link find} chooses from, newest first, as far as they are worth looking at: for who can't use the newest. */
  candidates(identity: string): Promise<readonly FoundRun[]>;
  /**
   * Gives a key that this record keeps for a purpose, and makes it on first use: a hash made with it can't be guessed
   * from outside.
   */
  secretKey(name: string): Promise<string>;
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

/** The history of what ran before, as it is asked for to say why something runs again. */
export interface Past {
  /** Gives those of these components that have a component run on record, of whatever status. */
  everRan(components: readonly string[]): Promise<ReadonlySet<string>>;
  /** The component runs of a component, newest first, from after a place on. No index helps to choose among them: none is filtered out. */
  pastRuns(component: string, options: { readonly after?: PastPlace; readonly limit: number }): Promise<PastRun[]>;
  /** Gives what came into a component run, in the order of declaration. Calls of one tick go out together. */
  inputsOf(componentRun: string): Promise<readonly PastInput[]>;
  /** The text of one source or manifest as it was kept. */
  code(digest: string): Promise<string | undefined>;
}

/** The read side: what people ask. Every `id` may be shortened to a unique prefix by {@link resolve} first. */
export interface Reader {
  /** Tells what an id or the beginning of one names; of several kinds that begin like this, one that is wanted. */
  resolve(id: string, wanted?: readonly IdKind[]): Promise<Resolved>;
  /** Everything that led to an output id, an artifact or a component run: one recursive query, each component run once, nearest first. */
  trace(id: string): Promise<Trace>;
  /** Everything that a run ran or found again, and what led to it; what it came to in the end first. */
  traceOfRun(run: string): Promise<Trace>;
  /** The processes that executed these component runs. */
  processesOf(componentRuns: readonly string[]): Promise<ReadonlyMap<string, ProcessInfo>>;
  /** Digests of what these component runs, or those that they found again, used besides their code; of those that used anything. */
  dependenciesOf(componentRuns: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Gives what these component runs returned, of those that did. */
  outputsOf(componentRuns: readonly string[]): Promise<ReadonlyMap<string, OutputContent>>;
  /** Tells, of artifacts that registered code wrote to a path or a URL, who has last written other bytes there. */
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
  /** Gives what is needed to go on with a run; without an id, with the newest one that has to be gone on with. */
  resumable(id?: string): Promise<ResumableRun | undefined>;
  componentRun(id: string): Promise<ComponentRunDetails>;
  components(): Promise<ComponentSummary[]>;
  /** The component runs of a component with their metrics, newest first. */
  history(component: string, options: HistoryOptions): Promise<readonly HistoryRun[]>;
  /** Gives what is said of these components, of those that are on record; nothing is counted. */
  about(components: readonly string[]): Promise<ReadonlyMap<string, ComponentInfo>>;
  /** Gives what the kinds of these component runs have checked around them, of those that have any. */
  checks(componentRuns: readonly string[]): Promise<ReadonlyMap<string, readonly CheckOutcome[]>>;
  /** Output ids of everything that a run ran or found again: those of the component run `first`, then the newest. */
  outputIds(run: string, options?: { limit?: number; first?: string | undefined }): Promise<OutputIdSummary[]>;
  /** Newest first; of component runs and runs also what they found again. */
  artifacts(
    filter: ArtifactFilter,
    page: { readonly limit: number; readonly offset?: number },
  ): Promise<readonly ListedArtifact[]>;
  /** Gives the space that artifacts take, the most first; apart by age, by moments from the newest to the oldest. */
  usedSpace(since?: readonly number[]): Promise<readonly UsedSpace[]>;
  /** Gives those of these keys under which an artifact on record is kept, in whatever layer. */
  pointedAt(keys: readonly string[]): Promise<ReadonlySet<string>>;
  /** Folders that are kept, each once for every place where its list lies. */
  keptFolders(): Promise<readonly ArtifactPlace[]>;
  /** All runs, as far as it matters who may still write. */
  runSpans(): Promise<readonly RunSpan[]>;
  /** The manifests of the tasks that a run ran or found again. */
  codesOf(run: string): Promise<readonly string[]>;
  /** Digests of what everything that a run ran or found again used besides its code, each once. */
  dependenciesOfRun(run: string): Promise<readonly string[]>;
  /** Texts of the code that was kept, those that are there. */
  codes(digests: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Tells what became of each node of a run in the end, and the digest of what it gave. */
  resultsOf(run: string): Promise<readonly RunResult[]>;
  /** The bytes of an artifact that is in the record itself. */
  inlineOf(artifact: string): Promise<Uint8Array | null>;
  /** Gives what people see of artifacts without reading them, of those that have it. */
  previews(artifacts: readonly string[]): Promise<ReadonlyMap<string, Preview>>;
  /** Tells what is being run now and by whom, of one run or of all. */
  leases(run?: string): Promise<LeaseSummary[]>;
  /** Which units of limits are taken now and by whom, by one run or by all. */
  limits(run?: string): Promise<LimitSummary[]>;
}

/** The database that remembers all runs, component runs, artifacts and output ids. */
export interface LineageRecord extends Recorder, Past, Reader, ReviewGraph, Annotations {
  readonly dialect: 'sqlite' | 'postgres';
  /** The place as it is shown to people: the file, or the server without its password. */
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
