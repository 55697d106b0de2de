import type { CodePackage } from '../../executors/sagemaker/defaults.ts';
import { type Packed, packageFile } from '../../modules/package/package.ts';
import type { StorageDriver } from '../../storage/driver.ts';

/** The folder of all code in a layer, beside those of projects. */
const folder = '.code/';

/** Puts the code where jobs fetch it, once for each digest, whoever does so. */
export async function upload({ digest, bytes }: Packed, driver: StorageDriver): Promise<CodePackage> {
  const prefix = `${folder}${digest.slice('sha256:'.length)}/`;
  const key = `${prefix}${packageFile}`;
  // Two who put the same bytes at the same time agree.
  if ((await driver.size(key)) === undefined) await driver.put(key, bytes);
  return { uri: driver.place(prefix), digest };
}
