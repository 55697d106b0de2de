import { type IdentityCase, Touched, cached, one, task, two } from './case.ts';
import { identityGroup } from './group.ts';

const clew = `import { From, Param, Task } from 'clew';`;
const options = (name: string, before: string, after: string) =>
  cached(
    `the option ${name}`,
    { 'task.ts': `${clew}\n@Task(${before}) export class $Task { run() { return 1; } }` },
    { 'task.ts': `${clew}\n@Task(${after}) export class $Task { run() { return 1; } }` },
  );

const same = (name: string, before: string, after: string, more: Partial<IdentityCase> = {}) =>
  cached(
    name,
    { 'task.ts': `${clew}\n${before}`, 'lib.ts': one, ...more.files },
    { 'task.ts': `${clew}\n${after}`, ...more.edit },
    more,
  );

/** The same with a helper that is rewritten. */
const helper = (name: string, before: string, after: string, use = 'lib()') =>
  cached(
    name,
    { 'task.ts': task(`return ${use};`, `import { lib } from './lib.ts';`), 'lib.ts': before },
    { 'lib.ts': after },
  );

const plain = `@Task() export class $Task { run() { return [1, 2].map((n) => n + 1); } }`;
const uses = (path: string): string =>
  `import { value } from '${path}';\n@Task() export class $Task { run() { return value; } }`;

identityGroup({
  name: 'edits that do not count',
  cases: [
    options('owner', '{}', `{ owner: '@ana' }`),
    options('owner, of another person', `{ owner: '@bob' }`, `{ owner: '@ana' }`),
    options('doc', `{ doc: 'one' }`, `{ doc: 'two' }`),
    options('retries', '{}', '{ retries: 3 }'),
    options('backoff', '{ retries: 1 }', `{ retries: { times: 1, backoff: '5 ms' } }`),
    options('retries with options', '{}', `{ retries: { times: 2 } }`),
    options('timeout', '{}', `{ timeout: '1 h' }`),
    options('freshFor', '{}', `{ freshFor: '1 day' }`),
    options('on, where there were no options', '', `{ on: 'here' }`),
    options('isolate', '{}', `{ isolate: 'thread' }`),
    options('isolate, of another kind', `{ isolate: 'thread' }`, `{ isolate: 'process' }`),
    options('memory', `{ isolate: 'thread' }`, `{ isolate: 'thread', memory: '200 MB' }`),
    options('on', '{}', `{ on: 'here' }`),
    options('taskType', '{}', `{ taskType: 'training' }`),
    options('cache, which is on by itself', '{}', '{ cache: true }'),
    options('several at once', `{ doc: 'a', owner: '@bob', timeout: '1 s' }`, `{ owner: '@ana', retries: 1 }`),
    options('order of the options', `{ doc: 'a', owner: '@bob' }`, `{ owner: '@bob', doc: 'a' }`),
    same(
      'the name of the class, where the task has a name',
      `@Task({ name: '$Task' }) class Old { run() { return 1; } }\nexport { Old as $Task };`,
      `@Task({ name: '$Task' }) class New { run() { return 1; } }\nexport { New as $Task };`,
      // `run()` can see it: `this.constructor.name`.
      { cantBeKnown: 'wholeFile' },
    ),
    same(
      'an option that is a constant',
      `const about = { doc: 'one' };\n@Task(about) export class $Task { run() { return 1; } }`,
      `const about = { doc: 'two' };\n@Task(about) export class $Task { run() { return 1; } }`,
      // Any statement may change what the constant holds, and run() may read it.
      { cantBeKnown: 'wholeFile' },
    ),
    same(
      'the doc of a parameter',
      `@Task() export class $Task { @Param({ doc: 'one' }) n = 1; run() { return this.n; } }`,
      `@Task() export class $Task { @Param({ doc: 'two' }) n = 1; run() { return this.n; } }`,
    ),
    same(
      'formatting',
      plain,
      `@Task()\nexport class $Task {\n  run() {\n    return [\n      1,\n      2,\n    ].map(\n      (n) => n + 1,\n    );\n  }\n}`,
    ),
    same('comments', plain, `// one\n/** two */\n${plain.replace('run()', '/* three */ run(/* four */)')}\n// five`),
    same('a directive for the linter', plain, `/* eslint-disable */\n${plain}`),
    same('a type of the result', plain, plain.replace('run()', 'run(): number[]')),
    same('an interface', plain, `interface Idle { n: number }\ntype More = Idle | string;\n${plain}`),
    same(
      '`as`, `satisfies` and `!`',
      plain,
      plain.replace('[1, 2]', '([1, 2] as number[])!').replace('n + 1', '(n + 1) satisfies number'),
    ),
    same('type arguments', plain, plain.replace('.map(', '.map<number>(')),
    same(
      '`declare` and `abstract`',
      plain,
      `declare const idle: number;\n${plain.replace('run()', 'declare idle: number; run()')}`,
    ),
    same(
      'public and readonly',
      `@Task() export class $Task { n = 1; run() { return this.n; } }`,
      `@Task() export class $Task { public readonly n = 1; public run() { return this.n; } }`,
    ),
    same(
      'single and double quotes',
      `@Task() export class $Task { run() { return 'a'; } }`,
      `@Task() export class $Task { run() { return "a"; } }`,
    ),
    same(
      'semicolons',
      `@Task() export class $Task { run() { const a = 1; return a; } }`,
      `@Task() export class $Task { run() { const a = 1\nreturn a } }`,
    ),
    same('trailing commas', plain, plain.replace('[1, 2]', '[1, 2,]')),
    same(
      'an imported type',
      plain,
      `import type { Idle } from './types.ts';\n${plain.replace('run()', 'run(_idle?: Idle)').replace('_idle?: Idle', '')}`,
      { files: { 'types.ts': 'export type Idle = 1;' } },
    ),
    same(
      'the name under which a value is imported',
      uses('./lib.ts'),
      `import { value as other } from './lib.ts';\n@Task() export class $Task { run() { return other; } }`,
    ),
    same(
      'the name of a constant of the file',
      `const a = 1;\n@Task() export class $Task { run() { return a; } }`,
      `const b = 1;\n@Task() export class $Task { run() { return b; } }`,
    ),
    same(
      'the order of imports',
      `import { value } from './lib.ts';\nimport { other } from './other.ts';\n@Task() export class $Task { run() { return [value, other]; } }`,
      `import { other } from './other.ts';\nimport { value } from './lib.ts';\n@Task() export class $Task { run() { return [value, other]; } }`,
      { files: { 'other.ts': 'export const other = 5;' } },
    ),
    same(
      'an import of which another name is taken as well',
      uses('./lib.ts'),
      `import { value, idle } from './lib.ts';\nexport const more = () => idle;\n@Task() export class $Task { run() { return value; } }`,
      { files: { 'lib.ts': `${one}export const idle = 2;` } },
    ),
    same('the name of a helper’s file', uses('./lib.ts'), uses('./renamed.ts'), {
      edit: { 'lib.ts': null, 'renamed.ts': one },
    }),
    same('the folder of a helper’s file', uses('./lib.ts'), uses('./far/away/lib.ts'), {
      edit: { 'lib.ts': null, 'far/away/lib.ts': one },
    }),
    same('the ending with which a file is imported', uses('./lib.ts'), uses('./lib.js')),
    cached(
      'the name of the task’s file',
      { 'task.ts': task('return 1;') },
      { 'task.ts': null, 'renamed.ts': task('return 1;') },
      { moduleAfter: 'renamed.ts' },
    ),
    cached(
      'the folder of the task’s file',
      { 'task.ts': task('return value;', `import { value } from './lib.ts';`), 'lib.ts': one },
      { 'task.ts': null, 'deep/task.ts': task('return value;', `import { value } from '../lib.ts';`) },
      { moduleAfter: 'deep/task.ts' },
    ),
    cached(
      'a task that moves into a file with others',
      { 'task.ts': task('return 1;') },
      { 'task.ts': null, 'all.ts': `${task('return 1;')}\n@Task() export class $TaskMore { run() { return 2; } }` },
      { moduleAfter: 'all.ts' },
    ),
    cached(
      'a file that re-exports the task',
      { 'task.ts': task('return 1;') },
      { 'index.ts': `export { $Task } from './task.ts';` },
      { moduleAfter: 'index.ts' },
    ),
    cached(
      'compiled JavaScript in place of TypeScript',
      {
        'task.ts': task('return lib(1);', `import { lib } from './lib.js';`),
        'lib.ts': 'export const lib = (n: number): number => n + 1;\n',
      },
      { 'lib.ts': null, 'lib.js': 'export const lib = (n) => n + 1;\n' },
    ),
    cached(
      'TypeScript in place of JavaScript',
      {
        'task.ts': task('return lib(1);', `import { lib } from './lib.js';`),
        'lib.js': 'export const lib = (n) => n + 1;\n',
      },
      { 'lib.js': null, 'lib.ts': 'export const lib = (n: number): number => n + 1;\n' },
    ),
    cached(
      'files that were only touched',
      { 'task.ts': task('return value;', `import { value } from './lib.ts';`), 'lib.ts': one },
      { 'task.ts': new Touched(), 'lib.ts': new Touched() },
    ),
    cached(
      'a read file that was only touched',
      {
        'task.ts': task(`return readFileSync('$here/data.txt', 'utf8');`, `import { readFileSync } from 'node:fs';`),
        'data.txt': 'one',
      },
      { 'data.txt': new Touched() },
    ),
    cached('a module that nobody imports', { 'task.ts': task('return 1;'), 'idle.ts': one }, { 'idle.ts': two }),
    cached('an added module', { 'task.ts': task('return 1;') }, { 'idle.ts': two }),
    cached('a test beside the task', { 'task.ts': task('return 1;'), 'task.test.ts': one }, { 'task.test.ts': two }),
    cached(
      'an input that returns the same',
      {
        'task.ts': `${clew}\nimport { $TaskIn } from './in.ts';\nexport { $TaskIn };\n@Task() export class $Task { @From($TaskIn) input!: number; run() { return this.input; } }`,
        'in.ts': task('return 1 + 1;').replace('$Task', '$TaskIn'),
      },
      { 'in.ts': task('return 2;').replace('$Task', '$TaskIn') },
      { sameOutput: true, others: { In: 'runs' } },
    ),
    cached(
      'the name of an input’s file',
      {
        'task.ts': `${clew}\nimport { $TaskIn } from './in.ts';\n@Task() export class $Task { @From($TaskIn) input!: number; run() { return this.input; } }`,
        'in.ts': task('return 1;').replace('$Task', '$TaskIn'),
      },
      {
        'task.ts': `${clew}\nimport { $TaskIn } from './other.ts';\n@Task() export class $Task { @From($TaskIn) input!: number; run() { return this.input; } }`,
        'in.ts': null,
        'other.ts': task('return 1;').replace('$Task', '$TaskIn'),
      },
    ),
    helper(
      'an unused variable’s type in a helper',
      'export const lib = () => 1;',
      'type Idle = 1;\nexport const lib = (): number => 1;',
    ),
    helper('a comment in a helper', 'export const lib = () => 1;', '/** One. */\nexport const lib = () => 1; // one'),
    helper(
      'an overload in a helper',
      'export function lib(n = 1) { return n; }',
      'export function lib(): number;\nexport function lib(n?: number): number;\nexport function lib(n = 1) { return n; }',
    ),
    helper(
      'an assertion of a constant type in a helper',
      `export const lib = () => ['a'];`,
      `export const lib = () => ['a'] as const;`,
    ),
  ],
});
