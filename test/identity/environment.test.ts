import { type CaseFiles, type Variables, cached, commonTask, runs, task } from './case.ts';
import { identityGroup } from './group.ts';

const name = 'V_$here';
const before: Variables = { [name]: 'one' };
const after: Variables = { [name]: 'two' };

/** A task that reads a variable, whose value is another one after the edit. */
const named = (title: string, body: string, head = '', files: CaseFiles = {}, env = { before, after }) =>
  runs(title, { 'task.ts': task(body, head), ...files }, {}, { env });

/** The variables of the environment that project code names, in every form. */
const forms = [
  named('a variable by its name', `return process.env.${name};`),
  named('a variable by its name in brackets', `return process.env['${name}'];`),
  named('a variable by its name in a template literal', 'return process.env[`' + name + '`];'),
  named('a variable with optional chaining', `return process?.env?.${name};`),
  named('a variable of what is written with an escape', `return process.\\u0065nv.${name};`),
  named('a variable of what is written with an escape in brackets', `return process['\\x65nv'].${name};`),
  named('a variable of what is put together', `return process['e' + 'nv'].${name};`),
  named(
    'a variable of what is taken out under a computed name',
    `const { [KEY]: found } = process as any; return found.${name};`,
    `const KEY = ['e', 'nv'].join('');`,
  ),
  named(
    'a variable of what is found under a constant',
    `return (process as any)[KEY].${name};`,
    `const KEY = ['e', 'nv'].join('');`,
  ),
  named('a destructured variable', `const { ${name} } = process.env; return ${name};`),
  named('a destructured variable under another name', `const { ${name}: value } = process.env; return value;`),
  named('a destructured variable with a default', `const { ${name}: value = 'none' } = process.env; return value;`),
  named(
    'a variable of the `env` that node:process exports',
    `return env.${name};`,
    `import { env } from 'node:process';`,
  ),
  named(
    'a variable of the default export of node:process',
    `return node.env.${name};`,
    `import node from 'node:process';`,
  ),
  named(
    'a variable of the namespace of node:process',
    `return node.env.${name};`,
    `import * as node from 'node:process';`,
  ),
  named(
    'a variable of `env` under another name',
    `return settings.${name};`,
    `import { env as settings } from 'process';`,
  ),
  named('a variable of globalThis.process', `return globalThis.process.env.${name};`),
  named('a variable of global.process', `return (global as any).process.env.${name};`),
  {
    ...named('a variable by a name that is a constant', `return process.env[NAME];`, `const NAME = '${name}';`),
    cantBeKnown: 'computedVariable' as const,
  },
  {
    ...named('a variable by a name that is put together', `return process.env[['V', '$here'].join('_')];`),
    cantBeKnown: 'computedVariable' as const,
  },
  {
    ...named(
      'a variable by a name that a function is given',
      `return get('${name}');`,
      `const get = (key: string) => process.env[key];`,
    ),
    cantBeKnown: 'computedVariable' as const,
  },
  {
    ...named(
      'a variable by a name that a helper is given',
      `return get('${name}');`,
      `import { get } from './lib.ts';`,
      {
        'lib.ts': `export const get = (key: string) => process.env[key];`,
      },
    ),
    cantBeKnown: 'computedVariable' as const,
  },
  {
    ...named('a variable that Reflect.get reads', `return Reflect.get(process.env, '${name}');`),
    cantBeKnown: 'computedVariable' as const,
  },
  {
    ...named('a variable of a copy of the environment', `const all = { ...process.env }; return all.${name};`),
    cantBeKnown: 'computedVariable' as const,
  },
  {
    ...named(
      'a variable that a list of all is searched for',
      `return Object.entries(process.env).find(([key]) => key === '${name}')?.[1];`,
    ),
    cantBeKnown: 'computedVariable' as const,
  },
  named('a variable behind `in`', `return '${name}' in process.env;`, '', {}, { before: {}, after }),
  {
    ...named(
      'a variable behind Object.hasOwn',
      `return Object.hasOwn(process.env, '${name}');`,
      '',
      {},
      { before: {}, after },
    ),
    cantBeKnown: 'computedVariable' as const,
  },
  named('a variable that is set', `return process.env.${name} ?? 'none';`, '', {}, { before: {}, after }),
  named('a variable that is not set any more', `return process.env.${name} ?? 'none';`, '', {}, { before, after: {} }),
  named(
    'a variable that is set to nothing',
    `return process.env.${name} ?? 'none';`,
    '',
    {},
    { before: {}, after: { [name]: '' } },
  ),
  named('a variable that is compared', `return process.env.${name} === 'one' ? 1 : 2;`),
  named('a variable in a template', 'return `<${process.env.' + name + '}>`;'),
  named('a variable that a helper reads', 'return get();', `import { get } from './lib.ts';`, {
    'lib.ts': `export const get = () => process.env.${name};`,
  }),
  named('a variable that a module reads which run() imports', `return (await import('./' + 'lib.ts')).get();`, '', {
    'lib.ts': `export const get = () => process.env.${name};`,
  }),
  named(
    'a variable that a module reads which run() finds by a computed name',
    `return (await import(['.', 'lib.ts'].join('/'))).get();`,
    '',
    {
      'lib.ts': `import { value } from './deeper.ts';\nexport const get = () => value;`,
      'deeper.ts': `export const { ${name}: value } = process.env;`,
    },
  ),
  named(
    'a variable that a CommonJS module reads which run() finds by a computed name',
    `return createRequire(import.meta.url)(['.', 'lib.cjs'].join('/')).value;`,
    `import { createRequire } from 'node:module';`,
    { 'lib.cjs': `exports.value = process.env['${name}'];` },
  ),
  named(
    'a variable that a default of an argument reads',
    'return get();',
    `const get = (value = process.env.${name}) => value;`,
  ),
  named(
    'a variable that names a folder',
    `return readFileSync('$here/' + process.env.${name} + '.txt', 'utf8');`,
    `import { readFileSync } from 'node:fs';`,
    { 'one.txt': '1', 'two.txt': '2' },
  ),
  named('a variable that a field of the task reads', 'return 0;', '', {
    'task.ts': `import { Task } from 'clew';\n@Task() export class $Task { readonly value = process.env.${name}; run() { return this.value; } }`,
  }),
  named('a variable that the default of a parameter reads', 'return 0;', '', {
    'task.ts': `import { Param, Task } from 'clew';\n@Task() export class $Task { @Param() value = process.env.${name} ?? 'none'; run() { return this.value; } }`,
  }),
  runs(
    'a variable that a worker reads',
    {
      'task.ts': task(
        `const worker = new Worker(new URL('w.mjs', import.meta.url)); const [value] = await once(worker, 'message'); await worker.terminate(); return value;`,
        `import { once } from 'node:events';\nimport { Worker } from 'node:worker_threads';`,
      ),
      'w.mjs': `import { parentPort } from 'node:worker_threads';\nparentPort.postMessage(process.env.${name});`,
    },
    {},
    { env: { before, after } },
  ),
  cached('a variable that nobody names', { 'task.ts': task(`return 'x'.length;`) }, {}, { env: { before, after } }),
  cached(
    'a variable that another task names',
    {
      'task.ts': `import { Task } from 'clew';\n@Task() export class $Task { run() { return 1; } }\n@Task() export class $TaskB { run() { return process.env.${name}; } }`,
    },
    {},
    { env: { before, after }, others: { B: 'runs' } },
  ),
  cached(
    'a variable whose name stands in a comment only',
    { 'task.ts': task(`/* process.env.${name} */ return 1;`) },
    {},
    { env: { before, after } },
  ),
  cached(
    'a variable that is named and the same, beside one that is not',
    { 'task.ts': task(`return process.env.${name};`) },
    {},
    { env: { before: { [name]: 'x', OTHER_$here: '1' }, after: { [name]: 'x', OTHER_$here: '2' } } },
  ),
  cached(
    'a variable that only a package reads',
    {
      'task.ts': task('return text();', `import { text } from 'reader';`),
      'node_modules/reader/package.json': { name: 'reader', version: '1.0.0', type: 'module', exports: './index.js' },
      'node_modules/reader/index.js': `export const text = () => (process.env.${name}, 'text');`,
    },
    {},
    { env: { before, after } },
  ),
];

identityGroup({ name: 'environment variables', cases: forms });

identityGroup({
  name: 'environment variables at the top of a module',
  edits: 'one by one',
  cases: [
    named('a variable of an alias of process.env', `return env.${name};`, `const env = process.env;`),
    named('a variable of an `env` that was taken out of process', `return env.${name};`, `const { env } = process;`),
    runs(
      'a variable that CommonJS reads',
      { 'task.cjs': commonTask(`return process.env.${name};`) },
      {},
      { env: { before, after }, module: 'task.cjs' },
    ),
    runs(
      'a variable that a .cjs reads',
      {
        'task.ts': task('return lib.get();', `import lib from './lib.cjs';`),
        'lib.cjs': `exports.get = () => process.env['${name}'];`,
      },
      {},
      { env: { before, after } },
    ),
    named('a variable that a constant keeps', 'return value;', `const value = process.env.${name};`),
    named('a variable that a constant of a helper keeps', 'return value;', `import { value } from './lib.ts';`, {
      'lib.ts': `export const value = process.env.${name} ?? 'none';`,
    }),
    named(
      'a variable that a static field keeps',
      'return Lib.value;',
      `class Lib { static value = process.env.${name}; }`,
    ),
    named(
      'a variable that chooses what a function does',
      'return get();',
      `export let get = () => 1;\nif (process.env.${name} === 'two') get = () => 2;`,
    ),
    named(
      'a variable that chooses which module is imported',
      'return lib.value;',
      `const lib = await import(process.env.${name} === 'two' ? './two.ts' : './one.ts');`,
      { 'one.ts': 'export const value = 1;', 'two.ts': 'export const value = 2;' },
    ),
    named(
      'a variable that an object of settings holds',
      'return settings.folder;',
      `import { settings } from './lib.ts';`,
      { 'lib.ts': `export const settings = Object.freeze({ folder: process.env['${name}'] });` },
    ),
    named('a variable that a memo keeps', 'return get();', `import { get } from './lib.ts';`, {
      'lib.ts': `let cache: string | undefined;\nexport const get = () => (cache ??= process.env.${name});`,
    }),
  ],
});
