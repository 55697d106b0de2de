import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { makePrivateFolder } from './private-folder.ts';
import type { Blob, Blobs, Held } from './blobs.ts';

/** Bytes in the files of a folder: as much as the disk has room for. */
export class FolderBlobs implements Blobs {
  readonly #folder: string;
  /** How many read it now. */
  readonly #held = new Map<string, number>();
  /** Removed while it is read. */
  readonly #doomed = new Set<string>();

  constructor(folder: string) {
    this.#folder = folder;
    makePrivateFolder(folder);
  }

  async write(content: AsyncIterable<Uint8Array>): Promise<Blob> {
    const id = randomUUID();
    let size = 0;
    const counted = async function* (): AsyncGenerator<Uint8Array> {
      for await (const piece of content) {
        size += piece.byteLength;
        yield piece;
      }
    };
    try {
      await pipeline(counted(), createWriteStream(this.#path(id), { flags: 'wx', highWaterMark: 1 << 20 }));
    } catch (error) {
      this.#delete(id);
      throw error;
    }
    return { id, size };
  }

  hold({ id }: Blob): Held {
    this.#held.set(id, (this.#held.get(id) ?? 0) + 1);
    return {
      read: (from, to) => createReadStream(this.#path(id), { start: from, end: to - 1, highWaterMark: 1 << 18 }),
      release: () => {
        const left = this.#held.get(id)! - 1;
        if (left > 0) return void this.#held.set(id, left);
        this.#held.delete(id);
        if (this.#doomed.delete(id)) this.#delete(id);
      },
    };
  }

  remove({ id }: Blob): void {
    if (this.#held.has(id)) this.#doomed.add(id);
    else this.#delete(id);
  }

  /** Takes away what a process left that was killed: all but these. */
  keepOnly(ids: ReadonlySet<string>): void {
    for (const id of readdirSync(this.#folder)) if (!ids.has(id)) this.#delete(id);
  }

  #path(id: string): string {
    return path.join(this.#folder, id);
  }

  #delete(id: string): void {
    rmSync(this.#path(id), { force: true });
  }
}
