import { defineConfig } from 'clew';

export default defineConfig({
  workflows: ['workflow.ts'],
});
