import type { Shape } from './shape.ts';

/** A request of which everything is checked but what only the state of the service can tell. */
export interface Call<Kind extends string> {
  /** As its shape says. */
  readonly input: never;
  /** The fault that it meets, for kinds that only the operation itself can play. */
  readonly fault: Kind | undefined;
}

/** One thing that can be asked of a service. */
export interface Operation<Kind extends string> {
  readonly shape: Shape;
  /** The answer, or a refusal that is thrown. */
  perform(call: Call<Kind>): object;
}

/** A service that speaks AWS JSON 1.1. */
export interface Service<Kind extends string> {
  /** The text before the operation in `X-Amz-Target`. */
  readonly target: string;
  /** As signatures name it. */
  readonly name: string;
  /** How it calls a request that doesn't fit. */
  readonly invalid: string;
  readonly operations: Readonly<Record<string, Operation<Kind>>>;
}
