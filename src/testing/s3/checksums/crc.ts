import { crc32 } from 'node:zlib';

/** A checksum that is fed piece by piece. All of these are reflected, and begin and end with all bits turned. */
export interface Crc {
  update(piece: Uint8Array): void;
  /** Big endian. */
  digest(): Buffer;
}

/** CRC-32, by Node. */
export class Crc32 implements Crc {
  #value = 0;

  update(piece: Uint8Array): void {
    this.#value = crc32(piece, this.#value);
  }

  digest(): Buffer {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(this.#value);
    return bytes;
  }
}

export const polynomials = {
  CRC32: 0xed_b8_83_20n,
  CRC32C: 0x82_f6_3b_78n,
  CRC64NVME: 0x9a_6c_93_29_ac_4b_c9_b5n,
} as const;

/** Gives what each of the 256 bytes does to the rest, as a high and a low word. */
function tableOf(polynomial: bigint): { readonly high: Uint32Array; readonly low: Uint32Array } {
  const [high, low] = [new Uint32Array(256), new Uint32Array(256)];
  for (let byte = 0; byte < 256; byte++) {
    let rest = BigInt(byte);
    for (let bit = 0; bit < 8; bit++) rest = rest & 1n ? (rest >> 1n) ^ polynomial : rest >> 1n;
    high[byte] = Number(rest >> 32n);
    low[byte] = Number(rest & 0xff_ff_ff_ffn);
  }
  return { high, low };
}

const castagnoli = tableOf(polynomials.CRC32C).low;
const nvme = tableOf(polynomials.CRC64NVME);

export class Crc32c implements Crc {
  #value = -1;

  update(piece: Uint8Array): void {
    let value = this.#value;
    for (const byte of piece) value = (value >>> 8) ^ castagnoli[(value ^ byte) & 0xff]!;
    this.#value = value;
  }

  digest(): Buffer {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(~this.#value >>> 0);
    return bytes;
  }
}

/** In two words: a BigInt for each byte would take a hundred times as long. */
export class Crc64Nvme implements Crc {
  #high = -1;
  #low = -1;

  update(piece: Uint8Array): void {
    let [high, low] = [this.#high, this.#low];
    for (const byte of piece) {
      const row = (low ^ byte) & 0xff;
      low = ((low >>> 8) | (high << 24)) ^ nvme.low[row]!;
      high = (high >>> 8) ^ nvme.high[row]!;
    }
    this.#high = high;
    this.#low = low;
  }

  digest(): Buffer {
    const bytes = Buffer.alloc(8);
    bytes.writeUInt32BE(~this.#high >>> 0, 0);
    bytes.writeUInt32BE(~this.#low >>> 0, 4);
    return bytes;
  }
}
