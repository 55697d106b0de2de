import type { IdKind } from '../../lineage/query-results.ts';
import type { LineageRecord } from '../../lineage/record.ts';
import type { Frame } from '../../lineage/trace.ts';
import { withRecord } from '../record.ts';
import type { Traced } from '../../inspect/load-trace.ts';
import { flagLines, frameText, headLine } from '../render/trace.ts';
import { wrap } from '../render/wrap.ts';
import { loadTrace } from '../../inspect/load-trace.ts';
import { noFurtherFrame, noSuchFrame } from '../errors.ts';

/** Where one stands: a trace, and one of its frames. */
export class Cursor {
  readonly profile: string | undefined;
  #traced!: Traced & { readonly kind: IdKind };
  #number = 0;

  constructor(profile: string | undefined) {
    this.profile = profile;
  }

  /** Goes to the first frame of another trace, if it has one: what nobody on record made has none. */
  async ask(asked: string): Promise<Traced> {
    const traced = await this.record((record, root) => loadTrace(record, asked, root));
    if (traced.trace.frames.length > 0) {
      this.#traced = traced;
      this.#number = 0;
    }
    return traced;
  }

  /** The record of the project, opened for one question: nothing is held while nobody asks. */
  record<T>(look: (record: LineageRecord, root: string) => Promise<T>): Promise<T> {
    return withRecord(this, (record, { root }) => look(record, root));
  }

  get traced(): Traced {
    return this.#traced;
  }

  get number(): number {
    return this.#number;
  }

  get frames(): readonly Frame[] {
    return this.#traced.trace.frames;
  }

  get frame(): Frame {
    return this.frames[this.#number]!;
  }

  /** The id of this frame: for the first one the id that was asked about, for all others their component runs. */
  get subject(): string {
    return this.#number === 0 ? this.#traced.trace.asked : this.frame.componentRun;
  }

  /** The output id that was asked about, while one stands at what gave it out. */
  get outputId(): string | undefined {
    return this.#number === 0 && this.#traced.kind === 'output id' ? this.#traced.trace.asked : undefined;
  }

  goTo(asked: string): void {
    const number = /^#?\d+$/.test(asked) ? Number(asked.replace('#', '')) : NaN;
    if (!(number < this.frames.length)) throw noSuchFrame(asked, this.frames.length);
    this.#number = number;
  }

  /** Towards where it came from, or back; as far as there are frames. */
  move(way: 'up' | 'down', steps: number): void {
    const [from, last] = [this.#number, this.frames.length - 1];
    const to = Math.min(last, Math.max(0, way === 'up' ? from + steps : from - steps));
    if (to === from) throw noFurtherFrame(way, from);
    this.#number = to;
  }

  frameText(width: number): string {
    return frameText(this.#traced, this.#number, width);
  }

  headText(width: number): string {
    return [headLine(this.#traced), ...flagLines(this.#traced)].map((line) => wrap(line, width, '  ')).join('\n');
  }
}
