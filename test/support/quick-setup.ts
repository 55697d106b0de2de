import childProcess from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';
import workerThreads from 'node:worker_threads';

/** Fails a quick test that starts something after all: `tiers.ts` goes by imports, and code in `src` can start things too. */
const refuse = (): never => {
  throw new Error('A quick test must not start processes or threads: see findQuickTests in test/support/tiers.ts');
};

Object.assign(childProcess, { exec: refuse, execFile: refuse, fork: refuse, spawn: refuse, spawnSync: refuse });
Object.assign(workerThreads, {
  Worker: class {
    constructor() {
      refuse();
    }
  },
});
syncBuiltinESMExports();
