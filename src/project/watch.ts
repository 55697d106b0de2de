/**
 * `node --import clew/watch main.ts`: what the modules of a script read while they are loaded is seen, as with
 * `run-workflow`. Without it, a script that calls `run()` has loaded them before Clew is asked for anything.
 *
 * @example
 * ```sh
 * node --import clew/watch nightly.ts
 * ```
 */
import { dirname, resolve } from 'node:path';
import { openModules } from '../config/modules.ts';
import { findProjectRoot } from '../modules/root.ts';

const [, script] = process.argv;
// `run()` looks for the project where the process stands.
for (const folder of new Set([process.cwd(), ...(script === undefined ? [] : [dirname(script)])])) {
  const root = findProjectRoot(folder);
  openModules({ root, home: resolve(root, process.env['CLEW_HOME'] || '.clew') });
}
