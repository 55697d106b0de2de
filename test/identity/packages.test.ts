import { type CaseFiles, type Edit, installed, runs, task } from './case.ts';
import { identityGroup } from './group.ts';

const uses = (name: string, line: string, files: CaseFiles, edit: Edit, use = 'value') =>
  runs(name, { 'task.ts': task(`return ${use};`, line), ...files }, edit);

const left = `import { value } from 'left';`;
const conditions = (file: string, by: string): CaseFiles => ({
  'node_modules/left/package.json': {
    name: 'left',
    version: '1.0.0',
    exports: { import: './i.mjs', require: './r.cjs' },
  },
  'node_modules/left/i.mjs': `export const value = ${file === 'i' ? by : '0'};`,
  'node_modules/left/r.cjs': `exports.value = ${file === 'r' ? by : '0'};`,
});
const missing = (name: string): string => `try { return (await import('${name}')).value; } catch { return 'none'; }`;

identityGroup({
  name: 'packages',
  cases: [
    uses('a package of another version', left, installed('left', '1.0.0', 1), installed('left', '2.0.0', 2)),
    runs(
      'a package of another version whose files are the same',
      { 'task.ts': task('return value;', left), ...installed('left', '1.0.0', 1) },
      installed('left', '2.0.0', 1),
      { sameOutput: true },
    ),
    uses(
      'a package that was packed again under its version',
      left,
      installed('left', '1.0.0', 1),
      installed('left', '1.0.0', 2),
    ),
    uses(
      'two packages that swap their versions and what they give',
      `import { value as a } from 'left';\nimport { value as b } from 'right';`,
      { ...installed('left', '1.0.0', 1), ...installed('right', '2.0.0', 2) },
      { ...installed('left', '2.0.0', 2), ...installed('right', '1.0.0', 1) },
      '[a, b]',
    ),
    runs(
      'two packages that swap their versions only',
      {
        'task.ts': task('return [a, b];', `import { value as a } from 'left';\nimport { value as b } from 'right';`),
        ...installed('left', '1.0.0', 1),
        ...installed('right', '2.0.0', 1),
      },
      { ...installed('left', '2.0.0', 1), ...installed('right', '1.0.0', 1) },
      { sameOutput: true },
    ),
    uses(
      'a package of another version behind a package',
      `import { value } from 'left';`,
      {
        ...installed('left', '1.0.0', 0, { dependencies: { deep: '*' } }),
        'node_modules/left/index.js': `export { value } from 'deep';`,
        ...installed('deep', '1.0.0', 1),
      },
      installed('deep', '1.0.1', 2),
    ),
    uses(
      'a package behind a package that was packed again',
      `import { value } from 'left';`,
      {
        ...installed('left', '1.0.0', 0, { dependencies: { deep: '*' } }),
        'node_modules/left/index.js': `export { value } from 'deep';`,
        ...installed('deep', '1.0.0', 1),
      },
      installed('deep', '1.0.0', 2),
    ),
    uses(
      'a package behind a package that nobody has declared',
      `import { value } from 'left';`,
      {
        ...installed('left', '1.0.0', 0),
        'node_modules/left/index.js': `export { value } from 'phantom';`,
        ...installed('phantom', '1.0.0', 1),
      },
      installed('phantom', '1.0.1', 2),
    ),
    uses(
      'a file of a package that it imports late',
      `import { load } from 'left';`,
      {
        ...installed('left', '1.0.0', 0),
        'node_modules/left/index.js': `export const load = async (name = 'late') => (await import('./' + name + '.js')).value;`,
        'node_modules/left/late.js': 'export const value = 1;',
      },
      { 'node_modules/left/late.js': 'export const value = 2;' },
      'await load()',
    ),
    uses(
      'a data file of a package that it reads',
      `import { load } from 'left';`,
      {
        ...installed('left', '1.0.0', 0),
        'node_modules/left/index.js': `import { readFileSync } from 'node:fs';\nexport const load = () => readFileSync(new URL('data.txt', import.meta.url), 'utf8');`,
        'node_modules/left/data.txt': 'one',
      },
      { 'node_modules/left/data.txt': 'two' },
      'load()',
    ),
    uses(
      'a file that a package reads for the task',
      `import { load } from 'left';`,
      {
        ...installed('left', '1.0.0', 0),
        'node_modules/left/index.js': `import { readFileSync } from 'node:fs';\nexport const load = (path) => readFileSync(path, 'utf8');`,
        'data.txt': 'one',
      },
      { 'data.txt': 'two' },
      `load('$here/data.txt')`,
    ),
    uses(
      'a module that a package imports for the task',
      `import { load } from 'left';`,
      {
        ...installed('left', '1.0.0', 0),
        'node_modules/left/index.js': `export const load = async (url) => (await import(url)).value;`,
        'w.ts': 'export const value = 1;',
      },
      { 'w.ts': 'export const value = 2;' },
      `await load(new URL('w.ts', import.meta.url).href)`,
    ),
    runs(
      'an optional package that appears',
      { 'task.ts': task(missing('extra-$here')) },
      installed('extra-$here', '1.0.0', 1),
    ),
    runs(
      'an optional package that is gone',
      { 'task.ts': task(missing('extra-$here')), ...installed('extra-$here', '1.0.0', 1) },
      { 'node_modules/extra-$here/package.json': null, 'node_modules/extra-$here/index.js': null },
    ),
    runs(
      'an optional package of a package that appears',
      {
        'task.ts': task('return load();', `import { load } from 'left';`),
        ...installed('left', '1.0.0', 0),
        'node_modules/left/index.js': `export async function load() { ${missing('extra-$here')} }`,
      },
      installed('extra-$here', '1.0.0', 1),
    ),
    runs(
      'a package that import.meta.resolve finds when it appears',
      {
        'task.ts': task(
          `try { return import.meta.resolve('extra-$here').split('/').at(-1); } catch { return 'none'; }`,
        ),
      },
      installed('extra-$here', '1.0.0', 1),
    ),
    uses(
      'a nearer package that hides another',
      `import { value } from './lib/use.ts';`,
      { 'lib/use.ts': `export { value } from 'left';`, ...installed('left', '1.0.0', 1) },
      installed('left', '1.0.0', 2, {}, 'lib/node_modules'),
    ),
    uses(
      'a nearer package that hides another of a package',
      `import { value } from 'left';`,
      {
        ...installed('left', '1.0.0', 0, { dependencies: { deep: '*' } }),
        'node_modules/left/index.js': `export { value } from 'deep';`,
        ...installed('deep', '1.0.0', 1),
      },
      installed('deep', '2.0.0', 2, {}, 'node_modules/left/node_modules'),
    ),
    uses(
      'a package in the project’s node_modules that another hides',
      left.replace('left', 'left-$here'),
      installed('left-$here', '1.0.0', 1, {}, '/node_modules'),
      installed('left-$here', '1.0.0', 2),
    ),
    uses('what a package exports to import', left, conditions('i', '1'), conditions('i', '2')),
    uses(
      'a package whose exports name another file',
      left,
      { ...installed('left', '1.0.0', 1), 'node_modules/left/other.js': 'export const value = 2;' },
      { 'node_modules/left/package.json': { name: 'left', version: '1.0.0', type: 'module', exports: './other.js' } },
    ),
    uses(
      'a package whose exports have a nearer condition',
      left,
      { ...installed('left', '1.0.0', 1), 'node_modules/left/other.js': 'export const value = 2;' },
      {
        'node_modules/left/package.json': {
          name: 'left',
          version: '1.0.0',
          type: 'module',
          exports: { node: './other.js', default: './index.js' },
        },
      },
    ),
    uses(
      'a package whose main is another file',
      `import lib from 'left';`,
      {
        'node_modules/left/package.json': { name: 'left', version: '1.0.0', main: 'a.js' },
        'node_modules/left/a.js': 'exports.value = 1;',
        'node_modules/left/b.js': 'exports.value = 2;',
      },
      { 'node_modules/left/package.json': { name: 'left', version: '1.0.0', main: 'b.js' } },
      'lib.value',
    ),
    uses(
      'a subpath of a package',
      `import { value } from 'left/sub';`,
      {
        ...installed('left', '1.0.0', 0, { exports: { './sub': './sub.js' } }),
        'node_modules/left/sub.js': 'export const value = 1;',
      },
      { 'node_modules/left/sub.js': 'export const value = 2;' },
    ),
    uses(
      'a subpath of a package by a pattern',
      `import { value } from 'left/parts/a';`,
      {
        ...installed('left', '1.0.0', 0, { exports: { './parts/*': './lib/*.js' } }),
        'node_modules/left/lib/a.js': 'export const value = 1;',
      },
      { 'node_modules/left/lib/a.js': 'export const value = 2;' },
    ),
    uses(
      'a file of a package by its path',
      `import { value } from './node_modules/left/index.js';`,
      installed('left', '1.0.0', 1),
      installed('left', '1.0.0', 2),
    ),
    uses(
      'the imports of a package',
      left,
      {
        ...installed('left', '1.0.0', 0, { imports: { '#inner': './a.js' } }),
        'node_modules/left/index.js': `export { value } from '#inner';`,
        'node_modules/left/a.js': 'export const value = 1;',
        'node_modules/left/b.js': 'export const value = 2;',
      },
      {
        'node_modules/left/package.json': {
          name: 'left',
          version: '1.0.0',
          type: 'module',
          exports: './index.js',
          imports: { '#inner': './b.js' },
        },
      },
    ),
    uses(
      'the package.json of a package that is imported',
      `import data from 'left/package.json' with { type: 'json' };`,
      installed('left', '1.0.0', 1, { exports: { './package.json': './package.json' } }),
      installed('left', '1.0.1', 1, { exports: { './package.json': './package.json' } }),
      'data.version',
    ),
  ],
});
