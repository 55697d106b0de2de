import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { StorageDriver } from '../../storage/driver.ts';
import { type Check, all, text } from './case.ts';

/** With a file of these bytes. */
async function withFile(bytes: Uint8Array, use: (file: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'clew-contract-'));
  try {
    const file = path.join(folder, 'a file');
    await writeFile(file, bytes);
    await use(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const offering =
  <M extends 'putFile' | 'presign' | 'local'>(
    method: M,
    check: (driver: StorageDriver & Required<Pick<StorageDriver, M>>) => Promise<void>,
  ): Check =>
  async (driver) => {
    if (driver[method]) await check(driver as never);
  };

/** The checks of what a layer may leave out: whoever offers it keeps to this. */
export const offers: Readonly<Record<string, Check>> = {
  'putFile, where it is offered, keeps a file of any size as put does': offering('putFile', async (driver) => {
    for (const size of [0, 1, 8 * 1024 * 1024, 20_000_000]) {
      const bytes = randomBytes(size);
      await withFile(bytes, (file) => driver.putFile(`a/${size}`, file, { componentRun: 'cr-1', name: 'a file' }));
      assert.ok(bytes.equals(await driver.get(`a/${size}`)), `${size} bytes`);
    }
  }),

  'putFile, where it is offered, keeps nothing of a file that is not there': offering('putFile', async (driver) => {
    await assert.rejects(driver.putFile('a/b', path.join(tmpdir(), 'clew-no-such-file')));
    assert.equal(await driver.size('a/b'), undefined);
    assert.deepEqual(await all(driver.list('')), []);
  }),

  'putFile, where it is offered, keeps a copy that does not change with the file': offering(
    'putFile',
    async (driver) => {
      await withFile(Buffer.from('before'), async (file) => {
        await driver.putFile('a', file);
        await writeFile(file, 'after!');
        assert.equal(text(await driver.get('a')), 'before');
      });
    },
  ),

  'local, where it is offered, is the path of a file with the same bytes': offering('local', async (driver) => {
    const bytes = randomBytes(1000);
    await driver.put('a/b.bin', bytes);
    assert.ok(bytes.equals(await readFile(driver.local('a/b.bin'))));
  }),

  'presign, where it is offered, returns an address that needs no credentials': offering('presign', async (driver) => {
    const bytes = randomBytes(100_000);
    await driver.put('a b/ä+%.bin', bytes);
    const answer = await fetch(await driver.presign('a b/ä+%.bin', { seconds: 60 }));
    assert.equal(answer.status, 200);
    assert.ok(bytes.equals(new Uint8Array(await answer.arrayBuffer())));
  }),
};
