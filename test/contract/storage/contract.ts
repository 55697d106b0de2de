import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { StorageDriver } from '../../../src/storage/driver.ts';
import { BytesMissing } from '../../../src/storage/errors.ts';

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

/** A stream of these chunks, which waits between them as real ones do. */
async function* chunked(chunks: Iterable<Uint8Array>, end?: () => void): AsyncGenerator<Uint8Array> {
  try {
    for (const chunk of chunks) {
      await new Promise((resume) => setImmediate(resume));
      yield chunk;
    }
  } finally {
    end?.();
  }
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** What every storage layer has to keep to, whoever wrote it. `make` gives an empty one. */
export function storageContract(name: string, make: () => Promise<StorageDriver> | StorageDriver): void {
  describe(`the storage layer ${name}`, () => {
    it('gives back what was put', async () => {
      const driver = await make();
      const bytes = randomBytes(1000);
      await driver.put('project/Train/output.bin', bytes);
      expect(Buffer.from(await driver.get('project/Train/output.bin')).equals(bytes)).toBe(true);
      expect(Buffer.concat(await all(driver.stream('project/Train/output.bin'))).equals(bytes)).toBe(true);
      expect(await driver.size('project/Train/output.bin')).toBe(1000);
    });

    it('keeps nothing, and keeps a lot', async () => {
      const driver = await make();
      const large = randomBytes(10 * 1024 * 1024);
      await Promise.all([driver.put('a/empty', new Uint8Array()), driver.put('a/large', large)]);
      expect((await driver.get('a/empty')).byteLength).toBe(0);
      expect(await driver.size('a/empty')).toBe(0);
      expect(Buffer.concat(await all(driver.stream('a/empty'))).byteLength).toBe(0);
      expect(Buffer.from(await driver.get('a/large')).equals(large)).toBe(true);
      expect(Buffer.concat(await all(driver.stream('a/large'))).equals(large)).toBe(true);
    });

    it.each([
      ['nothing', []],
      ['empty pieces', [0, 0]],
      ['pieces of every size', [1, 0, 70_000, 3, 1_000_000, 5]],
      ['pieces that are large', [9_000_000, 9_000_000]],
    ])('takes a stream of %s', async (_, sizes) => {
      const driver = await make();
      const chunks = sizes.map((size) => randomBytes(size));
      const whole = Buffer.concat(chunks);
      await driver.put('a/streamed', chunked(chunks));
      expect(Buffer.from(await driver.get('a/streamed')).equals(whole)).toBe(true);
      expect(Buffer.concat(await all(driver.stream('a/streamed'))).equals(whole)).toBe(true);
      expect(await driver.size('a/streamed')).toBe(whole.byteLength);
      expect(await all(driver.list(''))).toEqual(['a/streamed']);
    });

    it.each([0, 1, 100, 6_000_000])('keeps nothing of a stream that throws after %i bytes', async (size) => {
      const driver = await make();
      const gone = new Error('the source went away');
      async function* source(): AsyncGenerator<Uint8Array> {
        if (size > 0) yield randomBytes(size);
        throw gone;
      }
      await expect(driver.put('a/broken', source())).rejects.toBe(gone);
      expect(await driver.size('a/broken')).toBeUndefined();
      expect(await all(driver.list(''))).toEqual([]);
      await driver.put('a/broken', chunked([Buffer.from('well')]));
      expect(text(await driver.get('a/broken'))).toBe('well');
    });

    it('reads a stream once, to its end, and closes it', async () => {
      const driver = await make();
      let ends = 0;
      await driver.put(
        'a',
        chunked([Buffer.from('x'), Buffer.from('y')], () => ends++),
      );
      expect(ends).toBe(1);
      expect(text(await driver.get('a'))).toBe('xy');
    });

    it('copies from one key to another by streams', async () => {
      const driver = await make();
      const bytes = randomBytes(2_000_000);
      await driver.put('from', bytes);
      await driver.put('to', driver.stream('from'));
      expect(Buffer.from(await driver.get('to')).equals(bytes)).toBe(true);
    });

    it('says so where there is nothing', async () => {
      const driver = await make();
      await driver.put('a/b', Buffer.from('x'));
      for (const key of ['nothing', 'a', 'a/c', 'a/b/c']) {
        await expect(driver.get(key), key).rejects.toThrow(BytesMissing);
        await expect(all(driver.stream(key)), key).rejects.toThrow(BytesMissing);
        expect(await driver.size(key), key).toBeUndefined();
        await driver.remove(key === 'a' ? 'a/nothing' : key);
      }
      expect(text(await driver.get('a/b'))).toBe('x');
    });

    it('removes what it is asked to, and that only', async () => {
      const driver = await make();
      await Promise.all(['a/one', 'a/two'].map((key) => driver.put(key, Buffer.from(key))));
      await driver.remove('a/one');
      await driver.remove('a/one');
      await expect(driver.get('a/one')).rejects.toThrow(BytesMissing);
      expect(text(await driver.get('a/two'))).toBe('a/two');
      expect(await all(driver.list(''))).toEqual(['a/two']);
    });

    it('lists by the beginning of a key, which may end in the middle of a name', async () => {
      const driver = await make();
      expect(await all(driver.list(''))).toEqual([]);
      const keys = ['p/Train/1/output.json', 'p/Train/2/output.json', 'p/Tra', 'q/Train/1/x', 'p/Validate/1/a.partial'];
      await Promise.all(keys.map((key) => driver.put(key, Buffer.from(key))));
      expect((await all(driver.list(''))).toSorted()).toEqual(keys.toSorted());
      expect((await all(driver.list('p/Tra'))).toSorted()).toEqual(keys.slice(0, 3).toSorted());
      expect(await all(driver.list('p/Train/2/'))).toEqual(['p/Train/2/output.json']);
      expect(await all(driver.list('nothing'))).toEqual([]);
    });

    it.each([
      'a b/ä ö/日本.json',
      'quote\'"`$&;|<>*?#%41+',
      '-rf/--',
      'dots/.hidden/a..b/...c',
      `long/${'x'.repeat(200)}`,
      'emoji/🧵.bin',
    ])('takes the key %s as it is', async (key) => {
      const driver = await make();
      await driver.put(key, Buffer.from(key));
      expect(text(await driver.get(key))).toBe(key);
      expect(await all(driver.list(''))).toEqual([key]);
      await driver.remove(key);
      expect(await driver.size(key)).toBeUndefined();
    });

    it('serves many writers of different keys at once', async () => {
      const driver = await make();
      const keys = Array.from({ length: 200 }, (_, i) => `run/${i % 7}/part-${i}`);
      await Promise.all(keys.map((key) => driver.put(key, Buffer.from(key.repeat(50)))));
      expect((await all(driver.list('run/'))).toSorted()).toEqual(keys.toSorted());
      for (const key of keys) expect(text(await driver.get(key))).toBe(key.repeat(50));
    });

    it.each([
      ['bytes', (bytes: Buffer) => bytes],
      [
        'a stream',
        (bytes: Buffer) => chunked(Array.from({ length: 64 }, (_, i) => bytes.subarray(i << 16, (i + 1) << 16))),
      ],
    ])('shows a key only when all of it is there: %s', async (_, content) => {
      const driver = await make();
      const bytes = randomBytes(4 * 1024 * 1024);
      const writing = { done: false };
      const put = driver.put('a/whole', content(bytes)).then(() => (writing.done = true));
      const seen = new Set<number | undefined>();
      while (!writing.done) {
        seen.add(await driver.size('a/whole'));
        for (const key of await all(driver.list('a/'))) expect(key).toBe('a/whole');
        // Lets the writer go on: what is asked for may be answered without waiting.
        await new Promise((resume) => setImmediate(resume));
      }
      await put;
      seen.add(await driver.size('a/whole'));
      expect([...seen].filter((size) => size !== undefined)).toEqual([bytes.byteLength]);
    });

    it('shares no memory with those who write and read', async () => {
      const driver = await make();
      const bytes = Buffer.from('before');
      await driver.put('a', bytes);
      bytes.write('after!');
      const read = await driver.get('a');
      expect(text(read)).toBe('before');
      read[0] = 0;
      for await (const chunk of driver.stream('a')) chunk[0] = 0;
      expect(text(await driver.get('a'))).toBe('before');
      const piece = Buffer.from('before');
      await driver.put('b', chunked([piece]));
      piece.write('after!');
      expect(text(await driver.get('b'))).toBe('before');
    });

    it('can be left in the middle of a stream', async () => {
      const driver = await make();
      await driver.put('a', randomBytes(1_000_000));
      for await (const chunk of driver.stream('a')) {
        expect(chunk.byteLength).toBeGreaterThan(0);
        break;
      }
      await driver.remove('a');
      expect(await driver.size('a')).toBeUndefined();
    });

    it('shows people where a key is', async () => {
      const driver = await make();
      expect(driver.place('a/b')).toContain('a/b');
      expect(driver.kind).toMatch(/^\S+$/);
    });
  });
}
