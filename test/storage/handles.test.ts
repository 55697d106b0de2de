import { describe, expect, it } from 'vitest';
import type { Artifact } from '../../src/authoring/artifact.ts';
import { ArtifactHandle } from '../../src/storage/handle.ts';
import type { ArtifactRef } from '../../src/storage/ref.ts';
import { storageBench } from './bench.ts';

type Kept = { readonly output: ArtifactRef; readonly stored: readonly ArtifactRef[] };

describe('artifact handles', () => {
  it('have name, digest and size, and read the artifact', async () => {
    const bench = await storageBench();
    const weights = new Float32Array([1, 2]);
    const handle = await bench.bound('local').store('weights.bin', weights);
    expect(handle).toMatchObject({ name: 'weights.bin', digest: expect.stringMatching(/^sha256:/) });
    expect(await handle.read()).toEqual(weights);
    expect(JSON.parse(JSON.stringify(handle))).toMatchObject({ name: 'weights.bin', size: handle.size });
  });

  it('are read back as handles at any depth of a returned value', async () => {
    const bench = await storageBench();
    const layer = bench.bound();
    const value = {
      best: await layer.store('best', { auc: 0.9 }),
      folds: [{ model: await layer.store('fold-1/model.bin', new Uint8Array([1])) }],
      byName: new Map([['log', await layer.store('log.txt', 'all well')]]),
    };
    const { output, stored } = await layer.finish(value);
    const back = (await bench.artifacts.read(output, stored)) as typeof value;
    expect(await back.best.read()).toEqual({ auc: 0.9 });
    expect(await back.folds[0]!.model.read()).toEqual(new Uint8Array([1]));
    expect(await back.byName.get('log')!.read()).toBe('all well');
    expect(stored.map(({ name }) => name).toSorted()).toEqual(['best', 'fold-1/model.bin', 'log.txt']);
  });

  it('may be the whole returned value, and be part of a stored one', async () => {
    const bench = await storageBench();
    const layer = bench.bound();
    const part = await layer.store('part', [1, 2]);
    const index = await layer.store('index', { parts: [part] });
    expect(await (await index.read()).parts[0]!.read()).toEqual([1, 2]);
    const { output, stored } = await layer.finish(index);
    const back = (await bench.artifacts.read(output, stored)) as typeof index;
    expect(await (await back.read()).parts[0]!.read()).toEqual([1, 2]);
  });

  it('give handles when they are read themselves', async () => {
    const bench = await storageBench();
    const { output, stored } = await bench.bound().finish({ a: await bench.bound().store('a', 'deep') });
    const whole = new ArtifactHandle(output, stored, bench.artifacts) as Artifact<{ a: Artifact<string> }>;
    expect(await (await whole.read()).a.read()).toBe('deep');
  });

  it('can still be read after two tasks have passed them on', async () => {
    const bench = await storageBench();
    const first = bench.bound('other');
    const part = await first.store('part', 'kept once');
    let kept: Kept = await first.finish({ index: await first.store('index', { part }) });
    type Value = { index: Artifact<{ part: Artifact<string> }> };
    for (let i = 0; i < 2; i++) {
      const value = (await bench.artifacts.read(kept.output, kept.stored)) as Value;
      kept = await bench.bound().finish({ index: value.index });
    }
    const { index } = (await bench.artifacts.read(kept.output, kept.stored)) as Value;
    expect(await (await index.read()).part.read()).toBe('kept once');
    expect(kept.stored.every(({ layer }) => layer === 'other')).toBe(true);
  });

  it('of a whole output do not replace the output that they are part of', async () => {
    const bench = await storageBench();
    const upstream = await bench.bound().finish('raw readings');
    const raw = new ArtifactHandle(upstream.output, upstream.stored, bench.artifacts);
    const { output, stored } = await bench.bound().finish({ raw });
    expect(stored.map(({ name }) => name)).toEqual(['output']);
    // The record lists them by id, and takes the first one of that name.
    expect(output.id < stored[0]!.id).toBe(true);
    const back = (await bench.artifacts.read(output, stored)) as { raw: Artifact<string> };
    expect(await back.raw.read()).toBe('raw readings');
  });

  it('are not confused with others of the same bytes and name', async () => {
    const bench = await storageBench();
    const text = await bench.bound().store('x', '5');
    const number = await bench.bound().store('x', 5);
    const { output, stored } = await bench.bound().finish({ text, number });
    const back = (await bench.artifacts.read(output, stored)) as { text: typeof text; number: typeof number };
    expect(await back.text.read()).toBe('5');
    expect(await back.number.read()).toBe(5);
  });

  it('leave no trace of the attempt: two attempts write the same bytes', async () => {
    const bench = await storageBench();
    const attempt = async (): Promise<Kept> => {
      const layer = bench.bound('local');
      return layer.finish({ model: await layer.store('model', { a: 1 }) });
    };
    const [one, two] = [await attempt(), await attempt()];
    expect(one.output.digest).toBe(two.output.digest);
    expect(one.output.key).not.toBe(two.output.key);
  });
});

describe('artifact handles: names for store()', () => {
  it.each(['', '/abs', 'a//b', '../up', 'a/../b', './a', 'a/', '.', 'a\\b', 'a\u0000b', 'a\nb', 'x'.repeat(201)])(
    'refuse %j',
    async (name) => {
      const layer = (await storageBench()).bound();
      await expect(layer.store(name, 1)).rejects.toThrow(expect.objectContaining({ code: 'BAD_ARTIFACT_NAME' }));
    },
  );

  it('are used once in a component run, and never for the output', async () => {
    const layer = (await storageBench()).bound();
    await layer.store('model', 1);
    await expect(layer.store('model', 2)).rejects.toThrow('this execution has used that name already');
    await expect(layer.store('output', 2)).rejects.toThrow(expect.objectContaining({ code: 'BAD_ARTIFACT_NAME' }));
  });

  it('may differ only in extension, case or Unicode form', async () => {
    const bench = await storageBench();
    const layer = bench.bound('local');
    const names = ['model', 'model.json', 'Model', 'MODEL.JSON', 'output.json', 'caf\u00e9', 'cafe\u0301'];
    const value = await Promise.all(names.map((name) => layer.store(name, { name })));
    const { output, stored } = await layer.finish(value);
    const files = [output, ...stored].map((ref) => bench.fileOf(ref).normalize('NFC').toLowerCase());
    expect(new Set(files).size).toBe(names.length + 1);
    const back = (await bench.artifacts.read(output, stored)) as typeof value;
    expect(await Promise.all(back.map((handle) => handle.read()))).toEqual(names.map((name) => ({ name })));
  });
});
