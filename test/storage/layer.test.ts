import { describe, expect, it } from 'vitest';
import type { Artifact } from '../../src/authoring/artifact.ts';
import { ArtifactDamaged } from '../../src/storage/errors.ts';
import { ArtifactHandle } from '../../src/storage/handle.ts';
import type { StorageLayer } from '../../src/storage/layer.ts';
import { type StorageBench, storageBench } from './bench.ts';

const bytesOf = async (stream: AsyncIterable<Uint8Array>): Promise<string> => {
  const all: Uint8Array[] = [];
  for await (const chunk of stream) all.push(chunk);
  return Buffer.concat(all).toString();
};

/** Something that another execution made. */
async function foreign(bench: StorageBench, value: unknown, layer: string | null = 'other'): Promise<Artifact> {
  const { output, stored } = await bench.bound(layer).finish(value);
  return new ArtifactHandle(output, stored, bench.artifacts) as Artifact;
}

describe.each([null, 'local', 'ram'])('storage layer in a task: an artifact stored in %s', (layer) => {
  it('is loaded and streamed by its name and by its handle', async () => {
    const storage: StorageLayer = (await storageBench()).bound(layer);
    const kept = await storage.store('fold-1/rows', { rows: [1, 2] });
    for (const what of [kept, 'fold-1/rows']) {
      expect(await storage.load(what as string)).toEqual({ rows: [1, 2] });
      expect(await bytesOf(storage.stream(what))).toBe('{"rows":[1,2]}');
      expect(await storage.exists(what)).toBe(true);
    }
  });

  it('may be empty', async () => {
    const bench = await storageBench();
    const storage = bench.bound(layer);
    const empty = await storage.store('nothing.bin', new Uint8Array());
    expect(empty.size).toBe(0);
    expect(await storage.load('nothing.bin')).toEqual(new Uint8Array());
    expect(await bytesOf(storage.stream(empty))).toBe('');
    expect(await storage.exists(empty)).toBe(true);
    const { output, stored } = await storage.finish({ empty });
    const back = (await bench.artifacts.read(output, stored)) as { empty: typeof empty };
    expect(await back.empty.read()).toEqual(new Uint8Array());
  });

  it('is listed in order, also by a prefix of its name', async () => {
    const storage = (await storageBench()).bound(layer);
    expect(await storage.list()).toEqual([]);
    for (const name of ['fold-2', 'fold-1', 'log']) await storage.store(name, name);
    expect((await storage.list()).map(({ name }) => name)).toEqual(['fold-2', 'fold-1', 'log']);
    const folds = await storage.list('fold-');
    expect(await Promise.all(folds.map((one) => storage.load(one)))).toEqual(['fold-2', 'fold-1']);
  });

  it('can be removed, and is then not committed', async () => {
    const bench = await storageBench();
    const storage = bench.bound(layer);
    const [first] = [await storage.store('epoch-1', 1), await storage.store('epoch-2', 2)];
    await storage.remove('epoch-1');
    expect(await storage.exists('epoch-1')).toBe(false);
    expect(await storage.exists(first)).toBe(false);
    expect((await storage.list()).map(({ name }) => name)).toEqual(['epoch-2']);
    await expect(storage.load('epoch-1')).rejects.toMatchObject({ code: 'NOT_STORED_HERE' });
    await expect(storage.load(first)).rejects.toMatchObject({ code: 'ARTIFACT_REMOVED' });
    await expect(storage.remove('epoch-1')).rejects.toMatchObject({ code: 'NOT_STORED_HERE' });
    // What a name means doesn't change within an execution.
    await expect(storage.store('epoch-1', 3)).rejects.toThrow('used that name already');
    const { stored } = await storage.finish('done');
    expect(stored.map(({ name }) => name)).toEqual(['epoch-2']);
    const driver = bench.layers.driver(layer ?? 'local');
    const keys = [];
    for await (const key of driver.list('')) keys.push(key);
    expect(keys.filter((key) => key.includes('epoch-1'))).toEqual([]);
  });

  it('is committed whether it is returned or not', async () => {
    const storage = (await storageBench()).bound(layer);
    await storage.store('log', 'all well');
    expect((await storage.finish(1)).stored.map(({ name }) => name)).toEqual(['log']);
  });

  it('cannot be removed while another artifact holds it, nor used after removal', async () => {
    const storage = (await storageBench()).bound(layer);
    const part = await storage.store('part', 1);
    await storage.store('index', { parts: [part] });
    await expect(storage.remove('part')).rejects.toMatchObject({
      code: 'ARTIFACT_HELD',
      message: expect.stringContaining('"part" can\'t be removed: "index"'),
    });
    await storage.remove('index');
    await storage.remove(part);
    await expect(storage.store('again', [part])).rejects.toMatchObject({ code: 'ARTIFACT_REMOVED' });
    await expect(storage.finish({ part })).rejects.toThrow('The artifact "part" was removed by this execution');
  });
});

describe('storage layer in a task: a handle of another component run', () => {
  it('is loaded and streamed by any layer', async () => {
    const bench = await storageBench();
    const handle = await foreign(bench, { auc: 0.9 });
    const storage = bench.bound('local');
    expect(await storage.load(handle)).toEqual({ auc: 0.9 });
    expect(await bytesOf(storage.stream(handle))).toBe('{"auc":0.9}');
    expect(await storage.exists(handle)).toBe(true);
  });

  it('does not exist when its bytes are gone', async () => {
    const bench = await storageBench();
    const handle = await foreign(bench, 1);
    const driver = bench.layers.driver('other');
    for await (const key of driver.list('')) await driver.remove(key);
    const storage = bench.bound();
    expect(await storage.exists(handle)).toBe(false);
    await expect(storage.load(handle)).rejects.toThrow(ArtifactDamaged);
  });

  it('cannot be removed, even if name and bytes are equal', async () => {
    const bench = await storageBench();
    const theirs = await bench.bound('local').store('model', 1);
    const storage = bench.bound('local');
    await expect(storage.remove(theirs)).rejects.toMatchObject({ code: 'NOT_YOUR_ARTIFACT' });
    const mine = await storage.store('model', 1);
    await expect(storage.remove(theirs)).rejects.toMatchObject({ code: 'NOT_YOUR_ARTIFACT' });
    await storage.remove(mine);
    // Handed on, it is the other one.
    const { output, stored } = await storage.finish({ theirs });
    const back = (await bench.artifacts.read(output, stored)) as { theirs: typeof theirs };
    expect(await back.theirs.read()).toBe(1);
  });
});

describe('storage layer in a task: several layers', () => {
  it('list what was stored through each, and share names and ids', async () => {
    const bench = await storageBench();
    const storage = bench.bound('local');
    const [models, again] = [storage.named('other'), storage.named('other')];
    expect(storage.named('local')).toBe(storage);
    expect(models.name).toBe('other');
    const weights = await models.store('weights.bin', new Uint8Array([1]));
    const log = await storage.store('log', 'all well');
    expect((await again.list()).map(({ name }) => name)).toEqual(['weights.bin']);
    expect((await storage.list()).map(({ name }) => name)).toEqual(['log']);
    await expect(storage.load('weights.bin')).rejects.toThrow('it went into the layer "other"');
    expect(await storage.load(weights)).toEqual(new Uint8Array([1]));
    await expect(storage.store('weights.bin', 2)).rejects.toThrow('used that name already');
    const { output, stored } = await storage.finish({ weights, log });
    expect(stored.map(({ name, layer }) => `${name} ${layer}`)).toEqual(['weights.bin other', 'log local']);
    expect(new Set([output, ...stored].map(({ id }) => id)).size).toBe(3);
    const back = (await bench.artifacts.read(output, stored)) as { weights: typeof weights; log: typeof log };
    expect(await back.log.read()).toBe('all well');
  });
});

describe('storage layer in a task: errors', () => {
  it.each([[7], [null], [{ name: 'a' }]])('refuse %j as an artifact', async (what) => {
    const storage = (await storageBench()).bound();
    await expect(storage.load(what as unknown as string)).rejects.toMatchObject({ code: 'NO_ARTIFACT_HERE' });
    await expect(storage.exists(what as unknown as string)).rejects.toMatchObject({ code: 'NO_ARTIFACT_HERE' });
  });

  it('suggest the nearest name for an unknown one', async () => {
    const storage = (await storageBench()).bound();
    await storage.store('weights.bin', 1);
    await expect(storage.load('weihgts.bin')).rejects.toThrow('Did you mean weights.bin?');
    expect(await storage.exists('../../etc/passwd')).toBe(false);
  });

  it.each([
    [null, 'it is in the record itself'],
    ['local', 'it is in the layer "local", which is a folder'],
    ['ram', 'it is in the layer "ram", which is a memory'],
  ])('refuse to presign an address in the layer %s', async (layer, why) => {
    const storage = (await storageBench()).bound(layer);
    const kept = await storage.store('a', 1);
    await expect(storage.presign(kept, { for: '1 hour' })).rejects.toThrow(why);
    await expect(storage.presign(kept, { for: '1 hour' })).rejects.toMatchObject({ code: 'CANT_PRESIGN' });
    await expect(storage.presign(kept, { for: '10 ms' })).rejects.toThrow('less than a second');
    await expect(storage.presign(kept, { for: 'soon' as '1 hour' })).rejects.toThrow('"soon", which is no duration');
  });

  it('do not occur when a layer can presign', async () => {
    const bench = await storageBench();
    const asked: unknown[] = [];
    Object.assign(bench.layers.driver('other'), {
      presign: async (key: string, options: unknown) => {
        asked.push(key, options);
        return 'https://somewhere';
      },
    });
    const storage = bench.bound('other');
    const kept = await storage.store('report.html', '<p>');
    expect(await storage.presign('report.html', { for: '1.5 h' })).toBe('https://somewhere');
    expect(await storage.presign(kept, { for: '2 s' })).toBe('https://somewhere');
    expect(asked).toEqual([
      expect.stringContaining('report.cr-'),
      { seconds: 5400 },
      expect.anything(),
      { seconds: 2 },
    ]);
  });
});
