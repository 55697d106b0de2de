import type { Frame } from '../../lineage/trace.ts';
import type { Changes } from '../../scheduler/why/reason.ts';

/** The differences between two frames that are held against each other. */
export interface FrameDiff extends Changes {
  readonly a: Frame;
  readonly b: Frame;
  /**
   * `same`: the same component run. `equal`: another one, and nothing differs but perhaps where it ran. `carried`: its
   * inputs differ and nothing else that it was made from. `own`: it differs by itself; what differs begins here.
   */
  readonly outcome: 'same' | 'equal' | 'carried' | 'own';
  /** The files that differ, as far as the record keeps them: see {@link unified}. */
  readonly sources: readonly SourceDiff[];
  readonly metrics: readonly MetricChange[];
  readonly environment: readonly EnvironmentChange[];
  /** Whether they returned the same value; null where neither returned one. */
  readonly sameOutput: boolean | null;
}

export interface SourceDiff {
  readonly path: string;
  /** As `diff -u` writes it. */
  readonly diff: string;
}

/** Null on the side that doesn't have it. */
export interface MetricChange {
  readonly name: string;
  readonly from: number | null;
  readonly to: number | null;
}

export interface EnvironmentChange {
  readonly name: 'Node' | 'Clew' | 'git' | 'host';
  readonly from: string;
  readonly to: string;
}

/** Two traces, frame by frame. */
export interface TraceDiff {
  readonly frames: readonly FrameDiff[];
  readonly onlyA: readonly Frame[];
  readonly onlyB: readonly Frame[];
}
