import { describe, expect, test } from 'vitest';
import { storageContract } from '../contract/storage/contract.ts';
import { BytesMissing } from '../../src/storage/errors.ts';
import type { StorageDriver } from '../../src/storage/driver.ts';
import { MemoryDriver } from '../../src/storage/memory.ts';
import { OverlayDriver } from '../../src/storage/overlay.ts';
import { temporaryFolder } from './folder.ts';

storageContract('overlay', async () => new OverlayDriver(new MemoryDriver(), await temporaryFolder()));

describe('overlay driver', () => {
  test('leaves the driver below unchanged when it writes and removes', async () => {
    const below = new MemoryDriver();
    for (const key of ['a/1', 'a/2']) await below.put(key, Buffer.from(key));
    const overlay = new OverlayDriver(below, await temporaryFolder());
    expect(Buffer.from(await overlay.get('a/1')).toString()).toBe('a/1');

    await overlay.put('a/1', Buffer.from('other'));
    await overlay.put('a/3', Buffer.from('new'));
    await overlay.remove('a/2');
    expect(Buffer.from(await overlay.get('a/1')).toString()).toBe('other');
    await expect(overlay.get('a/2')).rejects.toThrow(BytesMissing);
    expect(await overlay.size('a/2')).toBeUndefined();
    expect(await keysIn(overlay, 'a/')).toEqual(['a/1', 'a/3']);

    expect(Buffer.from(await below.get('a/1')).toString()).toBe('a/1');
    expect(await keysIn(below, '')).toEqual(['a/1', 'a/2']);
  });
});

async function keysIn(driver: StorageDriver, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of driver.list(prefix)) keys.push(key);
  return keys.toSorted();
}
