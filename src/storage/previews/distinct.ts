/** 2^bits places: the estimate is off by some 2 %. */
const bits = 11;
const places = 2 ** bits;

/** An estimate of the number of different values, in 2 KiB: HyperLogLog. */
export class Distinct {
  readonly #highest = new Uint8Array(places);

  add(hash: number): void {
    const place = hash >>> (32 - bits);
    // The bits that are left, with one at the end so that there is always a first one.
    const rank = Math.clz32((hash << bits) | (1 << (bits - 1))) + 1;
    if (rank > this.#highest[place]!) this.#highest[place] = rank;
  }

  estimate(): number {
    let sum = 0;
    let empty = 0;
    for (const rank of this.#highest) {
      sum += 2 ** -rank;
      if (rank === 0) empty += 1;
    }
    const raw = ((0.7213 / (1 + 1.079 / places)) * places * places) / sum;
    // Few of them leave many places empty, and those tell more.
    if (raw <= 2.5 * places && empty > 0) return Math.round(places * Math.log(places / empty));
    // Where there are very many, some have the same 32 bits.
    const all = 2 ** 32;
    return Math.round(raw <= all / 30 ? raw : -all * Math.log(1 - Math.min(raw / all, 0.999)));
  }
}

const eight = new DataView(new ArrayBuffer(8));

/** 32 bits that equal values have in common, and others hardly ever. */
export function hashOf(value: string | number): number {
  if (typeof value === 'number') {
    eight.setFloat64(0, value);
    return mix(mix(eight.getUint32(0)) ^ eight.getUint32(4));
  }
  let hash = value.length;
  // Long ones go by their beginning and end: few differ in the middle alone.
  const step = value.length > 512 ? 256 : value.length;
  for (let i = 0; i < step; i++) hash = Math.imul(hash ^ value.charCodeAt(i), 0x01000193);
  for (let i = Math.max(step, value.length - 256); i < value.length; i++)
    hash = Math.imul(hash ^ value.charCodeAt(i), 0x01000193);
  return mix(hash);
}

/** Every bit of the result depends on every bit of the number. */
function mix(number: number): number {
  let hash = number ^ (number >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
