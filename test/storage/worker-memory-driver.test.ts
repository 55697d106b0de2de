import { expect, it } from 'vitest';
import { WorkerMemoryDriver } from '../../src/storage/worker-memory-driver.ts';

it('a worker has nothing of the memory that its run keeps values in, and says so instead of losing any', async () => {
  const driver = new WorkerMemoryDriver();
  const refusal = { code: 'MEMORY_NOT_SHARED', message: expect.stringContaining('where no worker can reach it') };
  await expect(driver.put('a')).rejects.toMatchObject(refusal);
  await expect(driver.get('a')).rejects.toMatchObject(refusal);
  await expect(driver.stream('a')[Symbol.asyncIterator]().next()).rejects.toMatchObject(refusal);
  await expect(driver.remove('a')).rejects.toMatchObject(refusal);
  expect(await driver.size()).toBeUndefined();
});
