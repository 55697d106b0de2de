import type { FileKind } from './dependencies.ts';
import type { SeenEdge } from './module-graph.ts';

/** The key of {@link ThreadSetup} in the environment data of a worker thread that starts. */
export const setupKey = 'clew:thread';

/** The data that a worker thread of users' code is given when it starts. */
export interface ThreadSetup {
  /** The name of the channel for what it reads. */
  readonly channel: string;
  readonly scopes: readonly { readonly root: string; readonly home: string }[];
}

/** A read as it is sent from thread to thread. */
export interface SentRead {
  readonly kind: FileKind;
  readonly path: string;
  /** Undefined where the file may be read in pieces; then there is a stamp. */
  readonly state: string | undefined;
  readonly stamp: string | undefined;
  readonly mayBeMade: boolean;
}

/** A message of a worker thread about something that it did. */
export type ThreadMessage =
  | { readonly type: 'read'; readonly read: SentRead }
  /** Folders that it has made itself. */
  | { readonly type: 'made'; readonly paths: ReadonlySet<string> }
  /** A file of a package that was read, or loaded. */
  | { readonly type: 'data' | 'installed'; readonly file: string }
  | { readonly type: 'module'; readonly file: string; readonly source: string | Uint8Array | undefined }
  | { readonly type: 'resolution'; readonly edge: SeenEdge };
