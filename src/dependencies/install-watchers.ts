import { syncBuiltinESMExports } from 'node:module';
import { FileWatch } from './file-watch.ts';
import { noteReadsIn } from './note-read.ts';
import { type LogOptions, ProcessLog } from './process-log.ts';
import { watchChildren } from './watch-children.ts';
import { watchLookups } from './watch-lookups.ts';
import { watchModules } from './watch-modules.ts';
import { watchReads } from './watch-reads.ts';
import { watchStreams } from './watch-streams.ts';
import { watchWorkers } from './watch-workers.ts';
import { watchWrites } from './watch-writes.ts';
import fs from 'node:fs';
import { isAbsolute } from 'node:path';
import { optionIn } from './open-flags.ts';
import { type AnyFunction, patchFunction } from './patch-function.ts';

let log: ProcessLog | undefined;

/**
 * Notes from now on what this thread loads and reads, and gives the log of it. Once a thread: later calls give the same
 * log. Call it before users' modules are imported: what was loaded before isn't seen.
 */
export function installWatchers(options: LogOptions): ProcessLog {
  if (log) return log;
  log = new ProcessLog(options);
  const watch = new FileWatch(log);
  watchModules(log);
  watchReads(watch);
  watchStreams(watch);
  watchLookups(watch);
  watchWrites(watch);
  watchChildren(watch);
  watchWorkers(watch);
  watchFolder(watch);
  noteReadsIn(watch);
  syncBuiltinESMExports();
  return log;
}

/** Gives the log of this thread; undefined if nothing is watched. */
export const installedLog = (): ProcessLog | undefined => log;

/** Watches who asks for the working directory: `path.resolve` for somebody, say, or a pattern that counts from there. */
export function watchFolder(watch: FileWatch): void {
  const before = (holder: object, name: string, counts: (args: readonly unknown[]) => boolean): void => {
    patchFunction(holder, name, (original) => {
      const patched: AnyFunction = function asked(this: unknown, ...args: unknown[]): unknown {
        if (counts(args)) watch.noteFolder(patched);
        return original.apply(this, args);
      };
      return patched;
    });
  };
  before(process, 'cwd', () => true);
  for (const [holder, name] of [
    [fs, 'globSync'],
    [fs, 'glob'],
    [fs.promises, 'glob'],
  ] as const)
    before(holder, name, isRelative);
}

function isRelative([pattern, options]: readonly unknown[]): boolean {
  const cwd = optionIn(options, 'cwd');
  if (cwd instanceof URL || (typeof cwd === 'string' && isAbsolute(cwd))) return false;
  return [pattern].flat().some((one) => typeof one !== 'string' || !isAbsolute(one));
}
