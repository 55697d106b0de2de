import { type FileHandle, open } from 'node:fs/promises';

/** So many pieces may wait for the one that is being written, while the next are made and digested. */
const ahead = 8;

/**
 * Writes a stream into a file: one piece at a time, since a file lets nobody else write meanwhile. `written` hears of
 * each piece whose memory may serve for another.
 */
export async function drain(
  pieces: AsyncIterable<Uint8Array>,
  handle: FileHandle,
  written?: (piece: Uint8Array) => void,
): Promise<void> {
  const waiting: Uint8Array[] = [];
  let failed: { readonly error: unknown } | undefined;
  let writing: Promise<void> | undefined;
  let room: (() => void) | undefined;
  const write = async (): Promise<void> => {
    try {
      for (let piece; (piece = waiting.shift()); room?.()) {
        await handle.writeFile(piece);
        written?.(piece);
      }
    } catch (error) {
      failed = { error };
      room?.();
    }
    writing = undefined;
  };
  try {
    for await (const piece of pieces) {
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

/** Into a new file. What is left of it where that fails is for the caller to remove. */
export async function drainInto(pieces: AsyncIterable<Uint8Array>, file: string, mode = 0o666): Promise<void> {
  await using handle = await open(file, 'wx', mode);
  await drain(pieces, handle);
}
