import type { S3Settings } from '../storage/s3/settings.ts';
import type { LayerSettings } from './settings-sections.ts';
import { endpoint, region } from './s3.ts';
import { listOf, object, text, type Shape } from './settings-shape.ts';

/** A server that stands in for all buckets of the settings, and those that it has. */
export interface SandboxSettings {
  readonly endpoint: string;
  readonly region: string;
  readonly buckets: readonly string[];
}

/** The sandbox's servers and buckets, as `clew sandbox` passes them to its command. */
export const sandbox: Shape<SandboxSettings> = object(
  { endpoint, region, buckets: listOf(text('the name of a bucket')) },
  "{ endpoint: 'http://127.0.0.1:9900', region: 'us-east-1', buckets: ['clew'] }",
  ['endpoint', 'region', 'buckets'],
);

/** Sends a layer to the sandbox if it is a bucket, whatever its name, its server and its credentials. */
export function inSandbox(layer: LayerSettings, { endpoint, region, buckets }: SandboxSettings): LayerSettings {
  if (!('s3' in layer) || 'put' in layer || layer.endpoint === endpoint) return layer;
  // The sandbox has credentials of its own, whatever account this machine has.
  const { profile: _, pathStyle: __, ...rest } = layer;
  return { ...rest, ...placeOf(layer, buckets), endpoint, region };
}

/** A bucket of the same name, or a part of the first one: one bucket's keys stay apart from another's. */
function placeOf({ s3, prefix }: S3Settings, buckets: readonly string[]): Pick<S3Settings, 's3' | 'prefix'> {
  if (buckets.includes(s3) || buckets.length === 0) return { s3 };
  const name = s3.replaceAll(/[^A-Za-z0-9.-]/g, '-');
  return { s3: buckets[0]!, prefix: prefix === undefined ? name : `${name}/${prefix}` };
}
