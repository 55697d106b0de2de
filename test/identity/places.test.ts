import { type CaseFiles, type IdentityCase, cached, installed, one, runs, task, two } from './case.ts';
import { identityGroup } from './group.ts';

const sync = `import { existsSync, globSync, readFileSync } from 'node:fs';`;

/** Tasks that use whatever there is, and an edit that changes nothing of it. */
const untouched = (name: string, body: string, head: string, files: CaseFiles = {}): IdentityCase =>
  cached(name, { 'task.ts': task(body, head), ...files }, {});

const relative = [
  untouched('a module that is imported', 'return value;', `import { value } from './lib.ts';`, { 'lib.ts': one }),
  untouched('a module that import() names by a computed name', `return (await import('./' + 'lib.ts')).value;`, '', {
    'lib.ts': one,
  }),
  untouched('a file by its URL', `return readFileSync(new URL('data.txt', import.meta.url), 'utf8');`, sync, {
    'data.txt': 'one',
  }),
  untouched('a file that is missed by its URL', `return existsSync(new URL('data.txt', import.meta.url));`, sync),
  untouched(
    'files that a glob finds below the module',
    `return globSync(import.meta.dirname + '/many/*.txt').length;`,
    sync,
    { 'many/a.txt': 'a' },
  ),
  untouched('a package', 'return value;', `import { value } from 'left';`, installed('left', '1.0.0', 1)),
  untouched('a file outside of the project', `return readFileSync('$outside/$here.txt', 'utf8');`, sync, {
    '$outside/$here.txt': 'one',
  }),
];

identityGroup({
  name: 'a project that moves to another folder',
  cases: [
    ...relative,
    untouched('a file by its path from the project', `return readFileSync('$here/data.txt', 'utf8');`, sync, {
      'data.txt': 'one',
    }),
  ],
  after: { moved: true },
});

identityGroup({
  name: 'a program that is started in another folder',
  files: { 'sub/keep.txt': '' },
  cases: [
    ...relative,
    runs(
      'a file by its path from where the program is started',
      {
        'task.ts': task(`return readFileSync('data-$here.txt', 'utf8');`, sync),
        '/data-$here.txt': 'one',
        '/sub/data-$here.txt': 'two',
      },
      {},
    ),
    runs(
      'a file that is only there where the program was started before',
      { 'task.ts': task(`return existsSync('data-$here.txt');`, sync), '/data-$here.txt': 'one' },
      {},
    ),
  ],
  after: { cwd: 'sub' },
});

const conditions: CaseFiles = {
  'node_modules/left/package.json': {
    name: 'left',
    version: '1.0.0',
    type: 'module',
    exports: { special: './b.js', default: './a.js' },
  },
  'node_modules/left/a.js': one,
  'node_modules/left/b.js': two,
};

identityGroup({
  name: 'another condition for imported packages',
  cases: [
    runs(
      'a package that has something else for the condition',
      { 'task.ts': task('return value;', `import { value } from 'left';`), ...conditions },
      {},
      { env: { after: { NODE_OPTIONS: '--conditions=special' } } },
    ),
    untouched(
      'a package that has nothing for it',
      'return value;',
      `import { value } from 'left';`,
      installed('left', '1.0.0', 1),
    ),
  ],
});

identityGroup({
  name: 'another condition for required packages',
  edits: 'one by one',
  cases: [
    runs(
      'a package that is required and has something else for it',
      {
        'task.cjs': `const { Task } = require('clew');\nclass $Task { run() { return require('left').value; } }\nTask()($Task);\nexports.$Task = $Task;`,
        ...conditions,
      },
      {},
      { module: 'task.cjs', env: { after: { NODE_OPTIONS: '--conditions=special' } } },
    ),
  ],
});

/** An input with an object among its parameters, in a file that the edit leaves alone. */
const keys = (name: string, before: string, after: string, use = 'this.options') => {
  const asks = (options: string): string => `import { From, Task } from 'clew';
import { $TaskIn } from './in.ts';
@Task() export class $Task { @From($TaskIn, () => ({ options: ${options} })) input!: string; run() { return this.input; } }`;
  const input = `import { Param, Task } from 'clew';
@Task() export class $TaskIn { @Param() options: object = {}; run() { return JSON.stringify(${use}); } }`;
  return runs(name, { 'task.ts': asks(before), 'in.ts': input }, { 'task.ts': asks(after) });
};

identityGroup({
  name: 'the order of keys that run() sees',
  cases: [
    keys('of an object', '{ a: 1, b: 2 }', '{ b: 2, a: 1 }'),
    keys('of an object in an object', '{ x: { a: 1, b: 2 } }', '{ x: { b: 2, a: 1 } }'),
    keys('of an object in a list', '{ x: [{ a: 1, b: 2 }] }', '{ x: [{ b: 2, a: 1 }] }'),
    keys(
      'of an object of which only the keys are used',
      '{ a: 1, b: 2 }',
      '{ b: 2, a: 1 }',
      'Object.keys(this.options)',
    ),
    keys('of an object that a list is made of', '{ a: 1, b: 2 }', '{ b: 2, a: 1 }', 'Object.entries(this.options)'),
    runs(
      'of what an input returned',
      {
        'task.ts': `import { From, Task } from 'clew';\n@Task() export class $TaskIn { run() { return { a: 1, b: 2 }; } }\n@Task() export class $Task { @From($TaskIn) input!: object; run() { return Object.keys(this.input); } }`,
      },
      {
        'task.ts': `import { From, Task } from 'clew';\n@Task() export class $TaskIn { run() { return { b: 2, a: 1 }; } }\n@Task() export class $Task { @From($TaskIn) input!: object; run() { return Object.keys(this.input); } }`,
      },
    ),
    runs(
      'of the objects of a fan-out',
      {
        'task.ts': `import { FromEach, Param, Task } from 'clew';\n@Task() export class $TaskIn { @Param() options: object = {}; run() { return JSON.stringify(this.options); } }\n@Task() export class $Task { @FromEach($TaskIn, () => [{ options: { a: 1, b: 2 } }]) all!: string[]; run() { return this.all; } }`,
      },
      {
        'task.ts': `import { FromEach, Param, Task } from 'clew';\n@Task() export class $TaskIn { @Param() options: object = {}; run() { return JSON.stringify(this.options); } }\n@Task() export class $Task { @FromEach($TaskIn, () => [{ options: { b: 2, a: 1 } }]) all!: string[]; run() { return this.all; } }`,
      },
    ),
    runs(
      'of a default',
      {
        'task.ts': `import { Param, Task } from 'clew';\n@Task() export class $Task { @Param() options = { a: 1, b: 2 }; run() { return Object.keys(this.options); } }`,
      },
      {
        'task.ts': `import { Param, Task } from 'clew';\n@Task() export class $Task { @Param() options = { b: 2, a: 1 }; run() { return Object.keys(this.options); } }`,
      },
    ),
  ],
});
