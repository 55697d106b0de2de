// The module that a worker thread loads first if users' code starts it. A file of its own in the package.
import { getEnvironmentData, isMainThread, setEnvironmentData } from 'node:worker_threads';
import { fileURLToPath } from 'node:url';
import { reportThread } from './thread-reporter.ts';
import { type ThreadSetup, setupKey } from './thread-setup.ts';

const setup = getEnvironmentData(setupKey) as unknown as ThreadSetup | undefined;
if (setup && !isMainThread) {
  setEnvironmentData(setupKey, undefined);
  // Processes that the thread forks would load it as well.
  const at = process.execArgv.indexOf(fileURLToPath(import.meta.url));
  if (at > 0) process.execArgv.splice(at - 1, 2);
  reportThread(setup);
}
