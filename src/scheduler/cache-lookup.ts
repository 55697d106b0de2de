import type { FoundRun } from '../lineage/query-results.ts';
import type { Recorder } from '../lineage/record.ts';
import { identityOf, streamedIdentityOf } from '../plan/identity.ts';
import type { PlanNode } from '../plan/node.ts';
import { type Made, sourcesOf } from '../runtime/inputs.ts';
import type { JobInput, JobSource } from '../runtime/job.ts';
import type { Artifacts } from '../storage/artifacts.ts';
import { codecName } from '../storage/codecs/codec.ts';
import type { ArtifactRef } from '../storage/ref.ts';
import type { DependencyChange } from '../dependencies/compare.ts';
import type { RunParts } from './run-options.ts';

/** An earlier component run that serves for a node. */
export interface Hit {
  readonly componentRun: string;
  readonly run: string | null;
  readonly endedAt: number;
  /** How long it took. */
  readonly ms: number;
  readonly source: JobSource;
  /** The digest of what it used besides the code that is known beforehand; null where that is nothing. */
  readonly dependencies: string | null;
}

/** One that would serve if what it made were still there. */
export interface Gone {
  readonly componentRun: string;
  readonly run: string | null;
  readonly endedAt: number;
  readonly source: null;
  readonly gone: { readonly name: string; readonly place: string };
}

/** One that would serve if what it used besides its code were still the same. */
export interface Outdated {
  readonly componentRun: string;
  readonly run: string | null;
  readonly endedAt: number;
  readonly source: null;
  readonly changes: readonly DependencyChange[];
}

/** The record's answer for a node: usable, too old, gone, or outdated. */
export type Found = Hit | Gone | Outdated;

/** Whether a node can take what was found for it. */
export function serves(found: Found | undefined, node: PlanNode): found is Hit {
  return found !== undefined && found.source !== null && !isExpired(found, node);
}

/** Whether a result is older than its task lets results be. One that is as far in the future is as little to be trusted. */
export function isExpired({ endedAt }: Found, { model }: PlanNode, now = Date.now()): boolean {
  const { cacheFor } = model.note;
  return cacheFor !== undefined && Math.abs(now - endedAt) >= cacheFor;
}

export interface LookupParts extends Pick<RunParts, 'record' | 'artifacts' | 'codeOf' | 'dependencies'> {
  /** Hears, once, of bytes that a newer component run has kept elsewhere, under a place that is here as well. */
  readonly events?: RunParts['events'];
}

/** The one lookup behind resuming, caching and "already done elsewhere". */
export class Lookup {
  /** Gives what component runs made. */
  readonly made: Made;
  readonly #record: Recorder;
  readonly #artifacts: Artifacts;
  readonly #codeOf: LookupParts['codeOf'];
  readonly #dependencies: LookupParts['dependencies'];
  readonly #events: LookupParts['events'];
  #isTold = false;

  constructor({ record, artifacts, codeOf, dependencies, events }: LookupParts) {
    this.#events = events;
    this.made = (componentRuns) => record.made(componentRuns);
    this.#record = record;
    this.#artifacts = artifacts;
    this.#codeOf = codeOf;
    this.#dependencies = dependencies;
  }

  /** A promise only where the inputs are so many that they have to be asked for. */
  identity(node: PlanNode, inputs: readonly JobInput[]): string | Promise<string> {
    const { ignored } = node.model;
    const taken = ignored.size === 0 ? inputs : inputs.filter(({ field }) => !ignored.has(field));
    const code = this.#codeOf(node.model.note).identity;
    if (taken.some(({ makers }) => makers)) {
      const streamed = taken.map((input) => ({ field: input.field, digests: this.#digests(input) }));
      return streamedIdentityOf(node, code, streamed);
    }
    return identityOf(
      node,
      code,
      taken.map(({ field, sources }) => ({ field, digests: sources.map(contentOf) })),
    );
  }

  async *#digests(input: JobInput): AsyncGenerator<string[]> {
    for await (const sources of sourcesOf(input, this.made)) yield sources.map(contentOf);
  }

  /**
   * Gives the newest component run whose dependencies still hold and whose bytes are here. If those of the newest are
   * missing, another machine with its own folder may have them: an older one serves that has its bytes here, or else the
   * node runs again here. The record goes on offering all of them.
   */
  async find(identity: string): Promise<Found | undefined> {
    let newest: Outdated | undefined;
    for (;;) {
      // The first look-up includes runs known to be outdated, to be able to say what has changed.
      const found = await this.#record.find(identity, newest && this.#dependencies.outdated);
      if (!found || found.artifacts[0]?.name !== 'output') return newest;
      const { dependencies, id: componentRun, run, endedAt } = found;
      const checked = dependencies === null ? unchanged : this.#dependencies.check(dependencies);
      const changes = checked instanceof Promise ? await checked : checked;
      if (changes.length === 0) return this.#found(found, identity);
      newest ??= { componentRun, run, endedAt, source: null, changes };
    }
  }

  async #found(found: FoundRun, identity: string): Promise<Found> {
    const from = { componentRun: found.id, run: found.run, endedAt: found.endedAt };
    const gone = found.artifacts.every(isInline) ? undefined : await this.#gone(found.artifacts);
    if (!gone) return hitOf(found);
    const place = this.#artifacts.place(gone);
    const older = await this.#olderThan(found, identity);
    if (older && !this.#isTold) this.#events?.emit('layerNotShared', { layer: gone.layer, place });
    this.#isTold ||= older !== undefined;
    return older ?? { ...from, source: null, gone: { name: gone.name, place } };
  }

  /** The newest of those before it that serves here. */
  async #olderThan({ id }: FoundRun, identity: string): Promise<Hit | undefined> {
    const all = await this.#record.candidates(identity);
    for (const one of all.slice(all.findIndex((candidate) => candidate.id === id) + 1)) {
      if (one.artifacts[0]?.name !== 'output' || (await this.#gone(one.artifacts))) continue;
      if (one.dependencies === null || (await this.#dependencies.check(one.dependencies)).length === 0)
        return hitOf(one);
    }
    return undefined;
  }

  /** The first whose bytes aren't there. */
  async #gone(artifacts: readonly ArtifactRef[]): Promise<ArtifactRef | undefined> {
    for (const ref of artifacts) if (!isInline(ref) && !(await this.#artifacts.isThere(ref))) return ref;
    return undefined;
  }
}

function hitOf({ id, run, startedAt, endedAt, dependencies, artifacts }: FoundRun): Hit {
  const [output, ...stored] = artifacts as [ArtifactRef, ...ArtifactRef[]];
  return { componentRun: id, run, endedAt, ms: endedAt - startedAt, source: { output, stored }, dependencies };
}

const unchanged: readonly DependencyChange[] = [];

const contentOf = ({ output: { codec, digest } }: JobSource): string => `${codecName(codec)} ${digest}`;
const isInline = ({ inline }: ArtifactRef): boolean => inline !== null;
