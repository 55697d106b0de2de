import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import { S3Driver } from '../../src/storage/s3/driver.ts';
import { executorContract } from '../contract/executor/contract.ts';
import * as tasks from '../contract/executor/tasks.ts';
import { inContainers } from '../support/containers.ts';
import { account, whyNot } from './account.ts';

const reasons = whyNot(process.env);
if (reasons.length > 0) throw new Error(reasons.join('\n'));

const module = fileURLToPath(new URL('../contract/executor/tasks.ts', import.meta.url));
const { bucket, settings } = account(process.env, randomBytes(6).toString('hex'));

// The same cases as everywhere else, each job a real one. What still runs after a case is stopped there.
executorContract(
  'on SageMaker, on a real account',
  inContainers(module, tasks, async () => ({ bucket, settings }), ['used.cjs', 'used.json']),
  {
    secrets: 'refused',
    timeout: 3_600_000,
  },
);

/** Nothing stays in the bucket. */
afterAll(async () => {
  const driver = new S3Driver(bucket);
  const keys: string[] = [];
  for await (const key of driver.list('')) keys.push(key);
  for (const key of keys) await driver.remove(key);
});
