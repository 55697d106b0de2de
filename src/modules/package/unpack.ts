import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { lay, link } from '../program-layout.ts';
import { packageName, packageRoot } from '../own-package.ts';
import { packageNamed } from '../packages.ts';
import { outsideMissing, packageUnreadable } from '../errors.ts';
import type { Package } from './package.ts';

/**
 * Lays a package out and gives the folder that stands for the project's root. Packages that were not sent are those that
 * stand beside Clew's own: of some, there must not be two.
 */
export function unpack(bytes: Uint8Array, folder: string, place: string): string {
  const content = read(bytes, place);
  const top = lay(content, folder);
  const found = content.outside.map((one) => ({ ...one, at: beside(one.name) }));
  const missing = found.filter(({ at }) => at === undefined);
  if (missing.length > 0) throw outsideMissing(missing);
  for (const { name, at } of [...found, { name: packageName, at: packageRoot }])
    link(join(top, 'node_modules', name), at!);
  return join(top, content.project);
}

const beside = (name: string): string | undefined =>
  name === packageName ? packageRoot : packageNamed(name, join(packageRoot, 'package.json'))?.folder;

function read(bytes: Uint8Array, place: string): Package {
  try {
    const content = JSON.parse(gunzipSync(bytes).toString()) as Package;
    if (content.format === 1 && Array.isArray(content.files)) return content;
  } catch (error) {
    throw packageUnreadable(place, error);
  }
  throw packageUnreadable(place, undefined);
}
