import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openModules } from '../../../src/config/modules.ts';
import { Codebase } from '../../../src/project/code.ts';
import { observerOf } from '../../../src/project/dependencies.ts';
import type { JobSite } from '../../../src/runtime/run-job.ts';

const root = dirname(fileURLToPath(import.meta.url));

/** Notes what the tasks of this folder use when they run in this process. */
export function observeHere(home: string): NonNullable<JobSite['observe']> {
  const watched = openModules({ root, home: join(home, '.clew') });
  watched.scope.variableKey = 'key';
  const code = new Codebase(root);
  return observerOf(watched, { reachOf: (note) => code.of(note).reach });
}
