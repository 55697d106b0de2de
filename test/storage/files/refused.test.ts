import { createServer } from 'node:net';
import { execFileSync } from 'node:child_process';
import { appendFile, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StorageDriver } from '../../../src/storage/driver.ts';
import { keeperOf } from '../../../src/storage/files/content-keepers.ts';
import { readManifest, writeManifest } from '../../../src/storage/files/manifest.ts';
import { file, folder } from '../../../src/storage/files/local-file.ts';
import { layOut } from '../../../src/storage/files/lay-out-files.ts';
import { temporaryFolder } from '../folder.ts';
import { folderSite, makeTree, readTree, site } from './bench.ts';

describe('stored files: errors', () => {
  it('report a missing file with its full path', async () => {
    const { site: one, puts } = await folderSite();
    const at = path.join(await temporaryFolder(), 'none.bin');
    await expect(one.keep({ deep: [file(at)] })).rejects.toMatchObject({
      code: 'FILE_MISSING',
      message: `There is no file ${at}, which a task wants to keep.`,
      next: expect.stringContaining(process.cwd()),
    });
    expect(() => file(at).size).toThrow('There is no file');
    await expect(file(at).bytes()).rejects.toThrow('There is no file');
    expect(puts).toEqual([]);
  });

  it('resolve paths against the working directory, accept files written later, and accept URLs', async () => {
    const name = `out-${process.pid}.txt`;
    const later = file(name);
    const at = path.resolve(name);
    try {
      await writeFile(at, 'later');
      const { site: one } = await folderSite();
      expect(await (await one.through(later)).text()).toBe('later');
      expect(await (await one.through(file(pathToFileURL(at)))).text()).toBe('later');
      expect(await later.path()).toBe(at);
    } finally {
      await rm(at);
    }
  });

  it('report a file that cannot be read with the reason', async () => {
    const { site: one } = await folderSite();
    const at = path.join(await temporaryFolder(), 'circle.bin');
    await symlink(at, at);
    await expect(one.keep(file(at))).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      message: expect.stringContaining(`${at} can't be read to be kept: ELOOP`),
    });
  });

  it('refuse a folder as a file, a file as a folder, and anything else', async () => {
    const { site: one } = await folderSite();
    const root = await makeTree({ 'a.txt': 'a' });
    await expect(one.keep(file(root))).rejects.toMatchObject({
      code: 'WRONG_KIND_OF_FILE',
      next: 'Use folder() for it.',
    });
    await expect(one.keep(folder(path.join(root, 'a.txt')))).rejects.toThrow('is no folder');
    await expect(one.keep(folder(path.join(root, 'none')))).rejects.toThrow('There is no folder');
    await expect(one.keep(file('/dev/null'))).rejects.toThrow('it is a device');
    execFileSync('mkfifo', [path.join(root, 'pipe')]);
    await expect(one.keep(file(path.join(root, 'pipe')))).rejects.toThrow('it is a pipe');
    await expect(one.keep(folder(root))).rejects.toThrow(`${path.join(root, 'pipe')} can't be kept: it is a pipe`);
    await rm(path.join(root, 'pipe'));
    const server = createServer().listen(path.join(root, 'socket'));
    await expect.poll(() => one.keep(folder(root)).catch(({ message }) => message as string)).toMatch('it is a socket');
    server.close();
  });

  it.each([undefined, null, '', 7, {}])('refuse %s as a path', (given) => {
    expect(() => file(given as string)).toThrow('file() needs the path of a file');
    expect(() => folder(given as string)).toThrow('folder() needs the path of a folder');
  });

  it('refuse a file that changes while it is stored, and leave nothing of it', async () => {
    const at = path.join(await temporaryFolder(), 'growing.log');
    const kept: string[] = [];
    const growing = (putFile: boolean): StorageDriver => ({
      kind: 'own',
      put: async (key, content) => {
        if (!(content instanceof Uint8Array)) for await (const _ of content) await appendFile(at, 'more');
        kept.push(key);
      },
      ...(putFile && { putFile: async (key: string) => (kept.push(key), appendFile(at, 'more')) }),
      get: () => Promise.reject(new Error('nobody reads')),
      stream: async function* () {},
      size: async () => undefined,
      remove: async (key) => void kept.splice(kept.indexOf(key), 1),
      list: async function* () {},
      place: (key) => key,
    });
    for (const putFile of [true, false]) {
      await writeFile(at, Buffer.alloc(3_000_000));
      const keeping = (await site(growing(putFile))).keep(file(at));
      await expect(keeping).rejects.toMatchObject({ code: 'FILE_CHANGED', message: expect.stringContaining(at) });
      expect(kept.filter((key) => keeperOf(key) === undefined)).toEqual([]);
    }
  });

  it('refuse a value whose getter returns another file each time', async () => {
    const { site: one } = await folderSite();
    const at = path.join(await makeTree({ 'a.txt': 'a' }), 'a.txt');
    const value = {
      get it() {
        return file(at);
      },
    };
    await expect(one.keep(value)).rejects.toThrow('another one each time it is asked for');
  });

  it('upload no file when the value cannot be stored', async () => {
    const { site: one, puts } = await folderSite();
    const root = await makeTree({ 'a.txt': 'a' });
    await expect(one.keep([folder(root), () => 1])).rejects.toThrow('a function');
    expect(puts).toEqual([]);
  });
});

describe('stored folders: links', () => {
  it('inside the folder are stored as what they point to', async () => {
    const root = await makeTree({ 'blobs/1': 'one', 'snapshots/x/': '' });
    await symlink('../../blobs/1', path.join(root, 'snapshots/x/model.bin'));
    await symlink('blobs', path.join(root, 'all'));
    const { site: one, puts } = await folderSite();
    const back = await one.through(folder(root));
    const expected = { 'all/1': 'one', 'blobs/1': 'one', 'snapshots/x/model.bin': 'one' };
    expect(await readTree(await back.path())).toEqual(expected);
    expect(puts.filter((key) => !key.endsWith('.json'))).toHaveLength(new Set(puts).size - 1);
  });

  it.each([
    ['out', '/etc/hostname', 'it leads out, to /'],
    ['up', '..', 'it leads out, to /'],
    ['nowhere', 'not-there', 'it leads nowhere'],
    ['self', 'self', 'it leads in a circle'],
    ['round', '.', 'it leads in a circle, to /'],
  ])('are refused by name: %s → %s', async (name, target, why) => {
    const root = await makeTree({ 'deep/a.txt': 'a' });
    await symlink(target, path.join(root, name));
    const { site: one, puts } = await folderSite();
    const at = path.join(root, name);
    await expect(one.keep(folder(root))).rejects.toThrow(`The link ${at} can't be kept with its folder: ${why}`);
    expect(puts).toEqual([]);
  });

  it('that form a cycle are refused', async () => {
    const root = await makeTree({ 'a/x': 'x', 'b/y': 'y' });
    await symlink('../b', path.join(root, 'a/to-b'));
    await symlink('../a', path.join(root, 'b/to-a'));
    const { site: one } = await folderSite();
    await expect(one.keep(folder(root))).rejects.toThrow('it leads in a circle');
  });

  it('may be the folder or the file itself', async () => {
    const root = await makeTree({ 'a.txt': 'a' });
    const links = await temporaryFolder();
    await symlink(root, path.join(links, 'data'));
    await symlink(path.join(root, 'a.txt'), path.join(links, 'b.txt'));
    const { site: one } = await folderSite();
    expect(await readTree(await (await one.through(folder(path.join(links, 'data')))).path())).toEqual({
      'a.txt': 'a',
    });
    const b = await one.through(file(path.join(links, 'b.txt')));
    expect([b.name, await b.text()]).toEqual(['b.txt', 'a']);
  });
});

describe('stored folders: manifest', () => {
  const digest = 'a'.repeat(64);
  const list = (...paths: unknown[]): Uint8Array =>
    Buffer.from(JSON.stringify({ files: paths.map((at) => [at, 1, digest]), empty: [] }));

  it.each(['../x', 'a/../../x', '/etc/passwd', '', '.', 'a//b', 'a/', 'a\0b', 7, null])('refuses the path %s', (at) => {
    expect(() => readManifest(list(at), 'it')).toThrow('is no path in a folder');
    const empty = Buffer.from(JSON.stringify({ files: [], empty: [at] }));
    expect(() => readManifest(empty, 'it')).toThrow('is no path in a folder');
  });

  it.each([
    ['twice the same', list('a', 'a'), 'is there twice'],
    ['a file in a file', list('a/b', 'a'), 'is in what is no folder'],
    ['no JSON', Buffer.from('{'), 'it is no JSON'],
    ['no list', Buffer.from('null'), 'parts of it are missing'],
    ['no files', Buffer.from('{"files":[1],"empty":[]}'), 'parts of it are missing'],
    ['a path as a digest', Buffer.from('{"files":[["a",1,"../../x"]],"empty":[]}'), 'the size or the digest'],
    ['an invalid size', Buffer.from(`{"files":[["a",-1,"${digest}"]],"empty":[]}`), 'the size or the digest'],
  ])('is refused: %s', (_, bytes, why) => {
    const message = expect.stringContaining(why);
    expect(() => readManifest(bytes, 'it')).toThrow(expect.objectContaining({ code: 'BAD_FOLDER_LIST', message }));
  });

  it('is the same for the same contents in any order', () => {
    const one = { size: 1, digest: `sha256:${digest}`, executable: false };
    const files = ['b', 'a/c', 'a-c', 'ä'].map((at) => ({ ...one, path: at }));
    const written = writeManifest({ files, empty: ['z', 'y'] });
    expect(Buffer.from(written)).toEqual(Buffer.from(writeManifest({ files: files.toReversed(), empty: ['y', 'z'] })));
    expect(readManifest(written, 'it').files.map(({ path: at }) => at)).toEqual(['a-c', 'a/c', 'b', 'ä']);
  });
});

describe('stored folders: names', () => {
  it('that the file system treats as equal are not mixed up', async () => {
    const to = path.join(await temporaryFolder(), 'out');
    const one = { size: 0, digest: `sha256:${'a'.repeat(64)}`, executable: false };
    const files = ['A.txt', 'a.txt', 'D/x', 'd/y'].map((at) => ({ ...one, path: at }));
    // As a system does that knows no case.
    const place = (_: unknown, at: string): Promise<void> =>
      writeFile(to + at.slice(to.length).toLowerCase(), '', { flag: 'wx' });
    await expect(layOut('it', { files, empty: [] }, to, place)).rejects.toMatchObject({ code: 'NAMES_MEET' });
  });

  it('that differ only in case are separate where the file system allows it', async () => {
    const root = await makeTree({ A: 'upper', a: 'lower' });
    const { site: one } = await folderSite();
    expect(await readTree(await (await one.through(folder(root))).path())).toEqual({ A: 'upper', a: 'lower' });
  });

  it('that are not UTF-8 are refused', async () => {
    const root = await makeTree({ a: 'a' });
    await writeFile(Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0x66, 0xff])]), '');
    const { site: one } = await folderSite();
    await expect(one.keep(folder(root))).rejects.toThrow('bytes that are no UTF-8');
  });

  it('may be as long and as unusual as the file system allows', async () => {
    const tree = {
      [`${'x'.repeat(250)}.txt`]: '1',
      'a\nb "c" \\d': '2',
      ' ': '3',
      'ä\u0308🧵': '4',
      '-rf': '5',
      '...': '6',
      __proto__: '7',
      'a.partial': '8',
      '%2e%2e': '9',
    };
    const root = await makeTree(tree);
    const { site: one } = await folderSite();
    const back = await one.through({
      all: folder(root),
      each: Object.keys(tree).map((name) => file(path.join(root, name))),
    });
    expect(await readTree(await back.all.path())).toEqual(await readTree(root));
    expect(back.each.map(({ name }) => name)).toEqual(Object.keys(tree));
    expect(await Promise.all(back.each.map((each) => each.text()))).toEqual(Object.values(tree));
  });

  it('that do not exist are reported with the nearest one', async () => {
    const root = await makeTree({ 'cats/1.png': '' });
    const { site: one } = await folderSite();
    const back = await one.through(folder(root));
    expect(() => back.file('cats/2.png')).toThrow(
      expect.objectContaining({ code: 'NOT_IN_FOLDER', message: expect.stringContaining('Did you mean cats/1.png?') }),
    );
    expect(() => back.file('../cats/1.png')).toThrow('has no file');
    expect(() => folder(root).file('../x')).toThrow('has no file');
  });
});

it('stored files: a malformed digest in the record is refused', async () => {
  const { site: one } = await folderSite();
  const kept = await one.keep({ it: file(path.join(await makeTree({ 'a.txt': 'a' }), 'a.txt')) });
  const ref = { ...kept.stored[0]!, key: null, inline: Buffer.from('a'), digest: 'sha256:../../../x' };
  await expect(one.artifacts.files.local(ref)).rejects.toMatchObject({ code: 'BAD_DIGEST' });
});

it('stored folders: an empty folder is read back', async () => {
  const root = path.join(await temporaryFolder(), 'none');
  await mkdir(root);
  const { site: one } = await folderSite();
  const back = await one.through(folder(root));
  expect(back).toMatchObject({ count: 0, size: 0, files: [] });
  expect(await readTree(await back.path())).toEqual({});
});
