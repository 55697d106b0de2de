import { mayReadWhenLoaded } from './analysis/load-reads.ts';
import { mayReadBeforeRun } from './analysis/script-reads.ts';
import { compiledSource } from './compiled-source.ts';
import { isStartedByClew } from './file-changes.ts';
import type { TaskReach } from './task-reach.ts';
import { isLoadedByClew } from './read.ts';
import { userModule } from './task-roots.ts';

/**
 * Gives the files among those a task reaches that this process evaluated before Clew could see what they read, and that
 * may have read something.
 */
export function unseenFiles(reach: TaskReach): string[] {
  const early = [...reach.files].filter((file) => !isLoadedByClew(file));
  if (early.length === 0 || isStartedByClew()) return [];
  const [, main] = process.argv;
  const script = main === undefined ? undefined : userModule(main);
  return early.filter((file) => {
    const mayRead = file === script ? mayReadBeforeRun(file, reach) : mayReadWhenLoaded(file, reach);
    return mayRead && compiledSource(file) !== null;
  });
}
