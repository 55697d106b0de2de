import type { S3Operation } from '../operations/names.ts';
import type { S3Fault, S3FaultKind } from '../options.ts';
import { chanceOf } from './chance.ts';

/** What goes wrong with one request. */
export interface Wrong {
  readonly kind: S3FaultKind | undefined;
  /** Milliseconds. */
  readonly slow: number;
}

const list = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value as T]);

/** The faults that are set, and how many requests each has seen. */
export class Faults {
  readonly #faults: readonly S3Fault[];
  readonly #seed: string;
  readonly #seen: number[];

  constructor(faults: readonly S3Fault[], seed: string) {
    this.#faults = faults;
    this.#seed = seed;
    this.#seen = faults.map(() => 0);
  }

  get all(): readonly S3Fault[] {
    return this.#faults;
  }

  /** What the next request meets: of several kinds the first one, of several pauses all. */
  meet(operation: S3Operation | undefined, key: string | undefined): Wrong {
    let kind: S3FaultKind | undefined;
    let slow = 0;
    for (const [i, fault] of this.#faults.entries()) {
      if (fault.operation !== undefined && !(operation && list(fault.operation).includes(operation))) continue;
      if (fault.key && !(key !== undefined && new RegExp(fault.key).test(key))) continue;
      const number = this.#seen[i]!++;
      if (fault.at !== undefined && !list(fault.at).includes(number)) continue;
      if (fault.chance !== undefined && chanceOf(`${this.#seed}/${i}/${number}`) >= fault.chance) continue;
      kind ??= fault.kind;
      slow += fault.slow ?? 0;
    }
    return { kind, slow };
  }
}
