import { randomBytes } from 'node:crypto';
import { chmod, readFile, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Artifacts } from '../../../src/storage/artifacts.ts';
import { BoundLayer } from '../../../src/storage/layer.ts';
import { Layers } from '../../../src/storage/layers.ts';
import { ArtifactDamaged } from '../../../src/storage/errors.ts';
import { FolderDriver } from '../../../src/storage/folder.ts';
import type { FileArtifact, FolderArtifact } from '../../../src/storage/files/artifact.ts';
import { file, folder } from '../../../src/storage/files/local-file.ts';
import { temporaryFolder } from '../folder.ts';
import { Site, folderSite, listening, makeTree, readTree, refIn, remote, site } from './bench.ts';

describe('stored files and folders', () => {
  it('are not written again when unchanged, whatever task stores them', async () => {
    const { site: one, puts } = await folderSite();
    const root = await makeTree({ 'a.txt': 'a', 'b.txt': 'b', 'copy-of-a.txt': 'a' });
    await one.keep(folder(root));
    // Two contents, the list, and the note that somebody keeps files here.
    expect(new Set(puts).size).toBe(4);
    puts.length = 0;
    await one.keep(folder(root));
    await one.keep({ a: file(path.join(root, 'a.txt')) });
    expect(puts).toEqual([]);
    await writeFile(path.join(root, 'b.txt'), 'changed');
    await one.keep(folder(root));
    expect(puts).toHaveLength(2);
  });

  it('are written into each layer that a task names, also at the same time', async () => {
    const home = await temporaryFolder();
    const [a, b] = ['a', 'b'].map((name) => path.join(home, name));
    const layers = new Layers({ layers: { a: { folder: a! }, b: { folder: b! } }, default: 'a', home });
    const artifacts = new Artifacts(layers);
    const root = await makeTree({ 'x.txt': 'x', 'large.bin': new Uint8Array(2_000_000) });
    const kept = await Promise.all(
      ['a', 'b'].map((layer) =>
        new BoundLayer(artifacts, { componentRun: `cr-${layer}`, layer, prefix: `p/${layer}` }).finish(folder(root)),
      ),
    );
    for (const { output, stored } of kept) {
      const back = (await artifacts.read(output, stored)) as FolderArtifact;
      expect(await back.file('x.txt').text()).toBe('x');
      expect((await back.file('large.bin').bytes()).byteLength).toBe(2_000_000);
    }
  });

  it('have the same digest wherever they were, so that nothing below runs again', async () => {
    const { site: one } = await folderSite();
    const tree = { 'a.txt': 'a', 'b/c.txt': 'c' };
    const kept = await Promise.all([1, 2].map(async () => one.keep({ all: folder(await makeTree(tree)) })));
    expect(kept[0]!.output.digest).toBe(kept[1]!.output.digest);
    const renamed = await makeTree({ 'a2.txt': 'a', 'b/c.txt': 'c' });
    const program = await makeTree({ 'a.txt*': 'a', 'b/c.txt': 'c' });
    for (const other of [renamed, program])
      expect((await one.keep({ all: folder(other) })).output.digest).not.toBe(kept[0]!.output.digest);
  });

  it('have a key made of their digest and the extension of their name', async () => {
    const { site: one, driver } = await folderSite();
    const kept = await one.keep(file(path.join(await makeTree({ 'm.tar.gz': 'x' }), 'm.tar.gz')));
    const ref = refIn(kept, 'file');
    const hex = ref.digest.slice(7);
    expect(ref).toMatchObject({ name: 'm.tar.gz', key: `project/files/${hex.slice(0, 2)}/${hex}.tar.gz`, size: 1 });
    expect((await stat(driver.place(ref.key!))).mode & 0o777).toBe(0o444);
    // No copy is made where none is needed.
    expect(await (await one.read<FileArtifact>(kept)).path()).toBe(driver.place(ref.key!));
    expect(await readdir(one.home)).toEqual([]);
  });

  it('are not copied when the layer is a local folder', async () => {
    const { site: one, driver } = await folderSite();
    const kept = await one.keep(folder(await makeTree({ 'a.txt': 'a' })));
    const back = await one.read<FolderArtifact>(kept);
    const [here, there] = await Promise.all(
      [path.join(await back.path(), 'a.txt'), await back.file('a.txt').path()].map((at) => stat(at)),
    );
    expect(here!.ino).toBe(there!.ino);
    expect(await driver.size(refIn(kept, 'folder').key!)).toBe(refIn(kept, 'folder').size);
  });
});

describe('stored files: damaged bytes', () => {
  const damages: [string, (at: string) => Promise<void>][] = [
    ['changed', change],
    ['cut short', async (at) => (await chmod(at, 0o644), writeFile(at, 'e'))],
    ['gone', (at) => rm(at)],
  ];

  /** At another time than it was written, as far as the file system can tell. */
  async function change(at: string): Promise<void> {
    await chmod(at, 0o644);
    await writeFile(at, 'evil!');
    await utimes(at, new Date(), new Date(Date.now() + 1000));
  }

  it.each(damages)('are never given out, and name the artifact to make again: %s', async (_, damage) => {
    const { site: one, driver } = await folderSite();
    const root = await makeTree({ 'good.txt': 'good!', 'x.txt': 'right' });
    const kept = await one.keep({ one: file(path.join(root, 'x.txt')), all: folder(root) });
    type Value = { one: FileArtifact; all: FolderArtifact };
    const before = await one.read<Value>(kept);
    await before.all.path();
    await damage(driver.place(refIn(kept, 'file').key!));
    for (const { one: it, all } of [before, await one.read<Value>(kept)]) {
      const damaged = (codec: string): unknown =>
        expect.objectContaining({ name: 'ArtifactDamaged', damaged: refIn(kept, codec).id });
      for (const read of [() => it.path(), () => it.bytes(), () => it.text()])
        await expect(read()).rejects.toThrow(damaged('file'));
      for (const read of [() => all.file('x.txt').bytes(), () => all.file('x.txt').path()])
        await expect(read()).rejects.toThrow(damaged('folder'));
      expect(await all.file('good.txt').text()).toBe('good!');
    }
    // In a home where it was never laid out.
    const other = new Site(await temporaryFolder(), driver);
    await expect((await other.read<Value>(kept)).all.path()).rejects.toThrow('"tree/x.txt"');
    expect(await readdir(path.join(other.home, 'copies/folders')).catch(() => [])).toEqual([]);
  });

  it.each(damages)('are removed, and stored again by the task that makes them again: %s', async (_, damage) => {
    const { site: one, driver, puts } = await folderSite();
    const root = await makeTree({ 'x.txt': 'right' });
    const kept = await one.keep({ all: folder(root) });
    const { key } = (await one.read<{ all: any }>(kept)).all.file('x.txt')[Symbol.for('clew.file')];
    await damage(driver.place(key));
    const back = await one.read<{ all: FolderArtifact }>(kept);
    const error = await back.all
      .file('x.txt')
      .bytes()
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ArtifactDamaged);
    await one.artifacts.files.discard((error as ArtifactDamaged).bytes);
    expect(await driver.size(key)).toBeUndefined();
    puts.length = 0;
    const again = await one.keep({ all: folder(root) });
    expect(puts).toEqual([key]);
    expect(await (await one.read<{ all: FolderArtifact }>(again)).all.file('x.txt').text()).toBe('right');
    // Somebody was quicker: good ones stay.
    await one.artifacts.files.discard((error as ArtifactDamaged).bytes);
    expect(await driver.size(key)).toBe(5);
  });

  it('are not passed on', async () => {
    const { site: one, driver } = await folderSite();
    const kept = await one.keep(folder(await makeTree({ 'x.txt': 'right' })));
    const part = (await one.read<FolderArtifact>(kept)).file('x.txt');
    await rm(await part.path());
    await expect(one.keep({ part })).rejects.toThrow(expect.objectContaining({ damaged: refIn(kept, 'folder').id }));
    expect(driver.kind).toBe('folder');
  });

  it('of a local copy are fetched again, whatever a task did to them', async () => {
    const inner = new FolderDriver(await temporaryFolder());
    const one = await site(remote(inner, []));
    const kept = await one.keep(folder(await makeTree({ 'a.txt': 'a', 'b/c.txt': 'c', 'run*': 'x' })));
    const expected = { 'a.txt': 'a', 'b/c.txt': 'c', 'run*': 'x' };
    const spoil: ((root: string) => Promise<unknown>)[] = [
      async (root) => (await chmod(path.join(root, 'a.txt'), 0o644), writeFile(path.join(root, 'a.txt'), 'bb')),
      (root) => rm(path.join(root, 'b/c.txt')),
      (root) => writeFile(path.join(root, 'more.txt'), 'more'),
      (root) => rename(path.join(root, 'a.txt'), path.join(root, 'z.txt')),
      (root) => rm(root, { recursive: true }),
      async (root) => (await rm(root, { recursive: true }), writeFile(root, 'a file')),
    ];
    for (const how of spoil) {
      const root = await (await one.read<FolderArtifact>(kept)).path();
      expect(await readTree(root)).toEqual(expected);
      await how(root);
      expect(await readTree(await (await one.read<FolderArtifact>(kept)).path())).toEqual(expected);
    }
  });
});

it('stored folders: only changed files are downloaded again', async () => {
  const inner = new FolderDriver(await temporaryFolder());
  const reads: string[] = [];
  const one = await site(remote(inner, reads));
  const root = await makeTree({ 'a.txt': 'a', 'b.txt': 'b', 'c.txt': 'c' });
  await (await one.through(folder(root))).path();
  expect(reads).toHaveLength(3);
  await writeFile(path.join(root, 'b.txt'), 'changed');
  expect(await readTree(await (await one.through(folder(root))).path())).toEqual({
    'a.txt': 'a',
    'b.txt': 'changed',
    'c.txt': 'c',
  });
  expect(reads).toHaveLength(4);
});

it('stored folders: any content is read back equal', async () => {
  const { site: one } = await folderSite();
  const name = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
    .map((text) => text.replaceAll(/[/\0*]/g, '_'));
  const safe = name.filter((text) => text !== '.' && text !== '..' && Buffer.byteLength(text) < 250);
  const at = fc.array(safe, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
  const content = fc.uint8Array({ maxLength: 50 });
  await fc.assert(
    fc.asyncProperty(fc.dictionary(at, content, { maxKeys: 8 }), async (tree) => {
      const taken = Object.keys(tree);
      fc.pre(taken.every((one) => !taken.some((other) => other.startsWith(`${one}/`))));
      const root = await makeTree(tree);
      const back = await one.through({ it: folder(root) });
      expect(await readTree(await back.it.path())).toEqual(await readTree(root));
      for (const each of back.it.files)
        expect(Buffer.from(await back.it.file(each.path).bytes())).toEqual(await readFile(path.join(root, each.path)));
    }),
    { numRuns: 60 },
  );
});

it('stored folders: ten thousand files are one artifact, stored and read a few at a time', async () => {
  let [most, now] = [0, 0];
  const inner = new FolderDriver(await temporaryFolder());
  const counting = async <T>(work: Promise<T>): Promise<T> => {
    most = Math.max(most, ++now);
    return work.finally(() => now--);
  };
  const puts: string[] = [];
  const one = await site(
    listening(
      new Proxy(inner, {
        get: (target, key) => {
          const value: unknown = Reflect.get(target, key);
          if (typeof value !== 'function') return value;
          return (...args: unknown[]) => {
            const given: unknown = value.apply(target, args);
            return given instanceof Promise ? counting(given) : given;
          };
        },
      }),
      puts,
    ),
  );
  const root = await makeTree({});
  const all = Array.from({ length: 10_000 }, (_, i) => `${i % 100}/${i}.txt`);
  await makeInto(root, all);
  const kept = await one.keep(folder(root));
  expect(kept.stored).toHaveLength(1);
  expect(puts).toHaveLength(10_002);
  expect(most).toBeLessThanOrEqual(64);
  const back = await one.read<FolderArtifact>(kept);
  expect(back.count).toBe(10_000);
  expect(Object.keys(await readTree(await back.path()))).toEqual(all.toSorted());
  puts.length = 0;
  await one.keep(folder(root));
  expect(puts).toEqual([]);
}, 120_000);

it('stored folders: an abort (cancellation) stops what is under way', async () => {
  const inner = new FolderDriver(await temporaryFolder());
  const abort = new AbortController();
  const puts: string[] = [];
  const one = await site(
    new Proxy(listening(inner, puts), {
      get: (target, key) => {
        if (puts.length === 40) abort.abort(new Error('Ctrl-C'));
        return Reflect.get(target, key) as unknown;
      },
    }),
  );
  const root = await makeTree(Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`${i}`, randomBytes(100)])));
  await expect(one.bound(abort.signal).finish(folder(root))).rejects.toThrow('Ctrl-C');
  expect(puts.length).toBeLessThan(100);
});

async function makeInto(root: string, names: readonly string[]): Promise<void> {
  const { mkdirSync, writeFileSync } = await import('node:fs');
  for (const name of names) {
    mkdirSync(path.join(root, path.dirname(name)), { recursive: true });
    writeFileSync(path.join(root, name), name);
  }
}
