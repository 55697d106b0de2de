import { rmdir } from 'node:fs/promises';
import path from 'node:path';

/** Takes away folders below another one that hold nothing any more, from the innermost on. Who needs one makes it again. */
export async function removeEmptyFolders(folder: string, below: string): Promise<void> {
  try {
    for (let at = folder; at.startsWith(path.join(below, path.sep)); at = path.dirname(at)) await rmdir(at);
  } catch {
    // There is something in it, or somebody else was quicker.
  }
}
