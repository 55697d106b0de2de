// Starts the source as a worker without Node's own reader of TypeScript: that one is WebAssembly, and V8 crashes now and
// then where several threads of a process free what it was compiled to.
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'oxc-transform';

registerHooks({
  load(url, context, nextLoad) {
    if (!url.startsWith('file:') || !url.endsWith('.ts')) return nextLoad(url, context);
    const file = fileURLToPath(url);
    const { code } = transformSync(file, readFileSync(file, 'utf8'));
    return { format: 'module', source: code, shortCircuit: true };
  },
});

await import('../../../src/project/worker.ts');
