import { randomUUID } from 'node:crypto';
import { describe } from 'vitest';
import { S3Driver } from '../../../src/storage/s3/driver.ts';
import type { S3Settings } from '../../../src/storage/s3/settings.ts';
import { actAs, freshBucket, hasS3 } from '../../support/s3.ts';
import { storageContract } from './contract.ts';

describe.runIf(hasS3)('S3 driver on a real S3 server', () => {
  actAs();
  let shared: Promise<S3Settings> | undefined;

  storageContract('S3 with a prefix', async () => {
    shared ??= freshBucket();
    return new S3Driver({ ...(await shared), prefix: `${randomUUID()}/its own` });
  });
  storageContract('S3 without a prefix', async () => new S3Driver(await freshBucket()));
});
