import type { LineageRecord } from '../../lineage/record.ts';
import type { Artifacts } from '../../storage/artifacts.ts';
import type { StorageDriver } from '../../storage/driver.ts';
import type { Layers } from '../../storage/layers.ts';

/** The places to look for leftovers in, and the limits that decide what is one. */
export interface Sought {
  readonly record: LineageRecord;
  readonly layers: Layers;
  readonly artifacts: Artifacts;
  readonly project: string;
  /** Bytes of copies that may stay. */
  readonly copies: number;
  /** Milliseconds: what is younger is left alone. */
  readonly age: number;
  /** Tells how many keys were looked at. */
  readonly seen?: (count: number) => void;
}

/** One storage layer that is looked into. */
export interface LayerPlace {
  readonly layer: string;
  readonly place: string;
  readonly driver: StorageDriver;
}
