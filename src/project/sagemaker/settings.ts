import type { ResolvedSettings } from '../../config/load.ts';
import type { SageMakerSettings } from '../../executors/sagemaker/settings.ts';
import type { S3Settings } from '../../storage/s3/settings.ts';
import { MailboxElsewhere, MailboxLayer, SageMakerUnset, VariableMissing } from './errors.ts';
import { bucketOf, whyHereOnly } from './layers.ts';

/** All that the settings have to say before anything runs on SageMaker. */
export interface SageMakerPlace {
  readonly settings: SageMakerSettings;
  /** The layer by which jobs are sent and answer, and its bucket. */
  readonly layer: string;
  readonly bucket: S3Settings;
}

export function readSageMaker(settings: ResolvedSettings): SageMakerPlace {
  const { sagemaker, profile, storage } = settings;
  const { role, image, ...rest } = sagemaker;
  if (role === undefined || image === undefined) {
    throw new SageMakerUnset(
      (['role', 'image'] as const).filter((name) => sagemaker[name] === undefined),
      profile,
    );
  }
  const layer = sagemaker.storage ?? storage.default;
  const bucket = bucketOf(layer, settings);
  if (!bucket) throw new MailboxLayer(layer, whyHereOnly(layer, settings), sagemaker.storage !== undefined);
  if (bucket.endpoint !== undefined && sagemaker.endpoint === undefined)
    throw new MailboxElsewhere(layer, bucket.endpoint);
  const missing = (sagemaker.env ?? []).filter((name) => process.env[name] === undefined);
  if (missing.length > 0) throw new VariableMissing(missing);
  return { settings: { role, image, ...rest }, layer, bucket };
}
