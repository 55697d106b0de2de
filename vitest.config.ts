import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { findQuickTests, long } from './test/support/tiers.ts';

const quick = findQuickTests();

// Tests start very many processes that load the same files: each of them is compiled once.
process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(new URL('node_modules/.cache/tests', import.meta.url));

export default defineConfig({
  test: {
    // Real processes on a slow machine take their time; what hangs is ended by the tests' own means.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Much of the time a test waits for processes that it has started: one more beside it costs little.
    maxWorkers: availableParallelism() + 1,
    projects: [
      {
        extends: true,
        test: { name: 'quick', include: quick, isolate: false, setupFiles: ['test/support/quick-setup.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['test/**/*.test.ts'],
          exclude: [...quick, ...long],
          globalSetup: ['test/support/postgres-setup.ts'],
        },
      },
      {
        extends: true,
        test: { name: 'long', include: [...long], globalSetup: ['test/support/postgres-setup.ts'] },
      },
    ],
  },
});
