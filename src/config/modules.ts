import { join } from 'node:path';
import { installWatchers } from '../dependencies/install-watchers.ts';
import type { ProcessLog } from '../dependencies/process-log.ts';
import type { DependencyScope } from '../dependencies/scope.ts';
import { summaryOf } from '../modules/analysis/links.ts';
import { holdsState } from '../modules/analysis/reach.ts';
import { barePackages, effectsIn } from '../modules/analysis/slice.ts';
import { installLoader } from '../modules/loader.ts';

/** The log of this thread, and the part of it that concerns one project. */
export interface Watched {
  readonly log: ProcessLog;
  readonly scope: DependencyScope;
}

/**
 * Lets this thread import users' modules, and notes from now on what they load and read. Calling it again changes
 * nothing.
 */
export function openModules({ root, home }: { readonly root: string; readonly home: string }): Watched {
  installLoader({ cacheDir: join(home, 'cache') });
  const facts = { hasEffects, holdsState: remembersState };
  const log = installWatchers({ digestFile: join(home, 'cache', 'digests.json'), facts });
  return { log, scope: log.scopeOf(root, home) };
}

const nothing: ReadonlySet<string> = new Set();

/** Tells of a project's file whether evaluating it does something other than declaring. What can't be parsed does. */
const hasEffects = (file: string): boolean =>
  parsedOr(true, () => effectsIn(file).length > 0 || barePackages(file).length > 0);

/** Tells of a project's file whether something at its top level may remember what happened before. */
const remembersState = (file: string): boolean =>
  parsedOr(true, () => holdsState(file, summaryOf(file).statements, nothing));

function parsedOr(otherwise: boolean, ask: () => boolean): boolean {
  try {
    return ask();
  } catch {
    return otherwise;
  }
}
