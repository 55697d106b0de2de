/** So many are all looked at. Of more, a quarter of that number at least. */
export const allLooked = 2048;
/** Each level looks at one in four of what the level before it looks at. */
const levels = 9;

/**
 * Which of many things are looked at, while nobody knows how many there will be: all at first, and one in four, in
 * sixteen, … from the beginning beside that. A level goes when it has looked at enough, and in the end the first one that
 * is left counts. So it is the same for a list and for a stream, nothing is kept, and each thing has the same chance.
 */
export class Sampling<Figures> {
  count = 0;
  readonly #make: () => Figures;
  readonly #figures: (Figures | undefined)[] = [];
  /** The first level that is left, and how many things it goes on for. */
  #lowest = 0;
  #end = allLooked;

  constructor(make: () => Figures) {
    this.#make = make;
  }

  /** Whether the next one is looked at. */
  get looks(): boolean {
    return (this.count < this.#end ? this.#lowest : Math.min(this.#lowest + 1, levels - 1)) <= levelOf(this.count);
  }

  /** The next one. */
  add(look: (figures: Figures) => void): void {
    if (this.count >= this.#end) this.#rise();
    const highest = levelOf(this.count++);
    for (let level = this.#lowest; level <= highest; level++) look((this.#figures[level] ??= this.#make()));
  }

  /** The next one, if it isn't looked at. */
  skip(): void {
    if (this.count >= this.#end) this.#rise();
    this.count += 1;
  }

  get result(): Figures {
    return this.#figures[this.#lowest] ?? this.#make();
  }

  #rise(): void {
    if (this.#lowest === levels - 1) {
      this.#end = Infinity;
      return;
    }
    this.#figures[this.#lowest] = undefined;
    this.#lowest += 1;
    this.#end *= 4;
  }
}

/** The highest level that looks at it: one in four is above each. Spread evenly, in step with nothing that repeats. */
function levelOf(index: number): number {
  return Math.min(levels - 1, Math.clz32(Math.imul(index, 0x9e3779b1)) >> 1);
}
