import { Readable } from 'node:stream';
import { createReadStream, createWriteStream } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { inlineLimit } from '../../src/storage/writer.ts';
import { ArtifactDamaged } from '../../src/storage/errors.ts';
import { NotEncodable } from '../../src/values/errors.ts';
import { storageBench } from './bench.ts';

async function* pieces(count: number, size: number, end?: () => void): AsyncGenerator<Uint8Array> {
  // One piece of memory for all of them, as sources have it that read files.
  const piece = Buffer.alloc(size);
  try {
    for (let i = 0; i < count; i++) {
      piece.fill(i);
      yield piece;
    }
  } finally {
    end?.();
  }
}

const expected = (count: number, size: number): Buffer =>
  Buffer.concat(Array.from({ length: count }, (_, i) => Buffer.alloc(size, i)));

const sha256 = (bytes: Uint8Array): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((one) => one.isFile()).map(({ name }) => name);
}

const content = Buffer.alloc(700_000, 'x');

describe('streams of bytes', () => {
  it.each([
    ['in the record', null, 10, 100],
    ['as large as the record takes', null, 2, inlineLimit / 2],
    ['in the default layer', null, 3, inlineLimit],
    ['in a layer', 'other', 10, 100],
    ['of whole pieces', 'other', 4, 512 * 1024],
    ['of odd pieces', 'other', 1000, 3001],
    ['of pieces that are larger than ours', 'other', 3, 1_000_001],
    ['in memory', 'ram', 5, 100_000],
  ])('are stored as bytes: %s', async (_, layer, count, size) => {
    const bench = await storageBench();
    const whole = expected(count, size);
    const handle = await bench.bound(layer).store('big.bin', pieces(count, size));
    expect(handle).toMatchObject({ size: whole.byteLength, digest: sha256(whole) });
    expect(Buffer.from(await handle.read()).equals(whole)).toBe(true);
    expect(Buffer.concat(await all(handle.stream())).equals(whole)).toBe(true);
  });

  it('of a file release their memory without waiting for garbage collection', async () => {
    const bench = await storageBench();
    const file = path.join(bench.home, 'large');
    await writeFile(file, Buffer.alloc(100 * 1024 ** 2));
    const [before, most] = [process.memoryUsage().arrayBuffers, { now: 0 }];
    const stream = createReadStream(file).on('readable', () => {
      most.now = Math.max(most.now, process.memoryUsage().arrayBuffers - before);
    });
    await bench.bound('other').store('big.bin', stream);
    expect(most.now).toBeLessThan(16 * 1024 ** 2);
  });

  it('of a file keep their memory for other listeners', async () => {
    const bench = await storageBench();
    const file = path.join(bench.home, 'seen');
    await writeFile(file, content);
    const seen: Buffer[] = [];
    const stream = createReadStream(file).on('data', (chunk) => void seen.push(chunk as Buffer));
    const handle = await bench.bound('other').store('big.bin', stream);
    expect(Buffer.concat(seen).equals(content)).toBe(true);
    expect(handle.digest).toBe(sha256(content));
  });

  it('are stored in the record or a layer by the same limit as bytes', async () => {
    const bench = await storageBench();
    for (const [count, layer] of [
      [1, 'record'],
      [2, 'local'],
    ] as const) {
      const { output } = await bench.bound().finish(pieces(count, inlineLimit));
      expect(output).toMatchObject({ layer, codec: 'bytes', size: count * inlineLimit });
    }
  });

  it.each([
    ['a file', (file: string) => createReadStream(file)],
    ['a web stream', (file: string) => Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>],
    ['a response', () => new Response(content).body!],
    ['a generator', () => (function* () { yield content; })()], // prettier-ignore
  ])('may be %s', async (_, open) => {
    const bench = await storageBench();
    const file = path.join(bench.home, 'source');
    await writeFile(file, content);
    const { output } = await bench.bound('other').finish(await open(file));
    expect(output.codec).toBe('bytes');
    expect(Buffer.from((await bench.artifacts.read(output)) as Uint8Array).equals(content)).toBe(true);
  });

  it('may be empty if their type says that they give bytes', async () => {
    const bench = await storageBench();
    const file = path.join(bench.home, 'empty');
    await writeFile(file, '');
    for (const layer of [null, 'other']) {
      const { output } = await bench.bound(layer).finish(createReadStream(file));
      expect(await bench.artifacts.read(output)).toEqual(new Uint8Array());
    }
  });

  it('can be piped into a file, and from one artifact into another', async () => {
    const bench = await storageBench();
    const first = await bench.bound('other').store('first', pieces(9, 100_000));
    const second = await bench.bound('local').store('second', first.stream());
    expect(second.digest).toBe(first.digest);
    const file = path.join(bench.home, 'copy');
    await pipeline(second.stream(), createWriteStream(file));
    expect(Buffer.concat(await all(createReadStream(file))).equals(expected(9, 100_000))).toBe(true);
  });
});

describe('streams that fail', () => {
  const breaking = async function* (after: number): AsyncGenerator<Uint8Array> {
    yield* pieces(after, 100_000);
    throw new Error('the line was cut');
  };

  it.each([0, 1, 50])('leave nothing and report their own error: after %i pieces', async (after) => {
    const bench = await storageBench();
    for (const layer of ['other', 'ram', null]) {
      await expect(bench.bound(layer).store('big.bin', breaking(after))).rejects.toThrow('the line was cut');
    }
    expect(await filesBelow(bench.home)).toEqual([]);
  });

  it('are closed, whatever the cause', async () => {
    const bench = await storageBench();
    await writeFile(path.join(bench.home, 'other'), 'a file where the layer should be');
    let closed = 0;
    const failing = bench.bound('other').store('big.bin', pieces(50, 100_000, () => closed++)); // prettier-ignore
    await expect(failing).rejects.toThrow(expect.objectContaining({ code: 'STORAGE_FAILED' }));
    await expect(bench.bound('nowhere').store('x', pieces(50, 100_000, () => closed++))).rejects.toThrow('nowhere'); // prettier-ignore
    expect(closed).toBe(2);
  });

  it('name what is not bytes, and the item that cannot be stored', async () => {
    const bench = await storageBench();
    const mixed = async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.from('a');
      yield 'b' as unknown as Uint8Array;
    };
    await expect(bench.bound().store('big.bin', mixed())).rejects.toThrow(
      expect.objectContaining({ code: 'NO_BYTES' }),
    );
    const odd = (function* () {
      yield { a: 1 };
      yield { a: () => 1 };
    })();
    const failing = bench.bound().store('rows', odd);
    await expect(failing).rejects.toThrow(NotEncodable);
    await expect(failing).rejects.toThrow("a in item 1 of rows can't be kept: it is a function.");
  });

  it('are refused when already read, or when they give text', async () => {
    const bench = await storageBench();
    const file = path.join(bench.home, 'source');
    await writeFile(file, 'abc');
    const read = createReadStream(file);
    await all(read);
    const locked = new Response('abc').body!;
    locked.getReader();
    for (const stream of [read, locked, createReadStream(file, 'utf8')]) {
      await expect(bench.bound().store('big.bin', stream)).rejects.toThrow(
        expect.objectContaining({ code: 'UNREADABLE_STREAM' }),
      );
    }
  });

  it('stop when the component run is cancelled', async () => {
    const bench = await storageBench();
    const cancel = new AbortController();
    let given = 0;
    const endless = async function* (): AsyncGenerator<Uint8Array> {
      for (;;) {
        if (++given === 20) cancel.abort(new Error('stop'));
        yield Buffer.alloc(100_000);
      }
    };
    const layer = bench.bound('other', cancel.signal);
    await expect(layer.store('big.bin', endless())).rejects.toThrow('stop');
    expect(given).toBe(20);
    expect(await filesBelow(bench.home)).toEqual([]);
  });

  it('are refused by name inside a value', async () => {
    const bench = await storageBench();
    await expect(bench.bound().finish({ rows: pieces(1, 1) })).rejects.toThrow(
      "rows in the returned value can't be kept: it is a stream.",
    );
  });
});

it('streams: a value too large for one JavaScript object is reported with the alternative', async () => {
  const bench = await storageBench();
  const { output } = await bench.bound('ram').finish(Buffer.from('x'));
  const large = Buffer.alloc(2 ** 29);
  bench.layers.driver('ram').get = async () => large;
  const text = { ...output, codec: 'text', digest: sha256(large), size: large.byteLength };
  await expect(bench.artifacts.read(text)).rejects.toThrow(expect.objectContaining({ code: 'TOO_LARGE_TO_READ' }));
  await expect(bench.artifacts.read({ ...output, size: 2 ** 32 })).rejects.toThrow('too many for one value');
});

describe('streams of items', () => {
  const rows = async function* (count: number): AsyncGenerator<{ n: number; at: Date }> {
    for (let n = 0; n < count; n++) yield { n, at: new Date(n) };
  };

  it.each([0, 1, 3, 50_000])('are read as a list: %i of them', async (count) => {
    const bench = await storageBench();
    const handle = await bench.bound('other').store('rows', rows(count));
    const list = await all(rows(count));
    expect(await handle.read()).toEqual(list);
    expect(await all(handle.items())).toEqual(list);
  });

  it('hold handles as other values do', async () => {
    const bench = await storageBench();
    const layer = bench.bound();
    const models = async function* () {
      for (const name of ['a', 'b']) yield { name, model: await layer.store(`${name}.bin`, Buffer.from(name)) };
    };
    const { output, stored } = await layer.finish(models());
    expect(output.codec).toBe('ndjson');
    const back = (await bench.artifacts.read(output, stored)) as Awaited<ReturnType<typeof all<{ model: any }>>>;
    expect(await Promise.all(back.map(async ({ model }) => String(await model.read())))).toEqual(['a', 'b']);
    for await (const { model } of bench.artifacts.items(output, stored) as AsyncIterable<{ model: any }>) {
      expect(model.size).toBe(1);
    }
  });

  it('can be left early', async () => {
    const bench = await storageBench();
    const handle = await bench.bound('other').store('rows', rows(100_000));
    for await (const { n } of handle.items()) if (n === 3) break;
    expect(await all(handle.items())).toHaveLength(100_000);
  });

  it('read a stored list by item, and fail when there are no items', async () => {
    const bench = await storageBench();
    const list = await bench.bound().store('list', [1, 2, 3]);
    expect(await all(list.items())).toEqual([1, 2, 3]);
    const number = await bench.bound().store('number', 5);
    await expect(all((number as never as typeof list).items())).rejects.toThrow(
      expect.objectContaining({ code: 'NO_ITEMS' }),
    );
  });

  it.each([
    ['a letter', (text: string) => text.replace('"n":17,', '"n":18,')],
    ['the structure', (text: string) => text.replace('"n":17,', '"n":{,')],
    ['a line', (text: string) => text.slice(text.indexOf('\n') + 1)],
    ['the end', (text: string) => text.slice(0, -5)],
  ])('are reported as damaged when %s is', async (_, damage) => {
    const bench = await storageBench();
    const layer = bench.bound('other');
    const handle = await layer.store('rows', rows(50_000));
    const { stored } = await layer.finish(handle);
    const file = bench.fileOf(stored[0]!);
    const text = Buffer.concat(await all(createReadStream(file))).toString();
    await writeFile(file, damage(text));
    await expect(handle.read()).rejects.toThrow(ArtifactDamaged);
    await expect(all(handle.items())).rejects.toThrow(ArtifactDamaged);
    await expect(all(handle.stream())).rejects.toThrow(ArtifactDamaged);
  });
});
