import type { Held, Value } from './behaviour.ts';

/** What a component run made, as the reference remembers it. */
export interface Made {
  readonly identity: string;
  readonly value: Value;
  readonly componentRun: string;
  /** The number of the run. Two runs at once have the same. */
  readonly run: number;
  /** The day on which it was made. */
  readonly day: number;
  readonly inLayer: boolean;
  bytes: 'whole' | 'gone' | 'flipped';
  /** Somebody has read it and found that its bytes are wrong: it is offered no more. */
  isKnownToBeDamaged: boolean;
}

/** One component run of the past. */
export interface Past {
  readonly task: string;
  /** A node as people see it: the task with its parameters. */
  readonly node: string;
  readonly run: number;
  readonly status: 'ran' | 'cached' | 'failed' | 'cancelled';
  readonly identity: string;
  readonly code: string;
  readonly params: Readonly<Record<string, number>>;
  readonly inputs: Readonly<Record<string, readonly Value[]>>;
}

/** All that a history has left behind when a run begins. */
export class Memory {
  readonly made: Made[] = [];
  readonly past: Past[] = [];
  run = 0;
  day = 0;
  worldIsFine = false;

  /**
   * The newest that may be offered and whose bytes are there, or else the newest. Several were made in one run at most by
   * several nodes, or by two runs at once.
   */
  newest(identity: string, without: readonly Made[] = []): Made[] {
    const isOffered = (made: Made): boolean => !made.isKnownToBeDamaged && !without.includes(made);
    const fit = this.made.filter((made) => made.identity === identity && isOffered(made));
    const newest = fit.filter(({ run }) => run === fit.at(-1)!.run);
    if (newest.length === 0 || !newest.every(isGone)) return newest;
    const older = this.newest(identity, [...without, ...newest]);
    return older.every(isGone) ? newest : older;
  }

  /** Files in an order that is always the same. */
  get files(): Made[] {
    return this.made
      .filter(({ inLayer, bytes }) => inLayer && bytes === 'whole')
      .sort((a, b) => a.run - b.run || (a.identity < b.identity ? -1 : 1));
  }

  /** Whoever reads flipped bytes sees it, and tells the record. */
  noticeDamage(): void {
    for (const made of this.made) if (made.bytes === 'flipped') made.isKnownToBeDamaged = true;
  }

  get hasFlipped(): boolean {
    return this.made.some(({ bytes, isKnownToBeDamaged }) => bytes === 'flipped' && !isKnownToBeDamaged);
  }
}

const isGone = ({ bytes }: Made): boolean => bytes === 'gone';

/** The values behind a field, one for each of its nodes. */
export const heldBy = (mode: 'one' | 'each' | 'if', values: readonly Value[]): Held =>
  mode === 'each' ? values : values[0];
