import type { FileHandle } from 'node:fs/promises';
import type { Source } from './source.ts';

/** So many pieces may wait for the one that is being written, while the next are made and digested. */
const ahead = 8;

/** Writes a stream into a file: one piece at a time, since a file lets nobody else write meanwhile. */
export async function drain(source: Source, handle: FileHandle): Promise<void> {
  const waiting: Uint8Array[] = [];
  let failed: { readonly error: unknown } | undefined;
  let writing: Promise<void> | undefined;
  let room: (() => void) | undefined;
  const write = async (): Promise<void> => {
    try {
      for (let piece; (piece = waiting.shift()); room?.()) {
        await handle.writeFile(piece);
        source.release(piece);
      }
    } catch (error) {
      failed = { error };
      room?.();
    }
    writing = undefined;
  };
  try {
    for await (const piece of source) {
      if (failed) throw failed.error;
      waiting.push(piece);
      writing ??= write();
      if (waiting.length >= ahead) await new Promise<void>((resolve) => (room = resolve));
    }
  } finally {
    // Nothing may be written any more when the file is closed.
    await writing;
  }
  if (failed) throw failed.error;
}
