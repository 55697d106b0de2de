import type { StorageDriver } from '../../../src/storage/driver.ts';

/** The same bytes in every process. */
export const content = (size: number): Buffer => {
  const bytes = Buffer.alloc(size);
  for (let i = 0; i < size; i += 4096) bytes.writeUInt32BE(i, i);
  return bytes;
};

async function* pieces(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += 1_000_000) yield Buffer.from(bytes.subarray(at, at + 1_000_000));
}

/** Every way that an upload goes: one request, several parts of what is there, several parts of what comes. */
export const uploads = {
  'one request': { size: 100_000, put: (driver, key, bytes) => driver.put(key, bytes) },
  'parts of bytes': { size: 9_000_000, put: (driver, key, bytes) => driver.put(key, bytes) },
  'parts of a stream': { size: 9_000_000, put: (driver, key, bytes) => driver.put(key, pieces(bytes)) },
} satisfies Readonly<
  Record<string, { size: number; put: (driver: StorageDriver, key: string, bytes: Buffer) => Promise<void> }>
>;

export type UploadName = keyof typeof uploads;
export const uploadNames = Object.keys(uploads) as UploadName[];
