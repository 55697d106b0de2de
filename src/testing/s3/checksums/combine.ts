import { polynomials } from './crc.ts';

/**
 * The CRC of two texts one after the other, from the CRC of each and the length of the second: what the whole of an
 * object has whose parts were read one by one. A CRC is a rest modulo a polynomial over GF(2); the first one is moved
 * on by as many zero bits as the second text has.
 */
export function combineCrc(algorithm: keyof typeof polynomials, first: Buffer, second: Buffer, length: number): Buffer {
  const polynomial = polynomials[algorithm];
  const width = BigInt(first.byteLength * 8);
  const top = 1n << (width - 1n);
  /** Reflected: the highest bit is the lowest power. */
  const multiply = (a: bigint, b: bigint): bigint => {
    let product = 0n;
    for (let bit = top; bit > 0n; bit >>= 1n) {
      if (a & bit) product ^= b;
      b = b & 1n ? (b >> 1n) ^ polynomial : b >> 1n;
    }
    return product;
  };
  let moved = BigInt(`0x${first.toString('hex')}`);
  // x to the power of 8, and then of its doubles.
  let power = top >> 8n;
  for (let left = length; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) moved = multiply(power, moved);
    power = multiply(power, power);
  }
  const sum = moved ^ BigInt(`0x${second.toString('hex')}`);
  return Buffer.from(sum.toString(16).padStart(first.byteLength * 2, '0'), 'hex');
}
