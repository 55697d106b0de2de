import { defineConfig } from 'clew';
import { SqliteLayer } from './sqlite-layer.ts';

export default defineConfig({
  storage: { layers: { file: new SqliteLayer('artifacts.db') } },
});
