import { type CaseFiles, type Edit, commonTask, one, runs, task, two } from './case.ts';
import { identityGroup } from './group.ts';

const uses = (name: string, line: string, files: CaseFiles, edit: Edit, use = 'value') =>
  runs(name, { 'task.ts': task(`return ${use};`, line), ...files }, edit);

const conditions = (file: string, by: string): CaseFiles => ({
  'node_modules/left/package.json': {
    name: 'left',
    version: '1.0.0',
    exports: { import: './i.mjs', require: './r.cjs' },
  },
  'node_modules/left/i.mjs': `export const value = ${file === 'i' ? by : '0'};`,
  'node_modules/left/r.cjs': `exports.value = ${file === 'r' ? by : '0'};`,
});
/** A task in JavaScript, where there are no decorators. */
const plainTask = (body: string, head = ''): string =>
  `import { Task } from 'clew';\n${head}\nexport class $Task {\n  async run() { ${body} }\n}\nTask()($Task);\n`;

identityGroup({
  name: 'JavaScript and CommonJS',
  edits: 'one by one',
  cases: [
    runs(
      'a file that is read by the fs of require',
      {
        'task.cjs': commonTask(`return require('fs').readFileSync(__dirname + '/data.txt', 'utf8');`),
        'data.txt': 'one',
      },
      { 'data.txt': 'two' },
      { module: 'task.cjs' },
    ),
    runs(
      'the body of the task',
      { 'task.cjs': commonTask('return 1;') },
      { 'task.cjs': commonTask('return 2;') },
      { module: 'task.cjs' },
    ),
    runs(
      'a constant of the file',
      { 'task.cjs': commonTask('return n;', 'const n = 1;') },
      { 'task.cjs': commonTask('return n;', 'const n = 2;') },
      { module: 'task.cjs' },
    ),
    runs(
      'a file that is missed and appears',
      { 'task.cjs': commonTask(`return require('node:fs').existsSync(__dirname + '/data.txt');`) },
      { 'data.txt': 'two' },
      { module: 'task.cjs' },
    ),
    runs(
      'a text that a variable remembers',
      {
        'task.cjs': commonTask('return load();', `const { load } = require('./memo.cjs');`),
        'memo.cjs': `const { readFileSync } = require('node:fs');\nlet cache;\nexports.load = () => (cache ??= readFileSync(__dirname + '/data.txt', 'utf8'));`,
        'data.txt': 'one',
      },
      { 'data.txt': 'two' },
      { module: 'task.cjs' },
    ),
    runs(
      'a module that a task in .mjs imports',
      { 'task.mjs': plainTask('return value;', `import { value } from './lib.mjs';`), 'lib.mjs': one },
      { 'lib.mjs': two },
      { module: 'task.mjs' },
    ),
    runs(
      'a module that a task in .mjs imports by a computed name',
      { 'task.mjs': plainTask(`return (await import('./' + 'w.mjs')).value;`), 'w.mjs': one },
      { 'w.mjs': two },
      { module: 'task.mjs' },
    ),
    runs(
      'a file that a task in .js reads',
      {
        'task.js': plainTask(
          `return readFileSync(import.meta.dirname + '/data.txt', 'utf8');`,
          `import { readFileSync } from 'node:fs';`,
        ),
        'data.txt': 'one',
      },
      { 'data.txt': 'two' },
      { module: 'task.js' },
    ),
    runs(
      'an installed package that is required',
      { 'task.cjs': commonTask(`return require('left').value;`), ...conditions('r', '1') },
      { ...conditions('r', '2'), 'node_modules/left/package.json': { name: 'left', version: '1.0.1', main: 'r.cjs' } },
      { module: 'task.cjs' },
    ),
    uses(
      'a package that a package requires by a computed name',
      `import lib from 'left';`,
      {
        'node_modules/left/package.json': { name: 'left', version: '1.0.0', main: 'index.js' },
        'node_modules/left/index.js': `exports.value = () => require('de' + 'ep').value;`,
        'node_modules/deep/package.json': { name: 'deep', version: '1.0.0', main: 'index.js' },
        'node_modules/deep/index.js': 'exports.value = 1;',
      },
      {
        'node_modules/deep/package.json': { name: 'deep', version: '1.0.1', main: 'index.js' },
        'node_modules/deep/index.js': 'exports.value = 2;',
      },
      'lib.value()',
    ),
    runs(
      'an optional package that require() misses and that appears',
      { 'task.cjs': commonTask(`try { return require('extra-$here').value; } catch { return 'none'; }`) },
      {
        'node_modules/extra-$here/package.json': { name: 'extra-$here', version: '1.0.0', main: 'i.js' },
        'node_modules/extra-$here/i.js': 'exports.value = 1;',
      },
      { module: 'task.cjs' },
    ),
    runs(
      'what a package exports to require',
      { 'task.cjs': commonTask(`return require('left').value;`), ...conditions('r', '1') },
      conditions('r', '2'),
      { module: 'task.cjs' },
    ),
  ],
});
