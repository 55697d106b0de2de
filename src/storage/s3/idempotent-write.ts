import type { Bucket } from './bucket.ts';
import { download } from './download.ts';
import { KeyTaken } from './errors.ts';
import { nameOf, statusOf } from './explain-error.ts';
import { placeIn } from './s3-uri.ts';

/** The name in the metadata for the id of a write, so that one whose answer was lost is known again. */
export const writer = 'clew-write';

/** How a write knows its own work. */
export interface Expected {
  /** In the object's metadata, if this write has made it. */
  readonly id?: string;
  readonly size?: number;
  /** The same bytes once more, where they can still be had. */
  read?(from: number, to: number): Uint8Array | Promise<Uint8Array>;
}

export const expectedOf = (bytes: Uint8Array, id: string): Expected => ({
  id,
  size: bytes.byteLength,
  read: (from, to) => bytes.subarray(from, to),
});

/** A request whose answer was lost is made again, and finds its own work: it is taken, or its upload is over. */
export async function writeIdempotently(
  bucket: Bucket,
  key: string,
  write: () => Promise<void>,
  { id, size, read }: Expected,
): Promise<void> {
  try {
    await write();
  } catch (error) {
    const isTaken = statusOf(error) === 412 || error instanceof KeyTaken;
    if (isTaken || ['NoSuchUpload', 'ConditionalRequestConflict'].includes(nameOf(error))) {
      const found = await bucket.head(key);
      if (found && id !== undefined && found.metadata[writer] === id) return;
      if (found && read && found.size === size && (await isThere(bucket, key, read))) return;
      if (isTaken) throw new KeyTaken(placeIn(bucket.settings, key));
    }
    throw await bucket.explain(error, 'write', key);
  }
}

/** Two who put the same bytes under one key agree. */
async function isThere(bucket: Bucket, key: string, read: NonNullable<Expected['read']>): Promise<boolean> {
  let offset = 0;
  for await (const chunk of download(bucket, key)) {
    const mine = await read(offset, (offset += chunk.byteLength));
    if (Buffer.compare(chunk, mine) !== 0) return false;
  }
  return true;
}
