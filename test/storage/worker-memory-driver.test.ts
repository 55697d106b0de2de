import { describe, expect, it } from 'vitest';
import { WorkerMemoryDriver } from '../../src/storage/worker-memory-driver.ts';

describe('memory layer in a worker', () => {
  it('refuses every operation, because its values are in another process', async () => {
    const driver = new WorkerMemoryDriver();
    const refusal = { code: 'MEMORY_NOT_SHARED', message: expect.stringContaining('where no worker can reach it') };
    await expect(driver.put('a')).rejects.toMatchObject(refusal);
    await expect(driver.get('a')).rejects.toMatchObject(refusal);
    await expect(driver.stream('a')[Symbol.asyncIterator]().next()).rejects.toMatchObject(refusal);
    await expect(driver.remove('a')).rejects.toMatchObject(refusal);
    expect(await driver.size()).toBeUndefined();
  });
});
