import type { StorageDriver } from '../../storage/driver.ts';

/** Gives an empty layer, each time another one. */
export type OpenDriver = () => StorageDriver | Promise<StorageDriver>;

/** One thing that every storage layer keeps to: `run` fails with an `AssertionError` where a layer doesn't. */
export interface ContractCase {
  readonly name: string;
  readonly run: () => Promise<void>;
}

export type Check = (driver: StorageDriver) => Promise<void>;

export const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

export const joined = async (chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> =>
  Buffer.concat(await all(chunks));

/** A stream of these chunks, which waits between them as real ones do. */
export async function* chunked(chunks: Iterable<Uint8Array>, end?: () => void): AsyncGenerator<Uint8Array> {
  try {
    for (const chunk of chunks) {
      await new Promise((resume) => setImmediate(resume));
      yield chunk;
    }
  } finally {
    end?.();
  }
}
