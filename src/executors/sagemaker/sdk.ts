import { createRequire } from 'node:module';
import { sdkMissing } from './errors.ts';

const clients = { sagemaker: '@aws-sdk/client-sagemaker', logs: '@aws-sdk/client-cloudwatch-logs' } as const;

export type SageMakerSdk = typeof import('@aws-sdk/client-sagemaker');
export type LogsSdk = typeof import('@aws-sdk/client-cloudwatch-logs');

const require = createRequire(import.meta.url);

/** Says what to install, before anything runs. */
export function checkSdk(): void {
  const missing = Object.values(clients).filter((name) => !isThere(name));
  if (missing.length > 0) throw sdkMissing(missing);
}

function isThere(name: string): boolean {
  try {
    require.resolve(name);
    return true;
  } catch {
    return false;
  }
}

/** `require`, because the SDK's CommonJS is a few files and its ES modules are hundreds. */
export function loadSdk(): SageMakerSdk {
  checkSdk();
  return require(clients.sagemaker) as SageMakerSdk;
}

export function loadLogsSdk(): LogsSdk {
  checkSdk();
  return require(clients.logs) as LogsSdk;
}
