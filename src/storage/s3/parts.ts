import type { Source } from '../source.ts';
import { partSize } from './multipart.ts';

/** The parts of an object in turn. Whoever takes the next one may hand in the memory of one that was sent. */
export type Parts = AsyncGenerator<Uint8Array, void, Uint8Array | undefined>;

/** Pieces of any size, gathered into parts of one size. */
export async function* gathered(source: Source): Parts {
  let part: Uint8Array = Buffer.allocUnsafeSlow(partSize);
  let filled = 0;
  for await (const piece of source) {
    for (let from = 0; from < piece.byteLength;) {
      const to = Math.min(piece.byteLength, from + partSize - filled);
      part.set(piece.subarray(from, to), filled);
      filled += to - from;
      from = to;
      if (filled < partSize) continue;
      part = (yield part) ?? Buffer.allocUnsafeSlow(partSize);
      filled = 0;
    }
    source.release(piece);
  }
  if (filled > 0) yield part.subarray(0, filled);
}

/** Bytes that are in memory anyway. */
export async function* sliced(bytes: Uint8Array): Parts {
  for (let from = 0; from < bytes.byteLength; from += partSize) yield bytes.subarray(from, from + partSize);
}
