import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Past, Reader } from '../../lineage/record.ts';
import { isSameText, readModule } from '../../modules/read.ts';
import type { CodeSide, FileSide } from '../../scheduler/why/compare.ts';

/**
 * Of each version of some code, the files that are otherwise in a project now. Only those are looked at that it was
 * made of: what else it imports now is named by a file that has changed, and packages are not looked up. Not in the
 * answer is code whose own file isn't in that project.
 */
export async function changedCode(
  record: Pick<Past & Reader, 'codes'>,
  digests: readonly string[],
  root: string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const changed = new Map<string, readonly string[]>();
  const states = new Map<string, boolean>();
  const isChanged = (file: FileSide): boolean => {
    const key = `${file.path} ${file.digest}`;
    let known = states.get(key);
    if (known === undefined) states.set(key, (known = !isAsItWas(file, path.join(root, file.path))));
    return known;
  };
  for (const [digest, text] of await record.codes(digests)) {
    const { entry, files } = JSON.parse(text) as CodeSide;
    if (existsSync(path.join(root, entry))) {
      changed.set(
        digest,
        files.filter(isChanged).map((file) => file.path),
      );
    }
  }
  return changed;
}

/** An edit that doesn't count is none. */
function isAsItWas({ digest, identity }: FileSide, file: string): boolean {
  try {
    return isSameText(file, digest) || (identity !== undefined && readModule(file).identity === identity);
  } catch {
    // It is gone, or what stands in it now is no program.
    return false;
  }
}
