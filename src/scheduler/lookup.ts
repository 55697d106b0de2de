import type { Recorder } from '../lineage/record.ts';
import { identityOf, streamedIdentityOf } from '../plan/identity.ts';
import type { PlanNode } from '../plan/node.ts';
import { type Made, sourcesOf } from '../runtime/inputs.ts';
import type { JobInput, JobSource } from '../runtime/job.ts';
import type { Artifacts } from '../storage/artifacts.ts';
import { codecName } from '../storage/codecs/codec.ts';
import type { ArtifactRef } from '../storage/ref.ts';
import type { CodeOf } from './options.ts';

/** An earlier component run that serves for a node. */
export interface Hit {
  readonly componentRun: string;
  readonly run: string | null;
  readonly endedAt: number;
  /** How long it took. */
  readonly ms: number;
  readonly source: JobSource;
}

/** One that would serve if what it made were still there. */
export interface Gone {
  readonly componentRun: string;
  readonly run: string | null;
  readonly endedAt: number;
  readonly source: null;
  readonly gone: { readonly name: string; readonly place: string };
}

/** What the record has for a node: it may be usable, or too old, or not there any more. */
export type Found = Hit | Gone;

/** Whether a node can take what was found for it. */
export function serves(found: Found | undefined, node: PlanNode): found is Hit {
  return found !== undefined && found.source !== null && !isExpired(found, node);
}

/** Whether a result is older than its task lets results be. One that is as far in the future is as little to be trusted. */
export function isExpired({ endedAt }: Found, { model }: PlanNode, now = Date.now()): boolean {
  const { cacheFor } = model.note;
  return cacheFor !== undefined && Math.abs(now - endedAt) >= cacheFor;
}

/** The one lookup behind resuming, caching and "already done elsewhere". */
export class Lookup {
  /** What component runs made. */
  readonly made: Made;
  readonly #record: Recorder;
  readonly #artifacts: Artifacts;
  readonly #codeOf: CodeOf;

  constructor(record: Recorder, artifacts: Artifacts, codeOf: CodeOf) {
    this.made = (componentRuns) => record.made(componentRuns);
    this.#record = record;
    this.#artifacts = artifacts;
    this.#codeOf = codeOf;
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
   * A hit whose bytes are still there. Where they are not, someone else may have them (another machine with a folder of
   * its own): the node runs again here, and the record goes on offering both.
   */
  async find(identity: string): Promise<Found | undefined> {
    const found = await this.#record.find(identity);
    const [output, ...stored] = found?.artifacts ?? [];
    if (!found || output?.name !== 'output') return undefined;
    const from = { componentRun: found.id, run: found.run, endedAt: found.endedAt };
    const gone = found.artifacts.every(isInline) ? undefined : await this.#gone(found.artifacts);
    if (gone) return { ...from, source: null, gone: { name: gone.name, place: this.#artifacts.place(gone) } };
    return { ...from, ms: found.endedAt - found.startedAt, source: { output, stored } };
  }

  /** The first whose bytes aren't there. */
  async #gone(artifacts: readonly ArtifactRef[]): Promise<ArtifactRef | undefined> {
    for (const ref of artifacts) if (!isInline(ref) && !(await this.#artifacts.isThere(ref))) return ref;
    return undefined;
  }
}

const contentOf = ({ output: { codec, digest } }: JobSource): string => `${codecName(codec)} ${digest}`;
const isInline = ({ inline }: ArtifactRef): boolean => inline !== null;
