import { join } from 'node:path';
import { installWatchers } from '../dependencies/install-watchers.ts';
import type { ProcessLog } from '../dependencies/process-log.ts';
import type { DependencyScope } from '../dependencies/scope.ts';
import { installLoader } from '../modules/loader.ts';
import { hasEffects, remembersState } from '../modules/module-facts.ts';

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
