/** Milliseconds of work that each place of a run may claim before others can have it. */
const span = 100;
/** No claim is so light that a thousand of them would not be enough. */
const lightest = 0.8;

interface Waiting {
  readonly task: string;
  readonly enter: () => void;
}

/**
 * How many claims a run holds at a time: one for each place, and where its tasks are known to be short as many as a
 * place gets done in a moment, because a round to the record costs more than such a task. Who waits is let in in no
 * order: runs that all went through one plan in the same order would stand in each other's way at every step.
 */
export class ClaimBudget {
  readonly #budget: number;
  readonly #waiting: Waiting[] = [];
  /** Milliseconds that a task takes, by its name. */
  readonly #duration = new Map<string, number>();
  #held = 0;

  constructor(places: number) {
    this.#budget = places * span;
  }

  /** Undefined where it may at once. What comes back is to be given back. */
  take(task: string): Promise<number> | number {
    const weight = this.#weight(task);
    if (this.#waiting.length === 0 && this.#fits(weight)) {
      this.#held += weight;
      return weight;
    }
    return new Promise((resolve) => {
      const enter = (): void => {
        const now = this.#weight(task);
        this.#held += now;
        resolve(now);
      };
      this.#waiting.push({ task, enter });
    });
  }

  give(weight: number): void {
    this.#held -= weight;
    if (this.#held < lightest) this.#held = 0;
    while (this.#waiting.length > 0) {
      const last = this.#waiting.length - 1;
      const chosen = Math.floor(Math.random() * this.#waiting.length);
      const next = this.#waiting[chosen]!;
      if (!this.#fits(this.#weight(next.task))) return;
      this.#waiting[chosen] = this.#waiting[last]!;
      this.#waiting.pop();
      next.enter();
    }
  }

  /** One came to its end, after so long. */
  learn(task: string, ms: number): void {
    const cost = this.#duration.get(task);
    this.#duration.set(task, cost === undefined ? ms : Math.max(0.9 * cost + 0.1 * ms, ms / 4));
  }

  #weight(task: string): number {
    return Math.min(Math.max(this.#duration.get(task) ?? span, lightest), span);
  }

  #fits(weight: number): boolean {
    return this.#held + weight <= this.#budget;
  }
}
