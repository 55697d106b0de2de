import path from 'node:path';
import { changedSinceLoaded } from '../modules/file-changes.ts';
import type { Codebase } from './code.ts';

/** The files that were last reported to people, by project. */
const reported = {
  changed: new Map<string, string>(),
  uncertain: new Map<string, string>(),
  unseen: new Map<string, string>(),
};

/**
 * Gives the files of a project that have changed since this process loaded them; empty if these same ones were reported
 * before. Paths are relative to the root; `used`: paths outside it that count as well.
 */
export function newCodeChanges(root: string, used: ReadonlySet<string>): readonly string[] {
  const files = changedSinceLoaded()
    .map((file) => path.relative(root, file))
    .filter((file) => !isOutside(file) || used.has(file.split(path.sep).join('/')));
  return unreported(files, root, reported.changed);
}

/** Gives the files whose code can't be known; empty if these same ones were reported before. */
export const newUncertainCode = (root: string, { uncertain }: Codebase): readonly string[] =>
  unreported([...uncertain], root, reported.uncertain);

/** Gives the files that were loaded unseen; empty if these same ones were reported before. */
export const newUnseenCode = (root: string, { unseen }: Codebase): readonly string[] =>
  unreported([...unseen], root, reported.unseen);

function unreported(files: readonly string[], root: string, before: Map<string, string>): readonly string[] {
  const sorted = files.toSorted();
  const all = sorted.join('\n');
  if ((before.get(root) ?? '') === all) return [];
  before.set(root, all);
  return sorted;
}

const isOutside = (file: string): boolean => file === '..' || file.startsWith(`..${path.sep}`) || path.isAbsolute(file);

/** Says that a run doesn't take up changed files. */
export function codeChangedText(files: readonly string[]): string {
  if (files.length === 1)
    return `${files[0]} has changed since this process loaded it: this run uses it as it was loaded. Start the process again to take it up.`;
  return `${files.length} files have changed since this process loaded them (${namesOf(files)}): this run uses them as they were loaded. Start the process again to take them up.`;
}

/** Says that it can't be known which text of some files runs. */
export function codeUncertainText(files: readonly string[]): string {
  const [what, them] = files.length === 1 ? [`${files[0]} was`, 'it'] : [`${namesOf(files)} were`, 'them'];
  return `${what} edited after this process had started and before Clew read ${them}: which text runs can't be known, so the results are never found again. Start the process again.`;
}

/** Says that what some files have read isn't known. */
export function codeUnseenText(files: readonly string[]): string {
  const [what, reading] =
    files.length === 1 ? [`${files[0]} was`, 'it reads'] : [`${namesOf(files)} were`, 'they read'];
  return `${what} loaded before Clew could see what ${reading}, so the results are never found again. Start with node --import clew/watch, or use npx run-workflow.`;
}

function namesOf(files: readonly string[]): string {
  if (files.length === 2) return files.join(' and ');
  return `${files.slice(0, 2).join(', ')} and ${files.length - 2} more`;
}
