import { readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { file } from '../../../src/storage/files/local-file.ts';
import type { FileArtifact } from '../../../src/storage/files/artifact.ts';
import { KnownFiles } from '../../../src/storage/files/known-digests.ts';
import { temporaryFolder } from '../folder.ts';
import { Site, folderSite, refIn } from './bench.ts';

const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;
const blocks = new Uint8Array([1, 2, 3, 4]);

/** A file that nobody has touched for a while, as far as it can tell. */
async function old(size: number): Promise<{ at: string; look: () => Promise<any> }> {
  const at = path.join(await temporaryFolder(), 'large.bin');
  await writeFile(at, Buffer.alloc(size, 1));
  const past = 1_000_000_000n * (BigInt(Date.now()) / 1000n - 100n);
  return { at, look: async () => Object.assign(await stat(at, { bigint: true }), { ctimeNs: past, mtimeNs: past }) };
}

describe('cache of file digests', () => {
  it('remembers a large file for the next process, until its stamp changes', async () => {
    const store = path.join(await temporaryFolder(), 'copies/known');
    const { look } = await old(2_000_000);
    const before = await look();
    await new KnownFiles(store).add(before, { digest: digest('a'), blocks });
    await new KnownFiles(store).add(before, { digest: digest('b'), blocks: null }, true);
    const next = new KnownFiles(store);
    expect(next.get(before)).toEqual({ digest: digest('a'), blocks });
    expect(next.get(before, true)).toEqual({ digest: digest('b'), blocks: null });
    for (const change of ['ino', 'dev', 'size', 'mtimeNs', 'ctimeNs'])
      expect(next.get({ ...before, [change]: before[change] + 1n }), change).toBeUndefined();
    // A name more for what lies under its digest.
    expect(next.get({ ...before, ctimeNs: 1n }, true)).toBeDefined();
  });

  it('reads what other processes add, and ignores damaged lines', async () => {
    const store = path.join(await temporaryFolder(), 'known');
    const { look } = await old(2_000_000);
    const before = await look();
    const [one, two] = [new KnownFiles(store), new KnownFiles(store)];
    expect(one.get(before)).toBeUndefined();
    await two.add(before, { digest: digest('a'), blocks: null });
    expect(one.get(before)?.digest).toBe(digest('a'));
    await writeFile(store, `${await readFile(store, 'utf8')}half of a li`);
    expect(new KnownFiles(store).get(before)?.digest).toBe(digest('a'));
    await writeFile(store, '1 2 3 nothing -\n\0\n');
    expect(new KnownFiles(store).get(before)).toBeUndefined();
  });

  it('does not trust a file that has just changed, nor remember small ones', async () => {
    const store = path.join(await temporaryFolder(), 'known');
    const known = new KnownFiles(store);
    const { at, look } = await old(2_000_000);
    const now = await stat(at, { bigint: true });
    await known.add(now, { digest: digest('a'), blocks: null });
    // Set back by someone: the file system knows better.
    await utimes(at, new Date(0), new Date(0));
    const setBack = await stat(at, { bigint: true });
    await known.add(setBack, { digest: digest('a'), blocks: null });
    const small = { ...(await look()), size: 1000n };
    await known.add(small, { digest: digest('a'), blocks: null });
    for (const one of [now, setBack, small]) expect(known.get(one)).toBeUndefined();
  });

  it('drops the older half when it becomes long', async () => {
    const store = path.join(await temporaryFolder(), 'known');
    const known = new KnownFiles(store);
    const { look } = await old(2_000_000);
    const before = await look();
    for (let i = 0n; i < 300n; i++)
      await known.add({ ...before, ino: i }, { digest: digest('a'), blocks: new Uint8Array(20_000) });
    expect((await stat(store)).size).toBeLessThan(5_000_000);
    const next = new KnownFiles(store);
    expect(next.get({ ...before, ino: 0n })).toBeUndefined();
    expect(next.get({ ...before, ino: 299n })).toBeDefined();
  });

  it('a wrong digest in it is detected when the file is read', async () => {
    const { site, driver } = await folderSite();
    const at = path.join(await temporaryFolder(), 'large.bin');
    await writeFile(at, Buffer.alloc(2_000_000, 1));
    const kept = await site.keep(file(at));
    const ref = refIn(kept, 'file');
    const lies = driver.place(ref.key!);
    await rm(lies, { force: true });
    await writeFile(lies, Buffer.alloc(2_000_000, 2));
    await expect((await site.read<FileArtifact>(kept)).path()).rejects.toThrow('not what was written there');
    await expect((await new Site(site.home, driver).read<FileArtifact>(kept)).bytes()).rejects.toThrow('not what was');
  });
});
