import { defineConfig } from 'rolldown';

/** What users install beside us, or share with us, stays outside; the rest is bundled, because starting must be quick. */
const external = [/^node:/, 'typedi', 'reflect-metadata', 'pg', 'oxc-transform', /^@oxc-project\/runtime/];

export default defineConfig({
  input: { index: 'src/index.ts', cli: 'src/cli/main.ts' },
  platform: 'node',
  external,
  output: {
    dir: 'dist',
    format: 'esm',
    sourcemap: false,
    chunkFileNames: 'chunks/[name]-[hash].js',
    cleanDir: true,
  },
});
