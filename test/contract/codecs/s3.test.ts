import { describe } from 'vitest';
import { S3Driver } from '../../../src/storage/s3/driver.ts';
import { actAs, freshBucket, hasS3 } from '../../support/s3.ts';
import { codecsContract } from './contract.ts';

describe.runIf(hasS3)('codecs on a real S3 server', () => {
  actAs();
  codecsContract('S3', async () => new S3Driver(await freshBucket()), 20);
});
