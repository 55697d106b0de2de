import { join } from 'node:path';
import { packageRoot } from '../../../modules/own-package.ts';
import type { Job } from '../jobs/job.ts';
import type { SageMakerImage } from '../sagemaker-options.ts';
import { type Services, environmentFor } from './environment.ts';
import type { Folder } from './folder.ts';

/** The command that the runtime image of this package runs. */
const defaultImage: SageMakerImage = [process.execPath, join(packageRoot, 'dist/job.js')];

/** All that containers need to know of the machine and the services around them. */
export interface Site extends Services {
  readonly images: Readonly<Record<string, SageMakerImage>>;
}

/** The work of a container: a function, or a command line. */
export interface Command {
  readonly image: SageMakerImage;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Names of variables that the job asked for and doesn't get. */
  readonly left: readonly string[];
}

export function commandOf(job: Job, folder: Folder, site: Site): Command {
  const { kind, request } = job.requested;
  const specification = kind === 'processing' ? request.AppSpecification! : request.AlgorithmSpecification!;
  const address =
    'ImageUri' in specification ? specification.ImageUri : (specification as { TrainingImage?: string }).TrainingImage;
  const entrypoint = specification.ContainerEntrypoint?.map((word) => folder.translate(word));
  const given = specification.ContainerArguments?.map((word) => folder.translate(word));
  return {
    image: (entrypoint as [string, ...string[]] | undefined) ?? site.images[address!] ?? defaultImage,
    args: given ?? (kind === 'training' && !entrypoint ? ['train'] : []),
    ...environmentFor(job, folder.path, site),
  };
}
