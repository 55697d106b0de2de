import { createHash } from 'node:crypto';

/** One thing that goes wrong, and with which requests. What a service adds to it, it judges itself. */
export interface Fault<Kind extends string, Operation extends string> {
  readonly kind?: Kind;
  readonly slow?: number;
  readonly operation?: Operation | readonly Operation[];
  readonly at?: number | readonly number[];
  readonly chance?: number;
}

/** The fault and the pause that one request meets. */
export interface Wrong {
  readonly kind: string | undefined;
  /** Milliseconds. */
  readonly slow: number;
}

const list = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value as T]);

/** Judges what only a service knows of: whether a fault can meet an operation on a certain thing. */
export type Concerns<F> = (fault: F, operation: string | undefined, subject: string | undefined) => boolean;

/** The faults that are set, and how many requests each has seen. */
export class Faults<F extends Fault<string, string>> {
  readonly all: readonly F[];
  readonly #seed: string;
  readonly #concerns: Concerns<F>;
  readonly #seen: number[];

  constructor(faults: readonly F[], seed: string, concerns: Concerns<F>) {
    this.all = faults;
    this.#seed = seed;
    this.#concerns = concerns;
    this.#seen = faults.map(() => 0);
  }

  /** Tells what the next request meets: of several kinds the first one, of several pauses all. */
  meet(operation: string | undefined, subject: string | undefined): Wrong {
    let kind: string | undefined;
    let slow = 0;
    for (const [i, fault] of this.all.entries()) {
      if (fault.operation !== undefined && !(operation && list(fault.operation).includes(operation))) continue;
      if (!this.#concerns(fault, operation, subject)) continue;
      const number = this.#seen[i]!++;
      if (fault.at !== undefined && !list(fault.at).includes(number)) continue;
      if (fault.chance !== undefined && chanceOf(`${this.#seed}/${i}/${number}`) >= fault.chance) continue;
      kind ??= fault.kind;
      slow += fault.slow ?? 0;
    }
    return { kind, slow };
  }
}

/** Whether a pattern meets a text; no pattern meets all. */
export const meets = (pattern: RegExp | undefined, text: string | undefined): boolean =>
  !pattern || (text !== undefined && new RegExp(pattern).test(text));

/** From 0 to 1, by a text: the same each time, whatever happens beside it. */
export const chanceOf = (text: string): number => createHash('sha256').update(text).digest().readUInt32BE() / 2 ** 32;
