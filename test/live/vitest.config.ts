import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['test/live/**/*.live.ts'], maxWorkers: 1, hookTimeout: 600_000 },
});
