/** Sets of outputs, each output one bit: the flagged ones first, then the healthy ones. */
export type Bits = Uint32Array;

export const noBits = (size: number): Bits => new Uint32Array(Math.ceil(size / 32));

export const setBit = (bits: Bits, at: number): void => void (bits[at >>> 5]! |= 1 << (at & 31));

/** Puts all of `more` into `bits`; true if there was something new in it. */
export function addBits(bits: Bits, more: Bits): boolean {
  let changed = false;
  for (let i = 0; i < bits.length; i++) {
    const before = bits[i]!;
    const after = (before | more[i]!) >>> 0;
    if (after === before) continue;
    bits[i] = after;
    changed = true;
  }
  return changed;
}

/** How many there are before a place, and from it on. */
export function countBits(bits: Bits, border: number): [before: number, from: number] {
  let [before, from] = [0, 0];
  for (let i = 0; i < bits.length; i++) {
    for (let word = bits[i]!; word !== 0; word &= word - 1) {
      if (i * 32 + 31 - Math.clz32(word & -word) < border) before += 1;
      else from += 1;
    }
  }
  return [before, from];
}

/** Each output in it, by its place. */
export function* placesOf(bits: Bits): Generator<number> {
  for (let i = 0; i < bits.length; i++) {
    for (let word = bits[i]!; word !== 0; word &= word - 1) yield i * 32 + 31 - Math.clz32(word & -word);
  }
}
