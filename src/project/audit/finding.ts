import type { JobError } from '../../lineage/entries.ts';
import type { OutsideUse } from '../../runtime/job.ts';
import type { IgnoredChange } from './declarations.ts';
import type { MissingNote } from './missing-notes.ts';
import type { OutputChange } from './output-changes.ts';

/**
 * The kind of an audit's finding about a node. `missing-note`: it used something that nothing on record mentions.
 * `declaration`: something changed that its author has declared irrelevant. `not-deterministic`: executed twice, it
 * gave two results. `outside`: it gives something else today, after asking the outside world for something that is no
 * part of its identity. `process-state`: on its own it gives something else than after whatever ran before it in its
 * process. `fails`: it fails now.
 */
export type FindingKind = 'missing-note' | 'not-deterministic' | 'outside' | 'process-state' | 'declaration' | 'fails';

/** A node whose result on record is not what its code gives, or not known to be. */
export interface Finding {
  readonly kind: FindingKind;
  readonly node: string;
  readonly task: string;
  /** The component run whose result would be found. */
  readonly componentRun: string;
  readonly run: string | null;
  /** The differences in the output; empty if it gave the same bytes, or none. */
  readonly output: readonly OutputChange[];
  readonly missing: readonly MissingNote[];
  readonly ignored: readonly IgnoredChange[];
  /** Uses of the outside world that may have caused a different output. */
  readonly outsideUses: readonly OutsideUse[];
  readonly error: JobError | null;
}

/** A node that was drawn and can't be executed elsewhere, and why. */
export interface NotAudited {
  readonly node: string;
  readonly reason: string;
}
