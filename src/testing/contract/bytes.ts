import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { type Check, all, chunked, joined, text } from './case.ts';

/** The checks that what is put comes back: as a whole and as a stream, whatever its size. */
export const bytes: Readonly<Record<string, Check>> = {
  'returns the bytes that were put': async (driver) => {
    const content = randomBytes(1000);
    await driver.put('project/Train/output.bin', content);
    assert.ok(content.equals(await driver.get('project/Train/output.bin')));
    assert.ok(content.equals(await joined(driver.stream('project/Train/output.bin'))));
    assert.equal(await driver.size('project/Train/output.bin'), 1000);
  },

  'stores an empty value and a large one': async (driver) => {
    const large = randomBytes(10 * 1024 * 1024);
    await Promise.all([driver.put('a/empty', new Uint8Array()), driver.put('a/large', large)]);
    assert.equal((await driver.get('a/empty')).byteLength, 0);
    assert.equal(await driver.size('a/empty'), 0);
    assert.equal((await joined(driver.stream('a/empty'))).byteLength, 0);
    assert.ok(large.equals(await driver.get('a/large')));
    assert.ok(large.equals(await joined(driver.stream('a/large'))));
  },

  'returns any range of bytes, cut at the end': async (driver) => {
    const content = randomBytes(3_000_000);
    await driver.put('a', content);
    const size = content.byteLength;
    for (const [from, to] of [
      [0, size],
      [0, 1],
      [1, 1_500_000],
      [size - 1, size],
      [2_000_000, undefined],
      [0, undefined],
      [2_999_000, 4_000_000],
      [size, undefined],
      [size, size + 10],
      [size + 5, undefined],
      [0, 0],
      [7, 7],
    ] as const) {
      const read = await joined(driver.stream('a', to === undefined ? { from } : { from, to }));
      assert.ok(content.subarray(from, to).equals(read), `from ${from} to ${to}: ${read.byteLength} bytes came`);
    }
    await driver.put('empty', new Uint8Array());
    assert.equal((await joined(driver.stream('empty', { from: 0, to: 10 }))).byteLength, 0);
  },

  'fails with BYTES_MISSING for a missing key': async (driver) => {
    await driver.put('a/b', Buffer.from('x'));
    for (const key of ['nothing', 'a', 'a/c', 'a/b/c']) {
      const missing = { code: 'BYTES_MISSING' };
      await assert.rejects(driver.get(key), missing, key);
      await assert.rejects(all(driver.stream(key)), missing, key);
      await assert.rejects(all(driver.stream(key, { from: 1, to: 3 })), missing, key);
      await assert.rejects(all(driver.stream(key, { from: 0, to: 0 })), missing, key);
      assert.equal(await driver.size(key), undefined, key);
      await driver.remove(key === 'a' ? 'a/nothing' : key);
    }
    assert.equal(text(await driver.get('a/b')), 'x');
  },

  'accepts metadata, and stores only the bytes': async (driver) => {
    const about = {
      componentRun: 'cr-1',
      name: 'Größe "1"/\u{1F9F5}.json',
      digest: 'sha256:0',
      mediaType: 'text/plain',
    };
    await driver.put('a', Buffer.from('x'), about);
    await driver.put('b', chunked([Buffer.from('y')]), about);
    assert.equal(text(await driver.get('a')), 'x');
    assert.equal(text(await driver.get('b')), 'y');
  },

  'shares no memory with its callers': async (driver) => {
    const content = Buffer.from('before');
    await driver.put('a', content);
    content.write('after!');
    const read = await driver.get('a');
    assert.equal(text(read), 'before');
    read[0] = 0;
    for await (const chunk of driver.stream('a')) chunk[0] = 0;
    assert.equal(text(await driver.get('a')), 'before');
    const piece = Buffer.from('before');
    await driver.put('b', chunked([piece]));
    piece.write('after!');
    assert.equal(text(await driver.get('b')), 'before');
  },

  'lets a reader leave a stream early': async (driver) => {
    await driver.put('a', randomBytes(1_000_000));
    for await (const chunk of driver.stream('a')) {
      assert.ok(chunk.byteLength > 0);
      break;
    }
    await driver.remove('a');
    assert.equal(await driver.size('a'), undefined);
  },

  'removes the key asked for, and no other': async (driver) => {
    await Promise.all(['a/one', 'a/two'].map((key) => driver.put(key, Buffer.from(key))));
    await driver.remove('a/one');
    await driver.remove('a/one');
    await assert.rejects(driver.get('a/one'), { code: 'BYTES_MISSING' });
    assert.equal(text(await driver.get('a/two')), 'a/two');
    assert.deepEqual(await all(driver.list('')), ['a/two']);
  },
};
