import type { JobListener, TaskJob, TaskResult } from '../../runtime/job.ts';

/** One attempt on its way into a job. */
export interface Seat {
  readonly job: TaskJob;
  readonly signal: AbortSignal;
  readonly listener: JobListener;
}

/** One that is in a job: which of its answers it waits for, and for which attempt that was sent. */
export interface Boarded extends Seat {
  readonly index: number;
  readonly sentAs: string;
}

interface Collecting {
  readonly seats: Seat[];
  readonly result: PromiseWithResolvers<readonly TaskResult[]>;
  readonly timer: NodeJS.Timeout;
}

/** Collects nodes of one task for a short moment, so that they share an instance, which takes minutes to start. */
export class Batches {
  readonly #moment: number;
  readonly #perform: (seats: readonly Seat[]) => Promise<readonly TaskResult[]>;
  readonly #collecting = new Map<string, Collecting>();

  /** `moment`: milliseconds that the first one waits for others. */
  constructor(moment: number, perform: (seats: readonly Seat[]) => Promise<readonly TaskResult[]>) {
    this.#moment = moment;
    this.#perform = perform;
  }

  /** With up to `size - 1` others. */
  async add(seat: Seat, size: number): Promise<TaskResult> {
    if (size <= 1) return (await this.#perform([seat]))[0]!;
    const { name } = seat.job.task;
    let batch = this.#collecting.get(name);
    if (!batch) {
      const timer = setTimeout(() => this.#send(name), this.#moment);
      this.#collecting.set(name, (batch = { seats: [], result: Promise.withResolvers(), timer }));
    }
    const { seats, result } = batch;
    const index = seats.push(seat) - 1;
    if (seats.length >= size) this.#send(name);
    return (await result.promise)[index]!;
  }

  #send(name: string): void {
    const { seats, result, timer } = this.#collecting.get(name)!;
    clearTimeout(timer);
    this.#collecting.delete(name);
    this.#perform(seats).then(result.resolve, result.reject);
  }
}
