import { statSync } from 'node:fs';
import { isJavaScript, isTypeScript, kindOf } from './candidates.ts';
import { compiledSource } from './compiled-source.ts';
import { isOwnFile } from './own-package.ts';
import { type FileStamp, fileStamps, isLoadedByClew, isSameText, isYounger } from './read.ts';
import { realPathOf } from './snapshot.ts';

/**
 * Gives the files whose text may differ from what this process runs: Node may have loaded them before Clew could see
 * it, and they were edited after the process started and before Clew read them.
 */
export function uncertainFiles(files: readonly string[]): readonly string[] {
  const found = files.filter(isUncertain);
  return found.length > 0 && isStartedByClew() ? [] : found;
}

/** Tells whether the process was started by one of Clew's commands, which see everything that is loaded. */
export function isStartedByClew(): boolean {
  const [, main] = process.argv;
  return main !== undefined && kindOf(main) === 'file' && isOwnFile(realPathOf(main));
}

function isUncertain(file: string): boolean {
  const stamp = fileStamps.get(file);
  if (!stamp || isLoadedByClew(file) || !isYounger(stamp)) return false;
  // Node's output for TypeScript doesn't reveal the text. Files that Node hasn't loaded yet, Clew will load.
  const compiled = compiledSource(file);
  return compiled === undefined || (isTypeScript(file) ? compiled !== null : !isJavaScript(file));
}

/**
 * Gives the project files, by absolute path, that this process has read and that have since changed on disk, or gone.
 */
export function changedSinceLoaded(): string[] {
  return [...fileStamps].filter(([file, stamp]) => isChanged(file, stamp)).map(([file]) => file);
}

function isChanged(file: string, { size, mtimeMs, ino, digest }: FileStamp): boolean {
  try {
    const now = statSync(file);
    if (now.size === size && now.mtimeMs === mtimeMs && now.ino === ino) return false;
    return !isSameText(file, digest);
  } catch {
    return true;
  }
}
