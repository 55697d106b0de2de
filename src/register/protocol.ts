import type { CallEntry, CallVersion, ComponentChanges, ComponentState } from '../lineage/calls/entry.ts';
import type { RecordHome } from '../runtime/current-execution.ts';
import type { Failure } from './errors.ts';

/** The things that the thread that writes the record is told when it starts. */
export interface Beginning {
  /** Where to look for the project, and which of its profiles; or where the record is. */
  readonly project: { readonly cwd: string; readonly profile?: string | undefined } | RecordHome;
  /** `[the last message that is done with, calls that were lost]`: readable while the other thread waits. */
  readonly progress: SharedArrayBuffer;
}

/** A call as it is sent: paths are absolute, and who has the project's folder makes them relative. */
export interface SentCall extends Omit<CallEntry, 'code' | 'place' | 'inputs' | 'outputs'> {
  /** Where the function was registered. */
  readonly at: { readonly file: string; readonly line: number } | null;
  readonly inputs: readonly SentVersion[];
  readonly outputs: readonly SentVersion[];
}

/** One that has no name of its own is called as its path is. */
export interface SentVersion extends Omit<CallVersion, 'name'> {
  readonly name: string | null;
}

/** Messages are done one after the other; `n` counts them. */
export type Sent = { readonly n: number } & (
  | { readonly kind: 'calls'; /** JSON: made and read faster than cloned. */ readonly calls: string }
  | { readonly kind: 'component'; readonly name: string; readonly changes: ComponentChanges }
  | { readonly kind: 'open' }
  | { readonly kind: 'flush' }
  | { readonly kind: 'close' }
);

export type Body = Sent extends infer S ? (S extends { readonly n: number } ? Omit<S, 'n'> : never) : never;

export interface Answer {
  readonly n: number;
  readonly component?: ComponentState;
  readonly failure?: Failure;
}
