import { type IdentityCase, commonOne, commonTwo, one, runs, task, two } from './case.ts';
import { identityGroup } from './group.ts';

/** A task whose `run()` imports `w.ts` in one way or another; `w.ts` is edited. */
const late = (name: string, body: string, head = '', more: Partial<IdentityCase> = {}) =>
  runs(name, { 'task.ts': task(body, head), 'w.ts': one, ...more.files }, { 'w.ts': two, ...more.edit }, more);

/** The same through a helper that has files of its own. */
const helped = (name: string, helper: string, files: IdentityCase['files'], edit: IdentityCase['edit']) =>
  runs(
    name,
    { 'task.ts': task('return load();', `import { load } from './load.ts';`), 'load.ts': helper, ...files },
    edit,
  );

const read = 'return (await import(PATH)).value;';
const importing = (path: string): string => read.replace('PATH', path);

identityGroup({
  name: 'import() in run()',
  cases: [
    late('an edited module that import() names', importing(`'./w.ts'`)),
    late('an edited module that import() names in a template', importing('`./w.ts`')),
    late('an edited module that import() names on a line of its own', importing(`\n/* here */\n'./w.ts'\n`)),
    late('an edited module that import() names with the ending of its output', importing(`'./w.js'`)),
    late(
      'an edited module that import() names by a template with a hole',
      `const name = 'w'; ${importing('`./${name}.ts`')}`,
    ),
    late(
      'an edited module that import() names by a sum of texts',
      `const name = 'w'; ${importing(`'./' + name + '.ts'`)}`,
    ),
    late(
      'an edited module that import() names by a constant of its module',
      importing('path'),
      `const path = './w.ts';`,
    ),
    late('an edited module that import() names by a condition', importing(`Date.now() > 0 ? './w.ts' : './none.ts'`)),
    late(
      'an edited module that import() names by a list',
      `const all = await Promise.all(['./w.ts'].map((name) => import(name))); return all[0].value;`,
    ),
    late(
      'an edited module that import() names by a computed name, and something else in the file as it is',
      importing(`['.', 'w.ts'].join('/')`),
      `export const other = () => import('./w.ts');`,
    ),
    late(
      'an edited module that require() names by a computed name, and something else in the file as it is',
      `return require(['.', 'w.cjs'].join('/')).value;`,
      `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);
export const other = () => require('./w.cjs');`,
      { files: { 'w.cjs': 'exports.value = 1;' }, edit: { 'w.cjs': 'exports.value = 2;' } },
    ),
    late('an edited module that import() names by its URL', importing(`new URL('./w.ts', import.meta.url).href`)),
    late(
      'an edited module that import() names by its URL without a dot',
      importing(`new URL('w.ts', import.meta.url).href`),
    ),
    late(
      'an edited module that import() names by its whole path',
      importing(`pathToFileURL(process.cwd() + '/$here/w.ts').href`),
      `import { pathToFileURL } from 'node:url';`,
    ),
    late('an edited module that import() names by import.meta.resolve', importing(`import.meta.resolve('./w.ts')`)),
    late('an edited module that import() names by import.meta.dirname', importing(`import.meta.dirname + '/w.ts'`)),
    late('an edited module that import() names with a query', importing(`'./w.ts?version=1'`)),
    late(
      'an edited module that import() names with a query that is computed',
      importing(`'./w.ts?pid=' + process.pid`),
    ),
    late(
      'an edited module that a JSON file names',
      `const { path } = JSON.parse(await readFile('$here/names.json', 'utf8')); ${importing('path')}`,
      `import { readFile } from 'node:fs/promises';`,
      { files: { 'names.json': { path: './w.ts' } } },
    ),
    late(
      'a JSON file that names another module',
      `const { path } = JSON.parse(await readFile('$here/names.json', 'utf8')); ${importing('path')}`,
      `import { readFile } from 'node:fs/promises';`,
      {
        files: { 'names.json': { path: './w.ts' }, 'x.ts': two },
        edit: { 'w.ts': one, 'names.json': { path: './x.ts' } },
      },
    ),
    late('an edited module that a parameter names', importing('this.path'), '', {
      files: {
        'task.ts': `import { Param, Task } from 'clew';\n@Task() export class $Task { @Param() path = './w.ts'; async run() { ${importing('this.path')} } }`,
      },
    }),
    late('an edited module that import() destructures', `const { value } = await import('./w.ts'); return value;`),
    late('an edited module that import().then() reads', `return import('./w.ts').then(({ value }) => value);`),
    late('an edited module of which import() takes the default', `return (await import('./w.ts')).default;`, '', {
      files: { 'w.ts': 'export default 1;' },
      edit: { 'w.ts': 'export default 2;' },
    }),
    late('an edited module that a method of the class imports', 'return this.load();', '', {
      files: {
        'task.ts': `import { Task } from 'clew';\n@Task() export class $Task { async load(name = 'w') { return (await import('./' + name + '.ts')).value; } run() { return this.load(); } }`,
      },
    }),
    late('an edited module that a static method imports', 'return 0', '', {
      files: {
        'task.ts': `import { Task } from 'clew';\n@Task() export class $Task { static load = async (name: string) => (await import(name)).value; run() { return $Task.load('./w.ts'); } }`,
      },
    }),
    late(
      'an edited module that a function in the same file imports',
      'return load();',
      `const load = async (name = 'w') => (await import('./' + name + '.ts')).value;`,
    ),
    late(
      'an edited CommonJS module behind a computed import()',
      `return (await import('./' + 'w' + '.cjs')).value;`,
      '',
      { files: { 'w.cjs': commonOne }, edit: { 'w.cjs': commonTwo } },
    ),
    late('an edited .mjs behind a computed import()', `return (await import('./' + 'w' + '.mjs')).value;`, '', {
      files: { 'w.mjs': one },
      edit: { 'w.mjs': two },
    }),
    late(
      'an edited JSON file behind a computed import()',
      `return (await import('./' + 'w' + '.json', { with: { type: 'json' } })).default.value;`,
      '',
      { files: { 'w.json': { value: 1 } }, edit: { 'w.json': { value: 2 } } },
    ),
    helped(
      'an edited module that a helper imports by a computed name',
      `export const load = async (name = 'w') => (await import('./' + name + '.ts')).value;`,
      { 'w.ts': one },
      { 'w.ts': two },
    ),
    helped(
      'an edited module that a helper in another folder imports',
      `import { get } from './lib/get.ts';\nexport const load = async () => (await get('w')).value;`,
      { 'lib/get.ts': 'export const get = (name: string) => import(`./${name}.ts`);', 'lib/w.ts': one },
      { 'lib/w.ts': two },
    ),
    helped(
      'an edited module that the module behind a computed import() imports',
      `export const load = async (name = 'w') => (await import('./' + name + '.ts')).value;`,
      { 'w.ts': `export { value } from './x.ts';`, 'x.ts': one },
      { 'x.ts': two },
    ),
    helped(
      'an edited module that the module behind a computed import() imports by a computed name',
      `export const load = async (name = 'w') => (await import('./' + name + '.ts')).get();`,
      { 'w.ts': `export const get = async (name = 'x') => (await import('./' + name + '.ts')).value;`, 'x.ts': one },
      { 'x.ts': two },
    ),
    helped(
      'a module that was missing and appears',
      `export const load = async (name = 'w') => { try { return (await import('./' + name + '.ts')).value; } catch { return 'none'; } };`,
      {},
      { 'w.ts': two },
    ),
    helped(
      'a module that is removed',
      `export const load = async (name = 'w') => { try { return (await import('./' + name + '.ts')).value; } catch { return 'none'; } };`,
      { 'w.ts': one },
      { 'w.ts': null },
    ),
    helped(
      'one of many modules that a folder lists',
      `import { readdirSync } from 'node:fs';\nexport const load = async () => { const all = []; for (const name of readdirSync('$here/many').toSorted()) all.push((await import('./many/' + name)).value); return all; };`,
      { 'many/a.ts': one, 'many/b.ts': one },
      { 'many/b.ts': two },
    ),
    helped(
      'an added module in a folder that is listed',
      `import { readdirSync } from 'node:fs';\nexport const load = async () => { const all = []; for (const name of readdirSync('$here/many').toSorted()) all.push((await import('./many/' + name)).value); return all; };`,
      { 'many/a.ts': one },
      { 'many/b.ts': two },
    ),
    {
      ...helped(
        'an edited module behind import() in `new Function`',
        `export const load = async () => (await new Function('path', 'return import(path)')(new URL('w.ts', import.meta.url).href)).value;`,
        { 'w.ts': one },
        { 'w.ts': two },
      ),
      cantBeKnown: 'wholeFile' as const,
    },
    {
      ...helped(
        'an edited module behind import() in eval',
        `export const load = async (name = 'w') => (await eval("import('./" + name + ".ts')")).value;`,
        { 'w.ts': one },
        { 'w.ts': two },
      ),
      cantBeKnown: 'wholeFile' as const,
    },
    runs(
      'an edited module that a second task imports when it is loaded already',
      {
        'task.ts': `import { Task } from 'clew';\nimport { load } from './load.ts';\n@Task() export class $Task { async run() { return (await load('w')).value; } }\n@Task() export class $TaskB { async run() { return [await load('w')].length; } }\n@Task() export class $TaskC { async run() { return (await load('w')).value + 1; } }`,
        'load.ts': `export const load = (name: string) => import('./' + name + '.ts');`,
        'w.ts': one,
      },
      { 'w.ts': two },
      { others: { C: 'runs' } },
    ),
    runs(
      'an edited module that two tasks import from their own files',
      {
        'task.ts': `import { Task } from 'clew';\n@Task() export class $Task { async run(name = 'w') { return (await import('./' + name + '.ts')).value; } }\nexport { $TaskB } from './b.ts';`,
        'b.ts': `import { Task } from 'clew';\n@Task() export class $TaskB { async run(name = 'w') { return (await import('./' + name + '.ts')).value + 10; } }`,
        'w.ts': `export { value } from './x.ts';`,
        'x.ts': one,
      },
      { 'x.ts': two },
      { others: { B: 'runs' } },
    ),
  ],
});

identityGroup({
  name: 'import() at the top of a module',
  edits: 'one by one',
  cases: [
    late('an edited module that a constant awaits', 'return value;', `const { value } = await import('./w.ts');`),
    late(
      'an edited module that a constant awaits by a computed name',
      'return value;',
      `const name = 'w';\nconst { value } = await import('./' + name + '.ts');`,
    ),
    late(
      'an edited module whose promise is a constant',
      'return (await lib).value;',
      `const name = 'w';\nconst lib = import('./' + name + '.ts');`,
    ),
    late('an edited module whose promise is a static field', 'return 0;', '', {
      files: {
        'task.ts': `import { Task } from 'clew';\nconst name = 'w';\n@Task() export class $Task { static lib = import('./' + name + '.ts'); async run() { return (await $Task.lib).value; } }`,
      },
    }),
    helped(
      'an edited module that a helper awaits at its top',
      `const name = 'w';\nconst lib = await import('./' + name + '.ts');\nexport const load = () => lib.value;`,
      { 'w.ts': one },
      { 'w.ts': two },
    ),
    helped(
      'an edited module that one of two was chosen of',
      `import { existsSync } from 'node:fs';\nconst lib = await import(existsSync('$here/better.ts') ? './better.ts' : './w.ts');\nexport const load = () => lib.value;`,
      { 'w.ts': one },
      { 'better.ts': two },
    ),
    helped(
      'an edited module that is imported for all names of a list',
      `const libs = await Promise.all(['w', 'x'].map((name) => import('./' + name + '.ts')));\nexport const load = () => libs.map((lib) => lib.value);`,
      { 'w.ts': one, 'x.ts': one },
      { 'x.ts': two },
    ),
    helped(
      'an edited module with an await at its top',
      `export { value as default } from './w.ts';\nimport { value } from './w.ts';\nexport const load = () => value;`,
      { 'w.ts': 'export const value = await Promise.resolve(1);' },
      { 'w.ts': 'export const value = await Promise.resolve(2);' },
    ),
  ],
});
