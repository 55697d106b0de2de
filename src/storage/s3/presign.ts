import { createRequire } from 'node:module';
import type { Bucket } from './bucket.ts';
import { badExpiry, sdkMissing } from './errors.ts';

const week = 7 * 24 * 60 * 60;
const signer = '@aws-sdk/s3-request-presigner';
const require = createRequire(import.meta.url);

/** An address that anyone may read one object at, for so long, and as long as the credentials last that sign it. */
export async function presign(bucket: Bucket, key: string, seconds: number): Promise<string> {
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > week) throw badExpiry(seconds);
  const { getSignedUrl } = load();
  const { client, sdk } = bucket;
  try {
    return await getSignedUrl(client, new sdk.GetObjectCommand(bucket.at(key)), { expiresIn: seconds });
  } catch (error) {
    throw await bucket.explain(error, 'read', key);
  }
}

function load(): typeof import('@aws-sdk/s3-request-presigner') {
  try {
    require.resolve(signer);
  } catch {
    throw sdkMissing([signer]);
  }
  return require(signer) as typeof import('@aws-sdk/s3-request-presigner');
}
