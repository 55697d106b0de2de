import { devNull } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../../modules/own.ts';
import { type Credentials, environmentOf } from '../../aws/users.ts';
import type { Job } from '../jobs/job.ts';
import type { SageMakerImage } from '../options.ts';
import type { Folder } from './folder.ts';

/** What the runtime image of this package does. */
const usualImage: SageMakerImage = [process.execPath, join(packageRoot, 'dist/job.js')];

/** All that containers need to know of the machine and the services around them. */
export interface Site {
  readonly images: Readonly<Record<string, SageMakerImage>>;
  readonly env: Readonly<Record<string, string>>;
  readonly credentials: Credentials;
  readonly region: string;
  /** Of SageMaker and of CloudWatch Logs. */
  readonly endpoint: string;
  readonly s3: string | undefined;
}

/** What a container does: a function, or a command line. */
export interface Command {
  readonly image: SageMakerImage;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export function commandOf(job: Job, folder: Folder, site: Site): Command {
  const { kind, request } = job.requested;
  const specification = kind === 'processing' ? request.AppSpecification! : request.AlgorithmSpecification!;
  const address =
    'ImageUri' in specification ? specification.ImageUri : (specification as { TrainingImage?: string }).TrainingImage;
  const entrypoint = specification.ContainerEntrypoint?.map((word) => folder.translate(word));
  const given = specification.ContainerArguments?.map((word) => folder.translate(word));
  return {
    image: (entrypoint as [string, ...string[]] | undefined) ?? site.images[address!] ?? usualImage,
    args: given ?? (kind === 'training' && !entrypoint ? ['train'] : []),
    env: {
      ...ofTheMachine(),
      ...nothingElse,
      ...(isAlone(job) ? {} : servicesOf(site)),
      CLEW_OPT_ML: folder.path,
      ...(kind === 'training' && { TRAINING_JOB_NAME: job.name, TRAINING_JOB_ARN: job.arn }),
      ...site.env,
      ...job.environment,
    },
  };
}

/** What somebody has on this machine for his own account is nothing for containers. */
const nothingElse = {
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
};

/** Whom Amazon gives no network. Here he isn't told how to reach anything. */
const isAlone = ({ requested: { kind, request } }: Job): boolean =>
  (kind === 'processing' ? request.NetworkConfig?.EnableNetworkIsolation : request.EnableNetworkIsolation) === true;

const servicesOf = ({ credentials, region, endpoint, s3 }: Site): Readonly<Record<string, string>> => ({
  ...environmentOf(credentials, region),
  AWS_DEFAULT_REGION: region,
  AWS_ENDPOINT_URL: endpoint,
  ...(s3 !== undefined && { AWS_ENDPOINT_URL_S3: s3 }),
});

/** Of the variables here a container has those alone without which nothing can be started, or starts slowly. */
function ofTheMachine(): Record<string, string> {
  const names = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ', 'SystemRoot', 'NODE_COMPILE_CACHE'];
  return Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}
