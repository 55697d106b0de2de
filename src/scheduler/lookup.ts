import type { Recorder } from '../lineage/record.ts';
import { identityOf } from '../plan/identity.ts';
import type { PlanNode } from '../plan/node.ts';
import type { JobInput, JobSource } from '../runtime/job.ts';
import type { Artifacts } from '../storage/artifacts.ts';
import type { CodeOf } from './options.ts';

/** An earlier component run that serves for a node. */
export interface Hit {
  readonly componentRun: string;
  readonly run: string | null;
  readonly endedAt: number;
  readonly source: JobSource;
}

/** The one lookup behind resuming, caching and "already done elsewhere". */
export class Lookup {
  readonly #record: Recorder;
  readonly #artifacts: Artifacts;
  readonly #codeOf: CodeOf;

  constructor(record: Recorder, artifacts: Artifacts, codeOf: CodeOf) {
    this.#record = record;
    this.#artifacts = artifacts;
    this.#codeOf = codeOf;
  }

  identity(node: PlanNode, inputs: readonly JobInput[]): string {
    const digests = inputs.map(({ field, sources }) => ({
      field,
      digests: sources.map(({ output }) => `${output.codec} ${output.digest}`),
    }));
    return identityOf(node, this.#codeOf(node.model.note).digest, digests);
  }

  /** A hit whose bytes are still there; what turns out to be gone isn't offered again. */
  async find(identity: string): Promise<Hit | undefined> {
    for (;;) {
      const found = await this.#record.find(identity);
      if (!found) return undefined;
      const [output, ...stored] = found.artifacts;
      if (output?.name === 'output') {
        const gone = await this.#firstGone(found.artifacts);
        if (!gone) return { componentRun: found.id, run: found.run, endedAt: found.endedAt, source: { output, stored } };
        await this.#record.markDamaged(gone);
      } else return undefined;
    }
  }

  async #firstGone(artifacts: JobSource['stored']): Promise<string | undefined> {
    for (const ref of artifacts) if (ref.inline === null && !(await this.#artifacts.isThere(ref))) return ref.id;
    return undefined;
  }
}
