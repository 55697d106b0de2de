import type { Kysely, RawBuilder } from 'kysely';
import type { ArtifactRef } from '../storage/ref.ts';
import type { RowWriter } from './batch.ts';
import type { FoundRun } from './query-results.ts';
import type { LeaseStore } from './lease-store.ts';
import type { Dialect } from './migrations/columns.ts';
import type { OutageListener } from './outage-patience.ts';
import type { Tables } from './schema.ts';

/**
 * One open database. Writing rows and looking up identities are what a run does for every node, so each dialect does
 * them its own way; everything else goes through Kysely, the same for both.
 */
export interface Store extends RowWriter {
  readonly dialect: Dialect;
  readonly place: string;
  readonly db: Kysely<Tables>;
  readonly leases: LeaseStore;
  /**
   * Finds the newest undamaged component run of each identity that has one, except those with outdated dependencies.
   */
  find(
    identities: readonly string[],
    outdated: readonly string[],
  ): Promise<ReadonlyMap<string, FoundRun>> | ReadonlyMap<string, FoundRun>;
  /** The artifacts of each component run, in the order asked for: the output first. */
  made(componentRuns: readonly string[]): Promise<readonly ArtifactRef[][]> | readonly ArtifactRef[][];
  /** The rows of a query one by one, as the database finds them: no more than a few are in memory at a time. */
  stream<T>(query: RawBuilder<T>): AsyncIterable<T>;
  /** An error of the driver as one of ours. */
  translate(error: unknown): unknown;
  /** Tells of outages that are ridden out; a file has none. Gives the way to stop listening. */
  watch(listener: OutageListener): () => void;
  /** How many migrations the database has had. */
  version(): Promise<number>;
  /** Brings the schema up to date, safe beside other processes that do the same. Returns the names of what was done. */
  migrate(): Promise<string[]>;
  close(): Promise<void>;
}
