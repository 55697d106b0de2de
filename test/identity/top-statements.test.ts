import { type Expected, type IdentityCase, cached, commonOne, commonTwo, one, runs, task, two } from './case.ts';
import { identityGroup } from './group.ts';

const clew = `import { Task } from 'clew';`;

/** One file with two tasks, `$Task` and `$TaskB`; the part that is edited stands above, inside of or below them. */
const inFile = (
  name: string,
  text: string,
  after: string,
  expect: Expected,
  others: Record<string, Expected> = {},
  more: Partial<IdentityCase> = {},
) =>
  (expect === 'runs' ? runs : cached)(
    name,
    { 'task.ts': `${clew}\n${text}`, ...more.files },
    { 'task.ts': `${clew}\n${after}` },
    { ...more, others },
  );

const edited = (
  name: string,
  text: string,
  expect: Expected,
  others: Record<string, Expected> = {},
  more: Partial<IdentityCase> = {},
) => inFile(name, text, text.replaceAll('ONE', '2'), expect, others, more);

const plain = (suffix: string, body: string): string =>
  `@Task() export class $Task${suffix} { run() { return ${body}; } }\n`;

/** A task that returns what an import gives; `value` of the module that is edited. */
const imported = (name: string, line: string, use = 'value', file = 'lib.ts', before = one, after = two) =>
  runs(name, { 'task.ts': task(`return ${use};`, line), [file]: before }, { [file]: after });

identityGroup({
  name: 'statements at the top of a module',
  edits: 'one by one',
  cases: [
    edited(
      'a destructured list',
      `const [a, ...rest] = [5, ONE];\n${plain('', 'rest')}${plain('B', '5')}`,
      'runs',
      { B: 'cached' },
      { othersCantBeKnown: 'effects' },
    ),
    edited('`let` that a statement assigns', `let n = 0;\nn = ONE;\n${plain('', 'n')}`, 'runs'),
    edited(
      '`let` that a function assigns which is called',
      `let n = 0;\nfunction set() { n = ONE; }\nset();\n${plain('', 'n')}`,
      'runs',
    ),
    edited(
      '`let` that a loop assigns',
      `let n = 0;\nfor (let turn = 0; turn < ONE; turn += 1) n += 1;\n${plain('', 'n')}`.replace('ONE', '3 - ONE'),
      'runs',
    ),
    edited('`let` that an update changes', `let n = ONE;\nn++;\n${plain('', 'n')}`, 'runs'),
    edited('`let` that a pattern assigns', `let n = 0;\n({ n } = { n: ONE });\n${plain('', 'n')}`, 'runs'),
    edited('`var` in a block', `{ var n = ONE; }\n${plain('', 'n')}`, 'runs'),
    edited(
      'a property that a statement assigns',
      `const state = { n: 0 };\nstate.n = ONE;\n${plain('', 'state.n')}`,
      'runs',
    ),
    edited(
      'a property that a statement assigns by an alias',
      `const state = { n: 0 };\nconst same = state;\nsame.n = ONE;\n${plain('', 'state.n')}`,
      'runs',
    ),
    edited('an element that push adds', `const all: number[] = [];\nall.push(ONE);\n${plain('', 'all')}`, 'runs'),
    edited(
      'an entry that set adds',
      `const all = new Map<string, number>();\nall.set('a', ONE);\n${plain('', `all.get('a')`)}`,
      'runs',
    ),
    edited(
      'a prototype that is patched below',
      `class Lib { value() { return 0; } }\nLib.prototype.value = () => ONE;\n${plain('', 'new Lib().value()')}`,
      'runs',
    ),
    edited(
      'the task’s own prototype that is patched below',
      `${plain('', '0')}$Task.prototype.run = () => ONE;`,
      'runs',
    ),
    edited(
      'a static block of the task',
      `@Task() export class $Task { static n = 0; static { this.n = ONE; } run() { return $Task.n; } }`,
      'runs',
    ),
    {
      ...edited('a task that is reached by eval', `const n = ONE;\n${plain('', `eval('n')`)}`, 'runs'),
      cantBeKnown: 'wholeFile' as const,
    },
    edited(
      'a namespace of the file',
      `namespace Lib { export const value = ONE; }\n${plain('', 'Lib.value')}${plain('B', '5')}`,
      'runs',
      { B: 'cached' },
      { othersCantBeKnown: 'effects' },
    ),
    edited(
      'two parts of a namespace',
      `namespace Lib { export const value = 0; }\nnamespace Lib { export const more = ONE; }\n${plain('', 'Lib.more')}`,
      'runs',
    ),
    runs(
      'a .cjs that one of two tasks uses',
      {
        'task.ts': `${clew}\nimport lib from './lib.cjs';\n${plain('', 'lib.value')}${plain('B', '5')}`,
        'lib.cjs': commonOne,
      },
      { 'lib.cjs': 'exports.value = 2;\n' },
      { others: { B: 'cached' }, othersCantBeKnown: 'effects' },
    ),
    cached(
      'another task of a file in CommonJS',
      {
        'task.cjs': `const { Task } = require('clew');\nclass $Task { run() { return 1; } }\nclass $TaskB { run() { return 1; } }\nTask()($Task);\nTask()($TaskB);\nexports.$Task = $Task;\nexports.$TaskB = $TaskB;`,
      },
      {
        'task.cjs': `const { Task } = require('clew');\nclass $Task { run() { return 1; } }\nclass $TaskB { run() { return 2; } }\nTask()($Task);\nTask()($TaskB);\nexports.$Task = $Task;\nexports.$TaskB = $TaskB;`,
      },
      { module: 'task.cjs', others: { B: 'runs' }, cantBeKnown: 'wholeFile' },
    ),
    imported('an edited .cjs', `import { value } from './lib.cjs';`, 'value', 'lib.cjs', commonOne, commonTwo),
    imported('an edited .cts', `import lib from './lib.cts';`, 'lib.value', 'lib.cts', commonOne, commonTwo),
    imported(
      'an edited static block',
      `import { Lib } from './lib.ts';`,
      'Lib.value',
      'lib.ts',
      'export class Lib { static value: number; static { this.value = 1; } }',
      'export class Lib { static value: number; static { this.value = 2; } }',
    ),
    imported(
      'an edited namespace',
      `import { Lib } from './lib.ts';`,
      'Lib.value',
      'lib.ts',
      'export namespace Lib { export const value = 1; }',
      'export namespace Lib { export const value = 2; }',
    ),
    imported(
      '`let` that is assigned elsewhere in its module',
      `import { lib } from './lib.ts';`,
      'lib',
      'lib.ts',
      'export let lib = 0;\nlib = 1;',
      'export let lib = 0;\nlib = 2;',
    ),
    runs(
      'a module that is required in a .cts',
      {
        'task.ts': task('return lib.value();', `import lib from './lib.cts';`),
        'lib.cts': `const other = require('./other.cts');\nexports.value = () => other.value;`,
        'other.cts': commonOne,
      },
      { 'other.cts': commonTwo },
    ),
  ].map((one) => ({ ...one, files: filled(one.files), edit: filled(one.edit) })),
});

/** The texts before the edit. */
function filled<T extends IdentityCase['edit']>(files: T): T {
  return Object.fromEntries(
    Object.entries(files).map(([name, content]) => [
      name,
      typeof content === 'string' ? content.replaceAll('ONE', '1') : content,
    ]),
  ) as T;
}
