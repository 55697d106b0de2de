import type { S3Settings } from '../../src/storage/s3/settings.ts';
import type { SageMakerSettings } from '../../src/executors/sagemaker/settings.ts';

/** What a test on a real account has to be told. */
const variables = {
  CLEW_LIVE_BUCKET: 'a bucket in the region of AWS_REGION',
  CLEW_LIVE_ROLE: 'the ARN of the role of the jobs, as create-role.sh of templates/aws makes it',
  CLEW_LIVE_IMAGE: 'the runtime image of this very version, as build-and-push.sh of templates/aws pushes it',
  AWS_REGION: 'the region of all of them',
} as const;

/** Why nothing may be run on a real account, in sentences; empty where it may. */
export function whyNot(env: NodeJS.ProcessEnv): string[] {
  if (env['CLEW_LIVE_AWS'] !== '1') {
    return [
      'This creates about 60 small jobs on a real account, takes some hours and costs about a dollar: say CLEW_LIVE_AWS=1.',
    ];
  }
  return Object.entries(variables).flatMap(([name, what]) => (env[name] ? [] : [`Set ${name}: ${what}.`]));
}

/** A folder of the bucket that only this test uses, and the smallest of instances. */
export function account(env: NodeJS.ProcessEnv, folder: string): { bucket: S3Settings; settings: SageMakerSettings } {
  const region = env['AWS_REGION']!;
  // To try the test itself, against what `clew sandbox aws` has printed.
  const [s3, sagemaker] = env['CLEW_LIVE_ENDPOINTS']?.split(',') ?? [];
  return {
    bucket: { s3: env['CLEW_LIVE_BUCKET']!, prefix: `clew-live/${folder}`, region, ...(s3 && { endpoint: s3 }) },
    settings: {
      role: env['CLEW_LIVE_ROLE']!,
      image: env['CLEW_LIVE_IMAGE']!,
      region,
      instance: 'ml.t3.medium',
      volumeGb: 5,
      tags: { 'clew-live': folder },
      ...(sagemaker && { endpoint: sagemaker, sweep: '50 ms', rates: { create: 100, describe: 100, list: 100 } }),
    },
  };
}
