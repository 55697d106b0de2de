import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { type Check, all, chunked, joined, text } from './case.ts';

const takes =
  (sizes: readonly number[]): Check =>
  async (driver) => {
    const chunks = sizes.map((size) => randomBytes(size));
    const whole = Buffer.concat(chunks);
    await driver.put('a/streamed', chunked(chunks));
    assert.ok(whole.equals(await driver.get('a/streamed')));
    assert.ok(whole.equals(await joined(driver.stream('a/streamed'))));
    assert.equal(await driver.size('a/streamed'), whole.byteLength);
    assert.deepEqual(await all(driver.list('')), ['a/streamed']);
  };

const keepsNothing =
  (size: number): Check =>
  async (driver) => {
    const gone = new Error('the source went away');
    async function* source(): AsyncGenerator<Uint8Array> {
      for (let left = size; left > 0; left -= 1_000_000) yield randomBytes(Math.min(left, 1_000_000));
      throw gone;
    }
    await assert.rejects(driver.put('a/broken', source()), (thrown) => thrown === gone);
    assert.equal(await driver.size('a/broken'), undefined);
    assert.deepEqual(await all(driver.list('')), []);
    await driver.put('a/broken', chunked([Buffer.from('well')]));
    assert.equal(text(await driver.get('a/broken')), 'well');
  };

const showsWhole =
  (content: (bytes: Buffer) => Uint8Array | AsyncIterable<Uint8Array>): Check =>
  async (driver) => {
    const bytes = randomBytes(4 * 1024 * 1024);
    const writing = { done: false };
    const put = driver.put('a/whole', content(bytes)).finally(() => (writing.done = true));
    const seen = new Set<number | undefined>();
    while (!writing.done) {
      seen.add(await driver.size('a/whole'));
      for (const key of await all(driver.list('a/'))) assert.equal(key, 'a/whole');
      // Lets the writer go on: what is asked for may be answered without waiting.
      await new Promise((resume) => setImmediate(resume));
    }
    await put;
    seen.add(await driver.size('a/whole'));
    assert.deepEqual(
      [...seen].filter((size) => size !== undefined),
      [bytes.byteLength],
    );
  };

/** The checks that what comes piece by piece is kept as a whole or not at all. */
export const streams: Readonly<Record<string, Check>> = {
  'accepts an empty stream': takes([]),
  'accepts a stream of empty pieces': takes([0, 0]),
  'accepts a stream of pieces of any size': takes([1, 0, 70_000, 3, 1_000_000, 5]),
  'accepts a stream of large pieces': takes([9_000_000, 9_000_000]),
  'accepts a stream of 8 MiB, and of one byte more': async (driver) => {
    for (const size of [2 ** 23, 2 ** 23 + 1]) {
      const bytes = randomBytes(size);
      await driver.put(`a/${size}`, chunked([bytes]));
      assert.ok(bytes.equals(await driver.get(`a/${size}`)));
    }
  },
  'keeps nothing of a stream that throws at once': keepsNothing(0),
  'keeps nothing of a stream that throws after one byte': keepsNothing(1),
  'keeps nothing of a stream that throws after some megabytes': keepsNothing(6_000_000),
  'keeps nothing of a stream that throws after many megabytes': keepsNothing(20_000_000),
  'shows a key only when all of it is there: bytes': showsWhole((bytes) => bytes),
  'shows a key only when all of it is there: a stream': showsWhole((bytes) =>
    chunked(Array.from({ length: 64 }, (_, i) => bytes.subarray(i << 16, (i + 1) << 16))),
  ),

  'reads a stream once, to its end, and closes it': async (driver) => {
    let ends = 0;
    const source = chunked([Buffer.from('x'), Buffer.from('y')], () => {
      ends += 1;
    });
    await driver.put('a', source);
    assert.equal(ends, 1);
    assert.equal(text(await driver.get('a')), 'xy');
  },

  'copies from one key to another by streams': async (driver) => {
    const bytes = randomBytes(2_000_000);
    await driver.put('from', bytes);
    await driver.put('to', driver.stream('from'));
    assert.ok(bytes.equals(await driver.get('to')));
  },
};
