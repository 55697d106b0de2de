import { randomBytes } from 'node:crypto';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import type { S3Settings } from '../../src/storage/s3/settings.ts';

/** A real S3 server: `http://key:secret@host:port`, as `test/support/radosgw.sh start` prints it. */
const given = process.env['CLEW_TEST_S3'] || undefined;

if (given === undefined) {
  process.stderr.write(
    'SKIPPED for want of a real S3 server: set CLEW_TEST_S3, as CONTRIBUTING.md says (test/support/radosgw.sh starts one)\n',
  );
}

export const hasS3 = given !== undefined;

const url = new URL(given ?? 'http://none:none@127.0.0.1:1');
export const endpoint = url.origin;
export const port = Number(url.port);

/** What the SDK finds its credentials by. `other` is someone whose buckets aren't ours. */
export const credentials = (user = decodeURIComponent(url.username)): Record<string, string> => ({
  AWS_ACCESS_KEY_ID: user,
  AWS_SECRET_ACCESS_KEY: decodeURIComponent(url.password),
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
});

/** For this process; a driver asks for them when it first needs them. */
export function actAs(user?: string): void {
  Object.assign(process.env, credentials(user));
}

/** The SDK, for what a driver doesn't do. */
export function client(maxSockets = 50): S3Client {
  const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = credentials();
  return new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    requestHandler: { httpAgent: { keepAlive: true, maxSockets } },
    credentials: { accessKeyId, secretAccessKey },
  });
}

/** An empty bucket. */
export async function freshBucket(): Promise<S3Settings> {
  const s3 = `clew-${randomBytes(6).toString('hex')}`;
  await client().send(new CreateBucketCommand({ Bucket: s3 }));
  return { s3, endpoint };
}
