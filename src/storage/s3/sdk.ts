import { createRequire } from 'node:module';
import { sdkMissing } from './errors.ts';

const client = '@aws-sdk/client-s3';

export type Sdk = typeof import('@aws-sdk/client-s3');

// Not `import.meta.resolve`: who transforms our modules may leave that out.
const require = createRequire(import.meta.url);

/** Says what to install, before anything runs. */
export function checkSdk(): void {
  try {
    require.resolve(client);
  } catch {
    throw sdkMissing([client]);
  }
}

/** `require`, because the SDK's CommonJS is a few files and its ES modules are hundreds. */
export function loadSdk(): Sdk {
  checkSdk();
  return require(client) as Sdk;
}
