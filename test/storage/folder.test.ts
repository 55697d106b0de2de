import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { FolderDriver } from '../../src/storage/folder.ts';
import { temporaryFolder } from './folder.ts';

const files = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((one) => one.isFile())
    .map(({ name }) => name);

async function keysOf(driver: FolderDriver): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of driver.list('')) keys.push(key);
  return keys;
}

async function put(driver: FolderDriver, key: string): Promise<string> {
  await driver.put(key, Buffer.from('x'));
  return driver.local(key);
}

describe('folder driver', () => {
  it('names the path and the reason when it cannot write, and leaves nothing', async () => {
    const folder = await temporaryFolder();
    const driver = new FolderDriver(folder);
    await writeFile(path.join(folder, 'taken'), 'a file where a folder should be');
    await mkdir(path.join(folder, 'wrong', 'output.json'), { recursive: true });
    const failed = driver.put('taken/output.json', Buffer.from('x'));
    await expect(failed).rejects.toThrow(expect.objectContaining({ code: 'STORAGE_FAILED' }));
    await expect(failed).rejects.toThrow(`Clew can't write ${path.join(folder, 'taken/output.json')}`);
    await expect(driver.put('wrong/output.json', Buffer.from('x'))).rejects.toThrow(
      expect.objectContaining({ code: 'STORAGE_FAILED' }),
    );
    await expect(driver.put('a'.repeat(300), Buffer.from('x'))).rejects.toThrow(/the name is too long/);
    expect(await files(folder)).toEqual(['taken']);
  });

  it('fails while its folder is replaced by a file, and works again afterwards', async () => {
    const folder = path.join(await temporaryFolder(), 'layer');
    const driver = new FolderDriver(folder);
    await driver.put('a/one', Buffer.from('1'));
    await rm(folder, { recursive: true });
    await writeFile(folder, 'not a folder');
    await expect(driver.put('a/two', Buffer.from('2'))).rejects.toThrow(
      expect.objectContaining({ code: 'STORAGE_FAILED' }),
    );
    expect(await driver.size('a/one')).toBeUndefined();
    await rm(folder);
    await driver.put('a/two', Buffer.from('2'));
    expect(await keysOf(driver)).toEqual(['a/two']);
  });

  it('creates a folder again that was deleted while in use', async () => {
    const folder = await temporaryFolder();
    const driver = new FolderDriver(folder);
    await driver.put('a/one', Buffer.from('1'));
    await rm(path.join(folder, 'a'), { recursive: true });
    await driver.put('a/two', Buffer.from('2'));
    expect(await keysOf(driver)).toEqual(['a/two']);
  });

  it('stores its own copy of a file, whatever happens to the original and whatever its mode', async () => {
    const home = await temporaryFolder();
    const driver = new FolderDriver(path.join(home, 'layer'), { durable: true });
    const file = path.join(home, 'model.bin');
    await writeFile(file, 'before', { mode: 0o400 });
    await driver.putFile('a/model', file);
    await rm(file);
    expect(Buffer.from(await driver.get('a/model')).toString()).toBe('before');
    expect((await stat(driver.local('a/model'))).mode).toBe((await stat(await put(driver, 'a/other'))).mode);
    await expect(driver.putFile('a/none', file)).rejects.toThrow(`Clew can't read ${file}`);
    await expect(driver.putFile('a/none', home)).rejects.toThrow(expect.objectContaining({ code: 'STORAGE_FAILED' }));
    expect((await keysOf(driver)).toSorted()).toEqual(['a/model', 'a/other']);
    expect(await files(home)).toHaveLength(2);
  });

  it('shows nothing of a file that was being written when the process was killed', async () => {
    const folder = await temporaryFolder();
    const source = new URL('../../src/storage/folder.ts', import.meta.url).href;
    const code = `
      const { FolderDriver } = await import(${JSON.stringify(source)});
      const driver = new FolderDriver(${JSON.stringify(folder)});
      for (let i = 0; ; i++) {
        const writing = driver.put('big/' + i, Buffer.alloc(8_000_000, i));
        if (i === 2) process.stdout.write('now');
        await writing;
      }`;
    const child = spawn(process.execPath, ['--experimental-strip-types', '--input-type=module', '-e', code]);
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'close');
    const driver = new FolderDriver(folder);
    const keys = await keysOf(driver);
    expect(keys.length).toBeGreaterThanOrEqual(2);
    for (const key of keys) expect(await driver.size(key)).toBe(8_000_000);
  });
});
