// Loaded first: `clew` is what lies in src/, and where CLEW_MUTANT says so, one line of it is another.
import { registerHooks } from 'node:module';
import { mutants, mutated } from './mutants.ts';

const clew = new URL('../../src/index.ts', import.meta.url).href;
const mutant = mutants.find(({ name }) => name === process.env['CLEW_MUTANT']);
const changed = mutant && new URL(`../../${mutant.file}`, import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'clew' ? { url: clew, format: 'module-typescript', shortCircuit: true } : next(specifier, context),
  load(url, context, next) {
    const loaded = next(url, context);
    if (url !== changed) return loaded;
    return { ...loaded, source: mutated(mutant!, String(loaded.source)) };
  },
});
