import { type CaseFiles, type Edit, commonTask, runs, task } from './case.ts';
import { identityGroup } from './group.ts';

const sync = `import { existsSync, globSync, readFileSync, readdirSync } from 'node:fs';`;
const file = '$here/data.txt';

/** A module that does something with `data.txt` when it is imported, and a task that uses what came of it. */
const atTop = (
  name: string,
  line: string,
  files: CaseFiles = { 'data.txt': 'one' },
  edit: Edit = { 'data.txt': 'two' },
) => runs(name, { 'task.ts': task('return value;', `${sync}\n${line}`), ...files }, edit);

const inHelper = (
  name: string,
  line: string,
  files: CaseFiles = { 'data.txt': 'one' },
  edit: Edit = { 'data.txt': 'two' },
) =>
  runs(
    name,
    { 'task.ts': task('return value;', `import { value } from './lib.ts';`), 'lib.ts': `${sync}\n${line}`, ...files },
    edit,
  );

identityGroup({
  name: 'files that modules read when they are imported',
  edits: 'one by one',
  cases: [
    atTop('a file that a constant of the task’s module reads', `const value = readFileSync('${file}', 'utf8');`),
    atTop(
      'a file that a constant reads by its URL',
      `const value = readFileSync(new URL('./data.txt', import.meta.url), 'utf8');`,
    ),
    atTop(
      'a file that a constant awaits',
      `import { readFile } from 'node:fs/promises';\nconst value = await readFile('${file}', 'utf8');`,
    ),
    atTop('a file that an assignment at the top reads', `let value = '';\nvalue = readFileSync('${file}', 'utf8');`),
    atTop(
      'a file that a block at the top reads',
      `let value = '';\nfor (const path of ['${file}']) { value += readFileSync(path, 'utf8'); }`,
    ),
    atTop(
      'a file that a function reads that is called at the top',
      `const load = () => readFileSync('${file}', 'utf8');\nconst value = load();`,
    ),
    atTop(
      'a file that a static field reads',
      `class Data { static readonly text = readFileSync('${file}', 'utf8'); }\nconst value = Data.text;`,
    ),
    atTop(
      'a file that a static block reads',
      `class Data { static text = ''; static { this.text = readFileSync('${file}', 'utf8'); } }\nconst value = Data.text;`,
    ),
    atTop(
      'a file that is missed at the top and appears',
      `const value = existsSync('${file}') ? 'there' : 'none';`,
      {},
      { 'data.txt': 'one' },
    ),
    atTop(
      'a folder that is listed at the top',
      `const value = readdirSync('$here/many').toSorted();`,
      { 'many/a': '' },
      { 'many/b': '' },
    ),
    atTop(
      'files that a glob finds at the top',
      `const value = globSync('$here/many/*.txt').map((path) => readFileSync(path, 'utf8'));`,
      { 'many/a.txt': 'one' },
      { 'many/a.txt': 'two' },
    ),
    inHelper('a file that a constant of a helper reads', `export const value = readFileSync('${file}', 'utf8');`),
    inHelper(
      'a file that a default export of a helper reads',
      `const text = readFileSync('${file}', 'utf8');\nexport { text as value };`,
    ),
    inHelper(
      'JSON that a helper reads when it is imported',
      `export const { value } = JSON.parse(readFileSync('$here/data.json', 'utf8'));`,
      { 'data.json': { value: 1 } },
      { 'data.json': { value: 2 } },
    ),
    inHelper(
      'a file outside of the project that a helper reads',
      `export const value = readFileSync('$outside/$here.txt', 'utf8');`,
      { '$outside/$here.txt': 'one' },
      { '$outside/$here.txt': 'two' },
    ),
    inHelper('a file that the helper of a helper reads', `export { value } from './deep.ts';`, {
      'deep.ts': `${sync}\nexport const value = readFileSync('${file}', 'utf8');`,
      'data.txt': 'one',
    }),
    inHelper(
      'a file whose promise a helper keeps',
      `import { readFile } from 'node:fs/promises';\nconst text = readFile('${file}', 'utf8');\nexport const value = await text;`,
    ),
    inHelper(
      'a file that a frozen object of a helper holds',
      `export const value = Object.freeze({ text: readFileSync('${file}', 'utf8') });`,
    ),
    runs(
      'a file that a module reads that run() imports',
      {
        'task.ts': task(`return (await import('./' + 'lib.ts')).value;`),
        'lib.ts': `${sync}\nexport const value = readFileSync('${file}', 'utf8');`,
        'data.txt': 'one',
      },
      { 'data.txt': 'two' },
    ),
    runs(
      'a file that a module reads that a second task imports when it is there already',
      {
        'task.ts': `import { Task } from 'clew';\nconst load = async (name = 'lib') => (await import('./' + name + '.ts')).value;\n@Task() export class $Task { run() { return load(); } }\n@Task() export class $TaskB { async run() { return [await load()]; } }`,
        'lib.ts': `${sync}\nexport const value = readFileSync('${file}', 'utf8');`,
        'data.txt': 'one',
      },
      { 'data.txt': 'two' },
      { others: { B: 'runs' } },
    ),
    runs(
      'a file that a .cjs reads when it is required',
      {
        'task.cjs': commonTask('return lib.value;', `const lib = require('./lib.cjs');`),
        'lib.cjs': `exports.value = require('fs').readFileSync(__dirname + '/data.txt', 'utf8');`,
        'data.txt': 'one',
      },
      { 'data.txt': 'two' },
      { module: 'task.cjs' },
    ),
    runs(
      'a file that a package reads when it is imported',
      {
        'task.ts': task('return text;', `import { text } from 'reader';`),
        'node_modules/reader/package.json': { name: 'reader', version: '1.0.0', type: 'module', exports: './index.js' },
        'node_modules/reader/index.js': `import { readFileSync } from 'node:fs';\nexport const text = readFileSync('${file}', 'utf8');`,
        'data.txt': 'one',
      },
      { 'data.txt': 'two' },
    ),
    runs(
      'a file that a decorator reads',
      {
        'task.ts': `import { Task } from 'clew';\nimport { Versioned } from './kit.ts';\n@Task() @Versioned export class $Task { static text = ''; run() { return $Task.text; } }`,
        'kit.ts': `${sync}\nexport const Versioned = (target: { text: string }) => { target.text = readFileSync('${file}', 'utf8'); };`,
        'data.txt': 'one',
      },
      { 'data.txt': 'two' },
    ),
    runs(
      'a file that the settings of a parameter read',
      {
        'task.ts': `import { Param, Task } from 'clew';\n${sync}\n@Task() export class $Task { @Param() text = readFileSync('${file}', 'utf8'); run() { return this.text; } }`,
        'data.txt': 'one',
      },
      { 'data.txt': 'two' },
    ),
  ],
});
