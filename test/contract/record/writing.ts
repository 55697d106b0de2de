import { beforeEach, describe, expect, test } from 'vitest';
import type { LineageRecord, RecordSettings } from '../../../src/lineage/record.ts';
import type { ArtifactRef } from '../../../src/storage/ref.ts';
import { opener, type Database } from './harness.ts';
import { artifact, aRun, counts, day, entry, failure } from './made.ts';

export function writing(database: Database): void {
  describe('writing the record', () => {
    const open = opener();
    let settings: RecordSettings;
    let record: LineageRecord;
    beforeEach(async () => {
      settings = await database.fresh();
      record = await open(settings);
      await record.startRun(aRun('run-1'));
    });

    test('finds a committed component run by its identity, with the bytes of its artifacts', async () => {
      const stored = artifact('a.1', { name: 'model', layer: 'folder', key: 'run-1/model', inline: null });
      await record.commit(entry('a', [], { artifacts: [stored, artifact('a')] }));

      const found = await record.find('sha256:a');
      expect(found).toMatchObject({ id: 'cr-a', run: 'run-1', endedAt: day + 1500 });
      expect(found!.artifacts.map(({ name }) => name)).toEqual(['output', 'model']);
      expect(Buffer.from(found!.artifacts[0]!.inline!).toString()).toBe('{"made":"a"}');
      expect(found!.artifacts[1]).toEqual(stored);
      expect(await record.find('sha256:b')).toBeUndefined();
    });

    test('returns the artifacts of component runs in the order asked for, also of none and of one asked twice', async () => {
      const stored = artifact('b.1', { name: 'model', layer: 'folder', key: 'run-1/model', inline: null });
      await record.commit(entry('a'));
      await record.commit(entry('b', [], { artifacts: [artifact('b'), stored] }));
      await record.commit(entry('c', [], { status: 'failed', error: failure, artifacts: [] }));
      const made = await record.made(['cr-b', 'cr-c', 'cr-a', 'cr-b']);
      expect(made.map((refs) => refs.map(({ id }) => id))).toEqual([
        ['art-b', 'art-b.1'],
        [],
        ['art-a'],
        ['art-b', 'art-b.1'],
      ]);
      expect(made[0]![1]).toEqual(stored);
      expect(Buffer.from(made[2]![0]!.inline!).toString()).toBe('{"made":"a"}');
    });

    test('returns large inline bytes unchanged, also as a plain Uint8Array', async () => {
      const inline = Uint8Array.from({ length: 65_536 }, (_, index) => index % 256);
      await record.commit(entry('a', [], { artifacts: [artifact('a', { inline, size: inline.length })] }));
      const found = await record.find('sha256:a');
      expect(Buffer.from(found!.artifacts[0]!.inline!).equals(inline)).toBe(true);
    });

    test('returns the checksums of blocks with an artifact, and its preview when asked for', async () => {
      const large = { layer: 'folder', key: 'run-1/model', inline: null, blocks: Uint8Array.of(0, 255, 3, 4) };
      const preview = { kind: 'text', characters: 5, lines: 1, head: 'Ähre\u0000' } as const;
      await record.commit(entry('a', [], { artifacts: [artifact('a', { ...large, preview })] }));
      await record.commit(entry('b'));
      const plain = (refs: readonly ArtifactRef[]) =>
        refs.map((ref) => ({ ...ref, blocks: new Uint8Array(ref.blocks!) }));
      expect(plain((await record.find('sha256:a'))!.artifacts)).toEqual([artifact('a', large)]);
      expect(plain((await record.made(['cr-a']))[0]!)).toEqual([artifact('a', large)]);
      const found = await record.previews(['art-b', 'art-a', 'art-none']);
      expect([...found]).toEqual([['art-a', preview]]);
      // Handed on, it is the same bytes in the same place; elsewhere, it is not.
      const handed = artifact('c', { ...large, size: 100_000 });
      await record.commit(entry('c', [], { artifacts: [handed] }));
      await record.commit(entry('d', [], { artifacts: [artifact('d', { ...handed, id: 'art-d', layer: 'other' })] }));
      const original = artifact('e', { ...large, size: 100_000, id: 'art-e', digest: handed.digest, preview });
      await record.commit(entry('e', [], { artifacts: [original] }));
      expect([...(await record.previews(['art-c', 'art-d']))]).toEqual([['art-c', preview]]);
    });

    test('finds the newest of several component runs with one identity', async () => {
      await record.commit(entry('old', [], { identity: 'same', endedAt: day + 10 }));
      await record.commit(entry('new', [], { identity: 'same', endedAt: day + 30 }));
      await record.commit(entry('middle', [], { identity: 'same', endedAt: day + 20 }));
      expect((await record.find('same'))?.id).toBe('cr-new');
    });

    test.each(['failed', 'cancelled', 'skipped', 'cached'] as const)(
      'records a component run that is %s, and never finds it for the cache',
      async (status) => {
        const error = status === 'failed' ? failure : null;
        await record.commit(entry('a', [], { status, error, artifacts: [] }));
        expect(await record.find('sha256:a')).toBeUndefined();
        expect(await record.componentRun('cr-a')).toMatchObject({ status, error, artifacts: [] });
      },
    );

    test('skips a component run with a damaged artifact, and finds the one before it', async () => {
      await record.commit(entry('old', [], { identity: 'same', endedAt: day + 10 }));
      await record.commit(entry('new', [], { identity: 'same', endedAt: day + 20 }));
      await record.markDamaged('art-new');
      expect((await record.find('same'))?.id).toBe('cr-old');
      await record.markDamaged('art-old');
      expect(await record.find('same')).toBeUndefined();
      expect((await record.componentRun('cr-old')).artifacts).toMatchObject([{ id: 'art-old', damaged: true }]);
    });

    test('answers a thousand look-ups of one tick, each with its own result', async () => {
      const names = Array.from({ length: 1500 }, (_, index) => `n${index}`);
      await Promise.all(names.map((name) => record.commit(entry(name))));
      const found = await Promise.all(names.map((name) => record.find(`sha256:${name}`)));
      expect(found.map((run) => run?.id)).toEqual(names.map((name) => `cr-${name}`));
    });

    test('commits the entries of one tick together: all or none', async () => {
      await record.commit(entry('there'));
      const group = [entry('a'), entry('b'), entry('there')].map((one) => record.commit(one));
      const outcomes = await Promise.allSettled(group);
      expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
      expect((outcomes[0] as PromiseRejectedResult).reason).toMatchObject({ code: 'RECORD_REFUSED' });
      expect((await record.run('run-1')).nodes.map(({ componentRun }) => componentRun)).toEqual(['cr-there']);

      await record.commit(entry('c', ['there']));
      expect((await record.find('sha256:c'))?.id).toBe('cr-c');
    });

    test('refuses an entry whose input does not exist', async () => {
      await expect(record.commit(entry('a', ['nowhere']))).rejects.toThrow(
        expect.objectContaining({ code: 'RECORD_REFUSED' }),
      );
      expect((await record.run('run-1')).nodes).toEqual([]);
    });

    test('accepts two writers to one database at once, and each sees what the other wrote', async () => {
      const other = await open(settings);
      await other.startRun(aRun('run-2', { process: { ...aRun('').process, id: 'proc-2' } }));
      const names = Array.from({ length: 200 }, (_, index) => `n${index}`);
      const writeAll = async (one: LineageRecord, who: string, run: string) => {
        for (const name of names) await one.commit(entry(`${who}-${name}`, [], { run }));
      };
      await Promise.all([writeAll(record, 'first', 'run-1'), writeAll(other, 'second', 'run-2')]);
      expect((await other.run('run-1')).nodes).toHaveLength(200);
      expect((await record.run('run-2')).nodes).toHaveLength(200);
      expect((await record.find('sha256:second-n199'))?.id).toBe('cr-second-n199');
    });

    test('updates components and their dependencies when a run starts', async () => {
      const components = aRun('').components.map((component) => ({ ...component, owner: '@bo' }));
      await record.startRun(aRun('run-2', { components, dependencies: [['Load', 'Train']] }));
      expect(await record.components()).toMatchObject([
        { name: 'Load', owner: '@bo', dependsOn: ['Train'] },
        { name: 'Train', owner: '@bo', dependsOn: [] },
      ]);
    });

    test('stores each source once, and a manifest names its files', async () => {
      const source = {
        path: 'train.ts',
        digest: 'sha256:train',
        identity: 'sha256:runs',
        source: 'export class Train {}',
      };
      const manifest = { digest: 'sha256:one', entry: 'train.ts', files: [source], packages: { zod: '4.6.7' } };
      await record.keepCode([manifest, { ...manifest, digest: 'sha256:two' }]);
      await record.keepCode([manifest]);
      expect(await record.code('sha256:train')).toBe('export class Train {}');
      expect(JSON.parse((await record.code('sha256:two'))!)).toEqual({
        entry: 'train.ts',
        files: [{ path: 'train.ts', digest: 'sha256:train', identity: 'sha256:runs' }],
        packages: { zod: '4.6.7' },
      });
      expect(await record.code('sha256:three')).toBeUndefined();
      await record.commit(entry('a', [], { code: 'sha256:one' }));
      expect((await record.componentRun('cr-a')).code).toBe('sha256:one');
    });

    test('writes what is queued before it closes, may be closed twice, and refuses everything after that', async () => {
      const pending = [
        record.commit(entry('a')),
        record.endRun('run-1', { status: 'succeeded', endedAt: day, counts, error: null }),
      ];
      await Promise.all([record.close(), record.close(), ...pending]);
      await expect(record.commit(entry('b'))).rejects.toThrow(expect.objectContaining({ code: 'RECORD_CLOSED' }));
      await expect(record.runs()).rejects.toThrow(expect.objectContaining({ code: 'RECORD_CLOSED' }));
      expect((await (await open(settings)).find('sha256:a'))?.id).toBe('cr-a');
    });
  });
}
