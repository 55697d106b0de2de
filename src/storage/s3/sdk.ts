import { createRequire } from 'node:module';
import { SdkMissing } from './errors.ts';

const packages = ['@aws-sdk/client-s3', '@aws-sdk/lib-storage'] as const;

export type Sdk = Pick<
  typeof import('@aws-sdk/client-s3'),
  | 'S3Client'
  | 'PutObjectCommand'
  | 'GetObjectCommand'
  | 'HeadObjectCommand'
  | 'DeleteObjectCommand'
  | 'ListObjectsV2Command'
> &
  Pick<typeof import('@aws-sdk/lib-storage'), 'Upload'>;

// Not `import.meta.resolve`: who transforms our modules may leave that out.
const require = createRequire(import.meta.url);

/** Says what to install, before anything runs. */
export function checkSdk(): void {
  const missing = packages.filter((name) => {
    try {
      require.resolve(name);
      return false;
    } catch {
      return true;
    }
  });
  if (missing.length > 0) throw new SdkMissing(missing);
}

/** `require`, because the SDK's CommonJS is a few files and its ES modules are hundreds. */
export function loadSdk(): Sdk {
  checkSdk();
  const [client, storage] = packages.map((name) => require(name) as object);
  return { ...client, ...storage } as Sdk;
}
