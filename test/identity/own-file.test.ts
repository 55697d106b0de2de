import { type Expected, type IdentityCase, cached, one, runs, two } from './case.ts';
import { identityGroup } from './group.ts';

const clew = `import { From, FromEach, FromIf, Param, Task } from 'clew';`;

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

identityGroup({
  name: 'code in the file of the task',
  cases: [
    edited('the body of the task itself', `${plain('', 'ONE')}${plain('B', '5')}`.replaceAll('ONE', 'ONE'), 'runs', {
      B: 'cached',
    }),
    edited('the body of a neighbour', `${plain('', '5')}${plain('B', 'ONE')}`, 'cached', { B: 'runs' }),
    edited(
      'a function that both use',
      `const lib = () => ONE;\n${plain('', 'lib()')}${plain('B', 'lib() + 1')}`,
      'runs',
      { B: 'runs' },
    ),
    edited(
      'a function that one of them uses',
      `const lib = () => ONE;\n${plain('', 'lib()')}${plain('B', '5')}`,
      'runs',
      { B: 'cached' },
    ),
    edited('a function that nobody uses', `export const lib = () => ONE;\n${plain('', '1')}`, 'cached'),
    edited('a constant that one of them uses', `const n = ONE;\n${plain('', 'n')}${plain('B', '5')}`, 'runs', {
      B: 'cached',
    }),
    edited(
      'a constant behind a function behind a function',
      `const n = ONE;\nconst inner = () => n;\nfunction outer() { return inner(); }\n${plain('', 'outer()')}${plain('B', '5')}`,
      'runs',
      { B: 'cached' },
    ),
    edited(
      'a function that is declared below its use',
      `${plain('', 'lib()')}${plain('B', '5')}function lib() { return ONE; }`,
      'runs',
      { B: 'cached' },
    ),
    edited(
      'a class that one of them makes',
      `class Lib { value() { return ONE; } }\n${plain('', 'new Lib().value()')}${plain('B', '5')}`,
      'runs',
      { B: 'cached' },
    ),
    edited(
      'the base class of one of them',
      `class Base { value() { return ONE; } }\n@Task() export class $Task extends Base { run() { return this.value(); } }\n${plain('B', '5')}`,
      'runs',
      { B: 'cached' },
    ),
    edited(
      'a part of a destructured constant',
      `const { a, b } = { a: ONE, b: 5 };\n${plain('', 'a')}${plain('B', 'b')}`,
      'runs',
      {},
    ),
    edited(
      'a default of a destructured constant',
      `const { a = ONE } = {} as { a?: number };\n${plain('', 'a')}${plain('B', '5')}`,
      'runs',
      { B: 'cached' },
    ),
    edited(
      'a static field of the task',
      `@Task() export class $Task { static n = ONE; run() { return $Task.n; } }\n${plain('B', '5')}`,
      'runs',
      { B: 'cached' },
    ),
    edited(
      'a private method of the task',
      `@Task() export class $Task { #value() { return ONE; } run() { return this.#value(); } }\n${plain('B', '5')}`,
      'runs',
      { B: 'cached' },
    ),
    edited(
      'a getter of the task',
      `@Task() export class $Task { get value() { return ONE; } run() { return this.value; } }`,
      'runs',
    ),
    edited('a field of the task', `@Task() export class $Task { value = ONE; run() { return this.value; } }`, 'runs'),
    edited(
      'a computed name of a member',
      `const key = 'kONE';\n@Task() export class $Task { [key] = 1; run() { return Object.keys(this); } }`,
      'runs',
    ),
    edited(
      'the default of a parameter',
      `@Task() export class $Task { @Param() n = ONE; run() { return this.n; } }\n${plain('B', '5')}`,
      'runs',
      { B: 'cached' },
    ),
    edited(
      'a static field of a neighbour that the task reads',
      `${plain('', '$TaskB.n')}@Task() export class $TaskB { static n = ONE; run() { return 5; } }`,
      'runs',
      {},
    ),
    edited(
      'a generator of the file',
      `function* all() { yield ONE; }\n${plain('', '[...all()]')}${plain('B', '5')}`,
      'runs',
      { B: 'cached' },
    ),
    edited('an enum of the file', `enum Lib { value = ONE }\n${plain('', 'Lib.value')}${plain('B', '5')}`, 'runs', {
      B: 'cached',
    }),
    edited(
      'a name that a block hides',
      `const n = ONE;\n@Task() export class $Task { run() { const n = 5; return n; } }`,
      'cached',
    ),
    edited(
      'a name that an argument hides',
      `const n = ONE;\n@Task() export class $Task { run() { return ((n: number) => n)(5); } }`,
      'cached',
    ),
    edited(
      'the mapping of an input',
      `@Task() export class $TaskIn { @Param() n = 0; run() { return this.n; } }\n@Task() export class $Task { @From($TaskIn, () => ({ n: ONE })) input!: number; run() { return this.input; } }`,
      'runs',
      {},
    ),
    edited(
      'the list of a fan-out',
      `@Task() export class $TaskIn { @Param() n = 0; run() { return this.n; } }\n@Task() export class $Task { @FromEach($TaskIn, () => [{ n: 7 }, { n: ONE }]) all!: number[]; run() { return this.all; } }`,
      'runs',
      { 'In(n=7)': 'cached' },
    ),
    edited(
      'the condition of an input',
      `@Task() export class $TaskIn { run() { return 1; } }\n@Task() export class $Task { @FromIf($TaskIn, () => ONE < 2) input?: number; run() { return this.input ?? 'none'; } }`,
      'runs',
      {},
    ),
    inFile(
      'an input that is another task now',
      `${plain('A', '1')}${plain('B', '2')}@Task() export class $Task { @From($TaskA) input!: number; run() { return this.input; } }`,
      `${plain('A', '1')}${plain('B', '2')}@Task() export class $Task { @From($TaskB) input!: number; run() { return this.input; } }`,
      'runs',
      { B: 'cached' },
    ),
    edited(
      'an input in the same file that returns the same',
      `@Task() export class $TaskIn { run() { return ONE * 0; } }\n@Task() export class $Task { @From($TaskIn) input!: number; run() { return this.input; } }`.replace(
        'ONE * 0',
        '[ONE].length',
      ),
      'cached',
      { In: 'runs' },
      { sameOutput: true },
    ),
    edited(
      'an input in the same file that returns something else',
      `@Task() export class $TaskIn { run() { return ONE; } }\n@Task() export class $Task { @From($TaskIn) input!: number; run() { return this.input; } }`,
      'runs',
      { In: 'runs' },
    ),
    runs(
      'an import that one of two tasks uses',
      {
        'task.ts': `${clew}\nimport { value } from './lib.ts';\n${plain('', 'value')}${plain('B', '5')}`,
        'lib.ts': one,
      },
      { 'lib.ts': two },
      { others: { B: 'cached' } },
    ),
    cached(
      'an import that nobody uses',
      {
        'task.ts': `${clew}\nimport { value } from './lib.ts';\nexport const other = () => value;\n${plain('', '5')}`,
        'lib.ts': one,
      },
      { 'lib.ts': two },
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
