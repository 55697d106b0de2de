import { randomUUID } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { S3Driver } from '../../../src/storage/s3/driver.ts';
import { type S3Options, startS3 } from '../../../src/testing/index.ts';
import { temporaryFolder } from '../../storage/folder.ts';
import { storageContract } from './contract.ts';

/** The real driver with the SDK as it is, which finds its credentials as it always does. */
async function emulated(options: S3Options): Promise<S3Driver> {
  const bucket = `clew-${randomUUID()}`;
  const s3 = await startS3({ ...options, buckets: [bucket] });
  onTestFinished(() => s3.close());
  Object.assign(process.env, s3.env);
  return new S3Driver(s3.settings(bucket));
}

storageContract('S3 (emulator in memory)', () => emulated({}));
storageContract('S3 (emulator in a folder)', async () => emulated({ data: await temporaryFolder() }));
