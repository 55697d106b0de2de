import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Past, Reader } from '../../lineage/record.ts';
import { identityNow } from '../../modules/task-code.ts';
import { isSameText } from '../../modules/read.ts';
import type { CodeSide, FileSide } from '../../scheduler/why/compare-nodes.ts';
import { parseRecorded } from '../../values/parse-recorded.ts';

/**
 * Gives for each version of some code the files that are otherwise in a project now. Only those are looked at that it
 * was made of: what else it imports now is named by a file that has changed, and packages are not looked up. Code whose
 * own file isn't in that project is not in the answer.
 */
export async function changedCode(
  record: Pick<Past & Reader, 'codes'>,
  digests: readonly string[],
  root: string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const changed = new Map<string, readonly string[]>();
  const states = new Map<string, boolean>();
  const isChanged = (file: FileSide): boolean => {
    const key = JSON.stringify([file.path, file.digest, file.roots]);
    let known = states.get(key);
    if (known === undefined) states.set(key, (known = !isAsItWas(file, root)));
    return known;
  };
  for (const [digest, text] of await record.codes(digests)) {
    const { entry, files } = parseRecorded<CodeSide>(text);
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
function isAsItWas(file: FileSide, root: string): boolean {
  try {
    if (isSameText(path.join(root, file.path), file.digest)) return true;
  } catch {
    return false;
  }
  return file.identity !== undefined && identityNow(file, root) === file.identity;
}
