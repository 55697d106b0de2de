import { join } from 'node:path';
import type { BigIntStats } from 'node:fs';
import { stampOf } from './digest-cache.ts';
import { FileRead } from './file-read.ts';
import { changedNs, fileState } from './file-state.ts';
import type { FileWatch } from './file-watch.ts';
import { originalFs } from './original-fs.ts';
import type { ProcessLog } from './process-log.ts';
import { type RunNotes, currentRun } from './run-notes.ts';

let watch: FileWatch | undefined;

/** Says who notes what {@link noteRead} and {@link noteKept} are told of: nobody, before that. */
export function noteReadsIn(next: FileWatch): void {
  watch = next;
}

/** Notes that Clew reads a file, or all of a folder, for the code that has called a function of Clew's. */
export function noteRead(path: string, called: (...args: any[]) => unknown): void {
  const call = watch?.call(path, called, 'content');
  if (!call) return;
  watch!.noteTree(call);
  watch!.noteFolder(called);
}

/**
 * Notes that a file, or a folder, is kept as part of what the current component run returns. What was changed since the
 * run began was made by it: also by a process that it started, whose writes nobody sees.
 */
export function noteKept(path: string): void {
  const run = currentRun();
  if (watch && run) keep(path, run, watch.log);
}

function keep(path: string, run: RunNotes, log: ProcessLog): void {
  const stat = originalFs.statSync(path, { bigint: true, throwIfNoEntry: false });
  if (!stat || run.writes.has(path)) return;
  const counts = isOlder(stat, run) && log.includes(path);
  // Its path may have been made from the working directory.
  if (counts) run.addOwnRead(log.folder);
  if (stat.isDirectory()) {
    if (counts) run.addOwnRead(FileRead.of('list', path, fileState('list', path, log.digests)));
    for (const name of originalFs.readdirSync(path)) keep(join(path, name), run, log);
  } else if (counts) run.addOwnRead(FileRead.opened(path, stampOf(stat)));
}

const isOlder = (stat: BigIntStats, { startedAt }: RunNotes): boolean => Number(changedNs(stat)) / 1e6 < startedAt;
