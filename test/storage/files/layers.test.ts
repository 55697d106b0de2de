import { randomUUID } from 'node:crypto';
import { describe } from 'vitest';
import { FolderDriver } from '../../../src/storage/folder.ts';
import type { S3Settings } from '../../../src/storage/s3/settings.ts';
import { actAs, freshBucket, hasS3 } from '../../support/s3.ts';
import { temporaryFolder } from '../folder.ts';
import { filesContract } from './contract.ts';

filesContract('a folder', async () => ({ folder: await temporaryFolder() }));
filesContract('memory', () => ({ memory: true }));

/** As little as a layer must have. */
filesContract('a custom layer', async () => {
  const inner = new FolderDriver(await temporaryFolder());
  return {
    kind: 'own',
    put: (key, content) => inner.put(key, content),
    get: (key) => inner.get(key),
    stream: (key, range) => inner.stream(key, range),
    size: (key) => inner.size(key),
    remove: (key) => inner.remove(key),
    list: (prefix) => inner.list(prefix),
    place: (key) => `own:${key}`,
  };
});

describe.runIf(hasS3)('files and folders on a real S3 server', () => {
  actAs();
  let shared: Promise<S3Settings> | undefined;
  filesContract('S3', async () => ({ ...(await (shared ??= freshBucket())), prefix: randomUUID() }));
});
