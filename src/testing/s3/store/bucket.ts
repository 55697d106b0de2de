import path from 'node:path';
import type { Blob, Blobs, Held } from './blobs.ts';
import { Documents } from './documents.ts';
import { FolderBlobs } from './folder-blobs.ts';
import type { BucketInfo, StoredObject, Upload } from './model.ts';
import { SortedKeys } from './sorted-keys.ts';
import { randomUUID } from 'node:crypto';

/** A write that depends on what is there: it has to hear of what happens to its key meanwhile. */
export interface Ticket {
  readonly key: string;
  isOvertaken: boolean;
}

/** One bucket: its objects, its unfinished uploads, and the bytes of both. */
export class Bucket {
  readonly info: BucketInfo;
  readonly blobs: Blobs;
  readonly keys: SortedKeys;
  readonly uploads: Documents<Upload>;
  readonly #objects: Documents<StoredObject>;
  readonly #tickets = new Set<Ticket>();

  constructor(info: BucketInfo, folder?: string) {
    const within = (name: string): string | undefined => folder && path.join(folder, name);
    this.info = info;
    this.#objects = new Documents(within('objects'));
    this.uploads = new Documents(within('uploads'));
    this.keys = new SortedKeys(this.#objects.keys());
    if (folder === undefined) this.blobs = new MemoryBlobs();
    else {
      const blobs = new FolderBlobs(path.join(folder, 'bytes'));
      blobs.keepOnly(new Set(this.#used().map(({ id }) => id)));
      this.blobs = blobs;
    }
  }

  get(key: string): StoredObject | undefined {
    return this.#objects.get(key);
  }

  /** In place of what was there. */
  set(key: string, object: StoredObject): void {
    const before = this.#objects.get(key);
    this.#objects.set(key, object);
    this.keys.add(key);
    this.discard(before?.pieces ?? []);
  }

  delete(key: string): void {
    const before = this.#objects.get(key);
    if (!before) return;
    this.#objects.delete(key);
    this.keys.delete(key);
    for (const ticket of this.#tickets) if (ticket.key === key) ticket.isOvertaken = true;
    this.discard(before.pieces);
  }

  discard(blobs: readonly Blob[]): void {
    for (const blob of blobs) this.blobs.remove(blob);
  }

  /** While a conditional write is on its way. */
  async watching<T>(key: string, write: (ticket: Ticket) => Promise<T>): Promise<T> {
    const ticket: Ticket = { key, isOvertaken: false };
    this.#tickets.add(ticket);
    try {
      return await write(ticket);
    } finally {
      this.#tickets.delete(ticket);
    }
  }

  #used(): Blob[] {
    const parts = [...this.uploads.values()].flatMap((upload) => Object.values(upload.parts).map(({ blob }) => blob));
    return [...[...this.#objects.values()].flatMap(({ pieces }) => pieces), ...parts];
  }
}

/** Bytes in this process's memory, as the pieces in which they came. */
export class MemoryBlobs implements Blobs {
  readonly #blobs = new Map<string, readonly Uint8Array[]>();

  async write(content: AsyncIterable<Uint8Array>): Promise<Blob> {
    const pieces: Uint8Array[] = [];
    let size = 0;
    for await (const piece of content) {
      pieces.push(piece);
      size += piece.byteLength;
    }
    const id = randomUUID();
    this.#blobs.set(id, pieces);
    return { id, size };
  }

  hold({ id }: Blob): Held {
    const pieces = this.#blobs.get(id) ?? [];
    return {
      async *read(from, to) {
        let start = 0;
        for (const piece of pieces) {
          const [first, last] = [Math.max(from - start, 0), Math.min(to - start, piece.byteLength)];
          if (first < last) yield piece.subarray(first, last);
          start += piece.byteLength;
          if (start >= to) return;
        }
      },
      release: () => undefined,
    };
  }

  remove({ id }: Blob): void {
    this.#blobs.delete(id);
  }
}
