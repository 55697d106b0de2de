import type { LayerSettings } from '../../config/settings-sections.ts';
import type { S3Settings } from '../../storage/s3/settings.ts';

/** The layers of the settings. */
export type LayersByName = Readonly<Record<string, LayerSettings>>;

/** The bucket of a layer; undefined where it is anything else. */
export function bucketOf(layer: string, layers: LayersByName): S3Settings | undefined {
  const settings = Object.hasOwn(layers, layer) ? layers[layer]! : undefined;
  return settings && 's3' in settings && !('put' in settings) ? settings : undefined;
}

/** Tells people what a layer without a bucket is. */
export function whyHereOnly(layer: string, layers: LayersByName): string {
  const settings = Object.hasOwn(layers, layer) ? layers[layer]! : undefined;
  if (!settings) return 'has no bucket in the settings';
  if ('put' in settings)
    return `is a driver of your own (${settings.kind}), of which a job can't know that it reaches it`;
  return 'memory' in settings ? 'is in the memory of this process' : 'is a folder of this machine';
}
