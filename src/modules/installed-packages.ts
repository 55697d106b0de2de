import { join } from 'node:path';
import { packageName } from './own-package.ts';
import { type Package, packageNamed } from './packages.ts';

const needs = new Map<string, readonly Package[]>();

/**
 * The installed packages that one can't do without, however far down: each may change what it does. Types do nothing,
 * and optional ones are mostly builds for one platform: a colleague's machine has others.
 */
export function* neededBy(pack: Package): Generator<Package> {
  const seen = new Map([[pack.folder, pack]]);
  // A map hands out what is added while it is walked.
  for (const at of seen.values()) {
    if (at !== pack) yield at;
    for (const needed of needsOf(at)) if (!seen.has(needed.folder)) seen.set(needed.folder, needed);
  }
}

function needsOf(pack: Package): readonly Package[] {
  let known = needs.get(pack.folder);
  if (!known) {
    const names = pack.needs.filter((name) => name !== packageName && !name.startsWith('@types/'));
    known = names.flatMap((name) => packageNamed(name, join(pack.folder, 'package.json')) ?? []);
    needs.set(pack.folder, known);
  }
  return known;
}
