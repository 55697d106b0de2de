import type { ResolvedSettings } from '../../config/load.ts';
import type { SageMakerSettings } from '../../executors/sagemaker/settings.ts';
import type { S3Settings } from '../../storage/s3/settings.ts';
import { mailboxElsewhere, mailboxLayer, sageMakerUnset, variableMissing } from './errors.ts';
import { bucketOf, whyHereOnly } from './layers.ts';

/** All that the settings have to say before anything runs on SageMaker. */
export interface SageMakerPlace {
  readonly settings: SageMakerSettings;
  /** The layer by which jobs are sent and answer, and its bucket. */
  readonly layer: string;
  readonly bucket: S3Settings;
}

/** The section with all that it must say. */
export function completeSageMaker({ sagemaker, profile }: ResolvedSettings): SageMakerSettings {
  const { role, image } = sagemaker;
  if (role !== undefined && image !== undefined) return { ...sagemaker, role, image };
  const missing = (['role', 'image'] as const).filter((name) => sagemaker[name] === undefined);
  throw sageMakerUnset(missing, profile);
}

export function readSageMaker(settings: ResolvedSettings): SageMakerPlace {
  const { storage } = settings;
  const sagemaker = completeSageMaker(settings);
  const layer = sagemaker.storage ?? storage.default;
  const bucket = bucketOf(layer, storage.layers);
  if (!bucket) throw mailboxLayer(layer, whyHereOnly(layer, storage.layers), sagemaker.storage !== undefined);
  if (bucket.endpoint !== undefined && sagemaker.endpoint === undefined) throw mailboxElsewhere(layer, bucket.endpoint);
  const missing = (sagemaker.env ?? []).filter((name) => process.env[name] === undefined);
  if (missing.length > 0) throw variableMissing(missing);
  return { settings: sagemaker, layer, bucket };
}
