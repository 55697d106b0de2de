import { createHash, randomBytes } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { FileArtifact, FolderArtifact } from '../../../src/storage/files/artifact.ts';
import { file, folder } from '../../../src/storage/files/local-file.ts';
import type { LayerSettings } from '../../../src/storage/layers.ts';
import { temporaryFolder } from '../folder.ts';
import { Site, makeTree, readTree, site } from './bench.ts';

const digestOf = (bytes: Uint8Array): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

async function joined(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

/** What files and folders promise, whatever layer has their bytes. */
export function filesContract(name: string, layer: () => LayerSettings | Promise<LayerSettings>): void {
  describe(`files and folders in ${name}`, () => {
    it.each([0, 1, 100_000, 1024 * 1024, 1024 * 1024 + 1, 20_000_000])(
      'read back a file of %i bytes, in every way',
      async (size) => {
        const bytes = randomBytes(size);
        const at = path.join(await temporaryFolder(), 'model.bin');
        await writeFile(at, bytes);
        const local = file(at);
        expect(local).toMatchObject({ name: 'model.bin', size, digest: digestOf(bytes), executable: false });
        const { model, auc } = await (await site(await layer())).through({ model: local, auc: 0.9 });
        expect(auc).toBe(0.9);
        expect(model).toBeInstanceOf(FileArtifact);
        for (const one of [local, model]) {
          expect(one).toMatchObject({ name: 'model.bin', size, digest: digestOf(bytes), executable: false });
          expect(one.mediaType).toBe('application/octet-stream');
          expect(bytes.equals(await one.bytes())).toBe(true);
          expect(bytes.equals(await joined(one.stream()))).toBe(true);
          expect(bytes.equals(await readFile(await one.path()))).toBe(true);
          expect(path.extname(await one.path())).toBe('.bin');
        }
      },
    );

    it('read back a folder with all that is in it', async () => {
      const tree = {
        'a.txt': 'ä',
        'deep/er/b.bin': randomBytes(1000),
        'empty/': '',
        'deep/none/': '',
        'nothing.txt': '',
        'run.sh*': '#!/bin/sh\n',
        'same.txt': 'ä',
      };
      const root = await makeTree(tree);
      const { data } = await (await site(await layer())).through({ data: folder(root) });
      expect(data).toBeInstanceOf(FolderArtifact);
      expect(data.name).toBe('tree');
      expect(data.files.map((one) => one.path)).toEqual([
        'a.txt',
        'deep/er/b.bin',
        'nothing.txt',
        'run.sh',
        'same.txt',
      ]);
      expect(data).toMatchObject({ count: 5, size: 2 + 1000 + 0 + 10 + 2, digest: folder(root).digest });
      expect(data.files).toEqual(folder(root).files);
      expect(await readTree(await data.path())).toEqual(await readTree(root));
      expect(await data.file('a.txt').text()).toBe('ä');
      expect(data.file('run.sh')).toMatchObject({ name: 'run.sh', size: 10, executable: true });
      expect((await stat(await data.file('run.sh').path())).mode & 0o777).toBe(0o555);
      expect((await stat(await data.file('a.txt').path())).mode & 0o222).toBe(0);
    });

    it('are downloaded once, however many ask for them', async () => {
      const settings = await layer();
      const maker = await site(settings);
      const kept = await maker.keep(folder(await makeTree({ 'a.txt': 'a', 'b/c.txt': 'c' })));
      // A memory is nobody else's.
      const elsewhere = 'memory' in settings ? maker : await site(settings);
      const data = await elsewhere.read<FolderArtifact>(kept);
      const paths = await Promise.all(Array.from({ length: 10 }, () => data.path()));
      expect(new Set(paths).size).toBe(1);
      const other = new Site(elsewhere.home, settings);
      if (!('memory' in settings)) expect(await (await other.read<FolderArtifact>(kept)).path()).toBe(paths[0]);
      expect(await readTree(paths[0]!)).toEqual({ 'a.txt': 'a', 'b/c.txt': 'c' });
    });

    it('may be passed on, whole or in parts, and be stored by a name', async () => {
      const one = await site(await layer());
      const data = await one.through(folder(await makeTree({ 'deep/a.txt': 'a', 'b.txt': 'b' })));
      const layerOf = one.bound();
      const stored = await layerOf.store('best', data.file('deep/a.txt'));
      expect(await (await stored.read()).text()).toBe('a');
      expect((await joined(stored.stream())).toString()).toBe('a');
      expect(await readFile(await layerOf.local('best'), 'utf8')).toBe('a');
      const kept = await layerOf.finish({ all: data, list: [data.file('b.txt')], stored });
      const back = await one.read<{ all: FolderArtifact; list: FileArtifact[]; stored: typeof stored }>(kept);
      expect(await back.all.file('deep/a.txt').text()).toBe('a');
      expect(back.all.digest).toBe(data.digest);
      expect(back.list[0]!.name).toBe('b.txt');
      expect(await back.list[0]!.text()).toBe('b');
      expect((await back.stored.read()).name).toBe('best');
      expect(await readFile(await one.bound().local(back.stored), 'utf8')).toBe('a');
      expect(await readTree(await one.bound().local(back.all))).toEqual({ 'b.txt': 'b', 'deep/a.txt': 'a' });
    });

    it('may be stored by several writers at once, with the same result', async () => {
      const settings = await layer();
      const root = await makeTree({ 'large.bin': randomBytes(12_000_000), 'small.txt': 'small' });
      const first = await site(settings);
      const sites = 'memory' in settings ? [first, first] : [first, await site(settings), await site(settings)];
      const kept = await Promise.all(sites.map((each) => each.keep(folder(root))));
      expect(new Set(kept.map(({ output }) => output.digest)).size).toBe(1);
      const back = await first.read<FolderArtifact>(kept[0]!);
      expect(await readTree(await back.path())).toEqual(await readTree(root));
    });

    it('may be items of a stream, and parts of lists, maps and sets', async () => {
      const one = await site(await layer());
      const root = await makeTree({ 'a.txt': 'a', 'b.txt': 'b' });
      async function* items(): AsyncGenerator<unknown> {
        for (const name of ['a.txt', 'b.txt']) yield { name, file: file(path.join(root, name)) };
        yield folder(root);
      }
      const [a, b, all] = (await one.through(items() as unknown)) as [any, any, FolderArtifact];
      expect([await a.file.text(), await b.file.text(), all.count]).toEqual(['a', 'b', 2]);
      const map = await one.through(new Map([['x', new Set([file(path.join(root, 'a.txt'))])]]));
      expect(await [...map.get('x')!][0]!.text()).toBe('a');
    });
  });
}
