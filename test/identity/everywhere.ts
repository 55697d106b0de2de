import {
  type IdentityCase,
  cached,
  commonOne,
  commonTask,
  commonTwo,
  installed,
  one,
  runs,
  task,
  two,
} from './case.ts';

const sync = `import { existsSync, globSync, readFileSync } from 'node:fs';`;
const pair = (use: string, head: string): string => `import { Task } from 'clew';
${head}
@Task() export class $Task { async run() { return 'A ' + (${use}); } }
@Task() export class $TaskB { async run() { return 'B ' + (${use}); } }`;

/** One case of each kind, for tasks that run elsewhere than in the run's own process. */
export const everywhere: readonly IdentityCase[] = [
  runs(
    'a module that is imported',
    { 'task.ts': task('return value;', `import { value } from './lib.ts';`), 'lib.ts': one },
    { 'lib.ts': two },
  ),
  runs(
    'a module that import() names by a computed name',
    { 'task.ts': task(`return (await import('./' + 'w.ts')).value;`), 'w.ts': one },
    { 'w.ts': two },
  ),
  runs(
    'a module behind one that import() names by a computed name',
    {
      'task.ts': task(`return (await import('./' + 'w.ts')).value;`),
      'w.ts': `export { value } from './x.ts';`,
      'x.ts': one,
    },
    { 'x.ts': two },
  ),
  runs(
    'a file that is read',
    { 'task.ts': task(`return readFileSync('$here/data.txt', 'utf8');`, sync), 'data.txt': 'one' },
    { 'data.txt': 'two' },
  ),
  runs(
    'a file that is missed and appears',
    { 'task.ts': task(`return existsSync('$here/data.txt');`, sync) },
    { 'data.txt': 'two' },
  ),
  runs(
    'files that a glob finds',
    { 'task.ts': task(`return globSync('$here/many/*.txt').toSorted();`, sync), 'many/a.txt': '' },
    { 'many/b.txt': '' },
  ),
  runs(
    'a text that a module variable remembers',
    {
      'task.ts': pair('load()', `import { load } from './memo.ts';`),
      'memo.ts': `${sync}\nlet cache: string | undefined;\nexport const load = () => (cache ??= readFileSync('$here/data.txt', 'utf8'));`,
      'data.txt': 'one',
    },
    { 'data.txt': 'two' },
    { others: { B: 'runs' } },
  ),
  runs(
    'a module that a module variable remembers',
    {
      'task.ts': pair('await load()', `import { load } from './memo.ts';`),
      'memo.ts': `let cache: Promise<{ value: number }> | undefined;\nexport const load = async (name = 'w') => (await (cache ??= import('./' + name + '.ts'))).value;`,
      'w.ts': one,
    },
    { 'w.ts': two },
    { others: { B: 'runs' } },
  ),
  runs(
    'a variable of the environment',
    { 'task.ts': task('return process.env.V_$here;') },
    {},
    { env: { before: { V_$here: 'one' }, after: { V_$here: 'two' } } },
  ),
  runs(
    'a package of another version',
    { 'task.ts': task('return value;', `import { value } from 'left';`), ...installed('left', '1.0.0', 1) },
    installed('left', '2.0.0', 2),
  ),
  runs(
    'a package that was packed again',
    { 'task.ts': task('return value;', `import { value } from 'left';`), ...installed('left', '1.0.0', 1) },
    installed('left', '1.0.0', 2),
  ),
  runs(
    'a script for the shell',
    {
      'task.ts': task(
        `return execFileSync('sh', ['$here/s.sh'], { encoding: 'utf8' });`,
        `import { execFileSync } from 'node:child_process';`,
      ),
      's.sh': 'echo one',
    },
    { 's.sh': 'echo two' },
  ),
  cached(
    'a neighbour in the same file',
    {
      'task.ts': `import { Task } from 'clew';\n@Task() export class $Task { run() { return 1; } }\n@Task() export class $TaskB { run() { return 1; } }`,
    },
    {
      'task.ts': `import { Task } from 'clew';\n@Task() export class $Task { run() { return 1; } }\n@Task() export class $TaskB { run() { return 2; } }`,
    },
    { others: { B: 'runs' } },
  ),
  cached(
    'where the task runs',
    { 'task.ts': `import { Task } from 'clew';\n@Task({ isolate: false }) export class $Task { run() { return 1; } }` },
    {
      'task.ts': `import { Task } from 'clew';\n@Task({ isolate: 'process' }) export class $Task { run() { return 1; } }`,
    },
  ),
  cached(
    'a file that the task writes and then reads',
    {
      'task.ts': task(
        `writeFileSync('$here/out.txt', 'x'); return readFileSync('$here/out.txt', 'utf8');`,
        `import { readFileSync, writeFileSync } from 'node:fs';`,
      ),
      'out.txt': 'one',
    },
    { 'out.txt': 'two' },
  ),
];

/** The same for what counts for the whole program: each edit needs a run of its own. */
export const everywhereByItself: readonly IdentityCase[] = [
  runs(
    'a module that was required by a template literal',
    { 'task.cjs': commonTask('return require(`./w.cjs`).value;'), 'w.cjs': commonOne },
    { 'w.cjs': commonTwo },
    { module: 'task.cjs' },
  ),

  runs(
    'a file that a module reads when it is imported',
    {
      'task.ts': task('return value;', `import { value } from './lib.ts';`),
      'lib.ts': `${sync}\nexport const value = readFileSync('$here/data.txt', 'utf8');`,
      'data.txt': 'one',
    },
    { 'data.txt': 'two' },
  ),
  runs(
    'a module whose promise is a constant',
    { 'task.ts': task('return (await lib).value;', `const lib = import('./' + ['w'][0] + '.ts');`), 'w.ts': one },
    { 'w.ts': two },
  ),
  runs(
    'a registry that a module fills which the task’s module imports',
    {
      'task.ts': task(`return registry.get('a');`, `import './setup.ts';\nimport { registry } from './registry.ts';`),
      'registry.ts': 'export const registry = new Map<string, number>();',
      'setup.ts': `import { registry } from './registry.ts';\nregistry.set('a', 1);`,
    },
    { 'setup.ts': `import { registry } from './registry.ts';\nregistry.set('a', 2);` },
  ),
];
