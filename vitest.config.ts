import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Most of the time a test waits for processes that it has started: one more beside it costs little.
    maxWorkers: Math.max(2, availableParallelism()),
    // Real processes on a slow machine take their time; what hangs is ended by the tests' own means.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    globalSetup: ['test/support/postgres-setup.ts'],
  },
});
