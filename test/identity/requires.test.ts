import { type IdentityCase, commonOne, commonTask, commonTwo, one, runs, task, two } from './case.ts';
import { identityGroup } from './group.ts';

const module = 'task.cjs';

/** A task in CommonJS that requires `w.cjs` in one way or another; `w.cjs` is edited. */
const required = (name: string, body: string, head = '', more: Partial<IdentityCase> = {}) =>
  runs(
    name,
    { [module]: commonTask(body, head), 'w.cjs': commonOne, ...more.files },
    { 'w.cjs': commonTwo, ...more.edit },
    { module, ...more },
  );

/** The same in an ES module. */
const created = (name: string, body: string, head: string, more: Partial<IdentityCase> = {}) =>
  runs(name, { 'task.ts': task(body, head), 'w.cjs': commonOne, ...more.files }, { 'w.cjs': commonTwo, ...more.edit });

const creates = `import { createRequire } from 'node:module';\n`;
const other = (file: string, before: string, after: string): Partial<IdentityCase> => ({
  files: { [file]: before },
  edit: { [file]: after },
});

identityGroup({
  name: 'require() in run()',
  edits: 'one by one',
  cases: [
    required('an edited module that require() names', `return require('./w.cjs').value;`),
    required('an edited module that was required by a template literal', 'return require(`./w.cjs`).value;'),
    required('an edited module that was required with line breaks', `return require(\n  './w.cjs'\n).value;`),
    required('an edited module that was required with a comment inside', `return require(/* this */ './w.cjs').value;`),
    required(
      'an edited module that was required with a blank before the parenthesis',
      `return require ('./w.cjs').value;`,
    ),
    required('an edited module that was required without its ending', `return require('./w').value;`, '', {
      files: { 'package.json': { type: 'commonjs' }, 'w.js': commonOne },
      edit: { 'w.js': commonTwo },
    }),
    required(
      'an edited module that was required by a computed name',
      `const name = 'w'; return require('./' + name + '.cjs').value;`,
    ),
    required(
      'an edited module that was required under an alias',
      `const load = require; return load('./w.cjs').value;`,
    ),
    required('an edited module that was required by module.require', `return module.require('./w.cjs').value;`),
    required('an edited module that was required by require.call', `return require.call(null, './w.cjs').value;`),
    required('an edited module that was required by a sequence', `return (0, require)('./w.cjs').value;`),
    required('an edited module that was required in brackets', `return module['require']('./w.cjs').value;`),
    required(
      'an edited module that was required by a function that is handed require',
      `return load(require).value;`,
      `const load = (get) => get('./w.cjs');`,
    ),
    required('an edited module that map() requires', `return ['./w.cjs'].map(require)[0].value;`),
    {
      ...required('an edited module that eval requires', `return eval("require('./w.cjs')").value;`),
      cantBeKnown: 'wholeFile' as const,
    },
    required('an edited module whose path require.resolve gives', `return require(require.resolve('./w.cjs')).value;`),
    required(
      'an edited module that is read by the path of require.resolve',
      `return require('node:fs').readFileSync(require.resolve('./w.cjs'), 'utf8');`,
    ),
    required('an edited module that is required by its whole path', `return require(__dirname + '/w.cjs').value;`),
    required(
      'an edited module that is required by path.join',
      `return require(require('node:path').join(__dirname, 'w.cjs')).value;`,
    ),
    required(
      'an edited JSON file that was required',
      `return require('./w.json').value;`,
      '',
      other('w.json', '{"value":1}', '{"value":2}'),
    ),
    required(
      'an edited JSON file that was required by a computed name',
      `return require('./' + 'w' + '.json').value;`,
      '',
      other('w.json', '{"value":1}', '{"value":2}'),
    ),
    required('an edited ES module that was required', `return require('./w.mjs').value;`, '', other('w.mjs', one, two)),
    required(
      'an edited ES module that was required by a computed name',
      `return require('./' + 'w' + '.mjs').value;`,
      '',
      other('w.mjs', one, two),
    ),
    required(
      'an edited TypeScript file that was required',
      `return require('./w.ts').value;`,
      '',
      other('w.ts', one, two),
    ),
    required('the index of a folder that was required', `return require('./lib').value;`, '', {
      files: { 'lib/package.json': { type: 'commonjs' }, 'lib/index.js': commonOne },
      edit: { 'lib/index.js': commonTwo },
    }),
    required('the main file of a folder that was required', `return require('./lib').value;`, '', {
      files: { 'lib/package.json': { main: 'main.cjs' }, 'lib/main.cjs': commonOne },
      edit: { 'lib/main.cjs': commonTwo },
    }),
    required('the main file of a folder that has an index as well', `return require('./lib').value;`, '', {
      files: { 'lib/package.json': { main: 'main.cjs' }, 'lib/main.cjs': commonOne, 'lib/index.js': one },
      edit: { 'lib/main.cjs': commonTwo },
    }),
    runs(
      'a module that is imported by import x = require()',
      {
        'task.ts': task('return value;', `import { value } from './old.cts';\n`),
        'old.cts': `import w = require('./w.cjs');\nexport const value: number = w.value;\n`,
        'w.cjs': commonOne,
      },
      { 'w.cjs': commonTwo },
    ),
    required('the main file of a folder that is another one now', `return require('./lib').value;`, '', {
      files: { 'lib/package.json': { main: 'a.cjs' }, 'lib/a.cjs': commonOne, 'lib/b.cjs': commonTwo },
      edit: { 'lib/package.json': { main: 'b.cjs' } },
    }),
    required('a module that was required through two others', `return require('./a.cjs').value;`, '', {
      files: {
        'a.cjs': `exports.value = require('./b.cjs').value;`,
        'b.cjs': `const load = require;\nexports.value = load('./w.cjs').value;`,
      },
    }),
    required('a module that a getter requires when it is asked', `return require('./a.cjs').value;`, '', {
      files: { 'a.cjs': `Object.defineProperty(exports, 'value', { get: () => require('./w' + '.cjs').value });` },
    }),
    required(
      'a module that was missing and appears',
      `try { return require('./late.cjs').value; } catch { return 'none'; }`,
      '',
      { edit: { 'late.cjs': commonTwo } },
    ),
    required('a module that stands before another when it appears', `return require('./lib').value;`, '', {
      files: { 'lib/package.json': { type: 'commonjs' }, 'lib/index.js': commonOne },
      edit: { 'lib.js': two },
    }),
    required(
      'an edited module that is required anew each time',
      `delete require.cache[require.resolve('./w.cjs')]; return require('./w.cjs').value;`,
    ),
  ],
});

identityGroup({
  name: 'require() at the top of a module',
  edits: 'one by one',
  cases: [
    required('an edited module that a constant requires', 'return lib.value;', `const lib = require('./w.cjs');`),
    required(
      'an edited module that a constant requires by a template literal',
      'return lib.value;',
      'const lib = require(`./w.cjs`);',
    ),
    required(
      'an edited module that a constant requires under an alias',
      'return lib.value;',
      `const load = require;\nconst lib = load('./w.cjs');`,
    ),
    required(
      'an edited module that is required by a computed name',
      'return lib.value;',
      `const lib = require('./' + ['w'][0] + '.cjs');`,
    ),
    required(
      'an edited module that is required on a condition',
      'return lib.value;',
      `let lib;\nif (process.pid > 0) lib = require('./w.cjs');`,
    ),
    created(
      'an edited module that createRequire gives',
      `return require('./w.cjs').value;`,
      `${creates}const require = createRequire(import.meta.url);`,
    ),
    created(
      'an edited module that createRequire gives under another name',
      `return load('./w.cjs').value;`,
      `${creates}const load = createRequire(import.meta.url);`,
    ),
    created(
      'an edited module that createRequire gives without a name',
      `return createRequire(import.meta.url)('./w.cjs').value;`,
      creates,
    ),
    created(
      'an edited module that an imported-as createRequire gives',
      `return load('./w.cjs').value;`,
      `import { createRequire as make } from 'node:module';\nconst load = make(import.meta.url);`,
    ),
    created(
      'an edited module that module.createRequire gives',
      `return load('./w.cjs').value;`,
      `import module from 'node:module';\nconst load = module.createRequire(import.meta.url);`,
    ),
    created(
      'an edited module that createRequire of a namespace gives',
      `return load('./w.cjs').value;`,
      `import * as module from 'module';\nconst load = module.createRequire(import.meta.filename);`,
    ),
    created(
      'an edited module that the createRequire of getBuiltinModule gives',
      `return load('./w.cjs').value;`,
      `const load = process.getBuiltinModule('module').createRequire(import.meta.url);`,
    ),
    created(
      'an edited module that createRequire gives for another folder',
      `return load('./w.cjs').value;`,
      `${creates}const load = createRequire(import.meta.dirname + '/lib/any.js');`,
      other('lib/w.cjs', commonOne, commonTwo),
    ),
    created(
      'an edited module that createRequire gives in a template literal',
      'return load(`./w.cjs`).value;',
      `${creates}const load = createRequire(import.meta.url);`,
    ),
    created(
      'an edited JSON file that createRequire gives',
      `return load('./w.json').value;`,
      `${creates}const load = createRequire(import.meta.url);`,
      other('w.json', '{"value":1}', '{"value":2}'),
    ),
    created(
      'an edited module that a helper gives by createRequire',
      `return load('w').value;`,
      `import { load } from './load.ts';`,
      {
        files: {
          'load.ts': `${creates}const get = createRequire(import.meta.url);\nexport const load = (name: string) => get('./' + name + '.cjs');`,
        },
      },
    ),
    created(
      'an edited module whose path createRequire resolves',
      `return (await import(load.resolve('./w.cjs'))).value;`,
      `${creates}const load = createRequire(import.meta.url);`,
    ),
    created('an edited .cjs that is imported and requires another', 'return lib.value;', `import lib from './a.cjs';`, {
      files: { 'a.cjs': `const { value } = require(\`./w.cjs\`);\nmodule.exports = { value };` },
    }),
    created('an edited .cts that `import = require` names', 'return lib.get();', `import lib from './a.cts';`, {
      files: { 'a.cts': `import w = require('./w.cjs');\nexport = { get: () => w.value };` },
    }),
  ],
});
