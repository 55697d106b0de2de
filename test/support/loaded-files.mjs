// `node --import …/loaded-files.mjs`: writes the files that the process has loaded to the one that LOADED_FILES names.
import { writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { isMainThread } from 'node:worker_threads';

const loaded = new Set();
if (isMainThread) {
  registerHooks({
    load(url, context, next) {
      if (url.startsWith('file:')) loaded.add(url);
      return next(url, context);
    },
  });
  process.on('exit', () => writeFileSync(process.env.LOADED_FILES, JSON.stringify([...loaded])));
}
