import type { CheckOutcome } from '../check-rows.ts';
import type { JobError } from '../entries.ts';

/** One execution of registered code: plain data, so that it can be handed to whoever writes it down. */
export interface CallEntry {
  readonly id: string;
  readonly component: string;
  /** The pipeline run in which it was called. */
  readonly run: string | null;
  /** The component run that called it. */
  readonly caller: string | null;
  /** The digest of a kept {@link CodeManifest}. */
  readonly code: string | null;
  /** `file:line`, relative to the project. */
  readonly place: string | null;
  /** Encoded by `values/encode`. */
  readonly params: string;
  /** `cancelled`: it has not come to its end, but has handed out so many ids that some are kept by now. */
  readonly status: 'ran' | 'failed' | 'cancelled';
  readonly startedAt: number;
  readonly endedAt: number;
  readonly error: JobError | null;
  readonly metrics: Readonly<Record<string, number>>;
  readonly inputs: readonly CallVersion[];
  readonly outputs: readonly CallVersion[];
  /** `[id, label]` */
  readonly outputIds: readonly (readonly [string, string | null])[];
  /** The outcomes of the checks of its kind, where it has one. */
  readonly checks?: readonly CheckOutcome[] | undefined;
}

/** One version of what a call read or wrote. */
export interface CallVersion {
  readonly name: string;
  readonly layer: string;
  /** A path relative to the project where it is inside, a URL, or a storage layer's own. */
  readonly key: string | null;
  readonly codec: string;
  readonly digest: string;
  readonly size: number;
  /** The encoded value, where it is small enough to be kept. */
  readonly text?: string;
  /** The artifact, where it is known already: a handle's, or what an earlier call made. */
  readonly artifact?: string;
  /** Tells one writing of a file from the next with the same bytes. */
  readonly stamp?: string;
}

/** Changes that people make to a component. What is left out stays as it is. */
export interface ComponentChanges {
  readonly doc?: string;
  readonly owner?: string;
  readonly kind?: string;
  /** The values that its kind asks for, encoded by `values/encode`; null where that asks for nothing. */
  readonly fields?: string | null;
  /** Milliseconds for which what it gives counts as fresh. */
  readonly freshFor?: number;
  readonly tags?: readonly string[];
}

/** A component as the record has it. */
export interface ComponentState {
  readonly name: string;
  readonly kind: string;
  readonly doc: string | null;
  readonly owner: string | null;
  readonly fields: string | null;
  readonly freshFor: number | null;
  readonly tags: readonly string[];
}
