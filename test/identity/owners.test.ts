import { type CaseFiles, type Edit, cached, one, runs, two } from './case.ts';
import { identityGroup } from './group.ts';

const kitTask = `import { MyTask } from './kit.ts';`;
const decorated = `${kitTask}\n@MyTask() export class $Task { value = 0; run() { return this.value; } }`;
const wraps = (value: number): string => `import { Task } from 'clew';
export const MyTask = () => (target: any) => {
  const { run } = target.prototype;
  target.prototype.run = function () { return run.call(this) + ${value}; };
  Task()(target);
};`;
const factory = (body: string): string => `import { Task } from 'clew';
export function makeTask(name: string) {
  @Task({ name }) class Made { run() { ${body} } }
  return Made;
}`;
const made = `import { makeTask } from './kit.ts';\nexport const $Task = makeTask('$Task');`;
const mixin = (value: number): string =>
  `export const Counting = <T extends new (...args: any[]) => object>(base: T) => class extends base { count() { return ${value}; } };`;
const mixed = `import { Task } from 'clew';\nimport { Counting } from './kit.ts';\n@Task() export class $Task extends Counting(Object) { run() { return this.count(); } }`;
const asPackage = (text: string, version: string): CaseFiles => ({
  'node_modules/kit/package.json': { name: 'kit', version, type: 'module', exports: './index.js' },
  'node_modules/kit/index.js': text,
});
const plainWraps = (value: number): string => wraps(value).replace('(target: any)', '(target)');

/** A task that others help to make; what they do is edited. */
const made2 = (name: string, files: CaseFiles, edit: Edit) => runs(name, files, edit);
const base = (value: number): string => `export class Base { run() { return ${value}; } }`;

identityGroup({
  name: 'decorators and factories that make a task',
  edits: 'one by one',
  cases: [
    made2('a custom decorator around @Task', { 'task.ts': decorated, 'kit.ts': wraps(1) }, { 'kit.ts': wraps(2) }),
    made2(
      'a helper of a decorator of one’s own',
      {
        'task.ts': decorated,
        'kit.ts': `import { value } from './lib.ts';\n${wraps(1).replace('+ 1', '+ value')}`,
        'lib.ts': one,
      },
      { 'lib.ts': two },
    ),
    made2(
      'a custom decorator that a kit re-exports',
      { 'task.ts': decorated, 'kit.ts': `export { MyTask } from './inner.ts';`, 'inner.ts': wraps(1) },
      { 'inner.ts': wraps(2) },
    ),
    made2(
      'a decorator of a package',
      { 'task.ts': decorated.replace('./kit.ts', 'kit'), ...asPackage(plainWraps(1), '1.0.0') },
      asPackage(plainWraps(2), '1.0.1'),
    ),
    made2(
      'a decorator of a package that was packed again',
      { 'task.ts': decorated.replace('./kit.ts', 'kit'), ...asPackage(plainWraps(1), '1.0.0') },
      asPackage(plainWraps(2), '1.0.0'),
    ),
    made2(
      'the class below a decorator of one’s own',
      { 'task.ts': decorated, 'kit.ts': wraps(1) },
      { 'task.ts': decorated.replace('value = 0', 'value = 5') },
    ),
    made2(
      'the class below a decorator of a package',
      { 'task.ts': decorated.replace('./kit.ts', 'kit'), ...asPackage(plainWraps(1), '1.0.0') },
      { 'task.ts': decorated.replace('./kit.ts', 'kit').replace('value = 0', 'value = 5') },
    ),
    made2(
      'a helper of the class below a decorator of one’s own',
      {
        'task.ts': `${kitTask}\nimport { value } from './lib.ts';\n@MyTask() export class $Task { run() { return value; } }`,
        'kit.ts': wraps(1),
        'lib.ts': one,
      },
      { 'lib.ts': two },
    ),
    made2(
      'a custom decorator beside @Task',
      {
        'task.ts': `import { Task } from 'clew';\nimport { Plus } from './kit.ts';\n@Task() @Plus export class $Task { run() { return 0; } }`,
        'kit.ts': `export const Plus = (target: any) => { target.prototype.run = () => 1; };`,
      },
      { 'kit.ts': `export const Plus = (target: any) => { target.prototype.run = () => 2; };` },
    ),
    made2(
      'a decorator of a method',
      {
        'task.ts': `import { Task } from 'clew';\nimport { plus } from './kit.ts';\n@Task() export class $Task { @plus run() { return 0; } }`,
        'kit.ts': `export const plus = (_target: unknown, _key: string, about: PropertyDescriptor) => { about.value = () => 1; };`,
      },
      {
        'kit.ts': `export const plus = (_target: unknown, _key: string, about: PropertyDescriptor) => { about.value = () => 2; };`,
      },
    ),
    made2(
      'a custom decorator around @Param',
      {
        'task.ts': `import { Task } from 'clew';\nimport { Count } from './kit.ts';\n@Task() export class $Task { @Count() count = 1; run() { return this.count; } }`,
        'kit.ts': `import { Param } from 'clew';\nexport const Count = () => (target: any, key: string) => { Param()(target, key); const { run } = target; target.run = function () { return run.call(this) + 1; }; };`,
      },
      {
        'kit.ts': `import { Param } from 'clew';\nexport const Count = () => (target: any, key: string) => { Param()(target, key); const { run } = target; target.run = function () { return run.call(this) + 2; }; };`,
      },
    ),
    made2(
      'a custom decorator around @From',
      {
        'task.ts': `import { Task } from 'clew';\nimport { FromOther } from './kit.ts';\n@Task() export class $Task { @FromOther() other!: number; run() { return this.other; } }`,
        'kit.ts': `import { From, Task } from 'clew';\n@Task() export class $TaskA { run() { return 1; } }\n@Task() export class $TaskB { run() { return 2; } }\nexport const FromOther = () => From($TaskA);`,
      },
      {
        'kit.ts': `import { From, Task } from 'clew';\n@Task() export class $TaskA { run() { return 1; } }\n@Task() export class $TaskB { run() { return 2; } }\nexport const FromOther = () => From($TaskB);`,
      },
    ),
    made2(
      '@Task that is called as a function',
      { 'task.ts': `import { Task } from 'clew';\nexport class $Task { run() { return 1; } }\nTask()($Task);` },
      { 'task.ts': `import { Task } from 'clew';\nexport class $Task { run() { return 2; } }\nTask()($Task);` },
    ),
    made2(
      'a factory of tasks',
      { 'task.ts': made, 'kit.ts': factory('return 1;') },
      { 'kit.ts': factory('return 2;') },
    ),
    made2(
      'a helper of a factory of tasks',
      { 'task.ts': made, 'kit.ts': `import { value } from './lib.ts';\n${factory('return value;')}`, 'lib.ts': one },
      { 'lib.ts': two },
    ),
    made2(
      'what a factory of tasks is given',
      {
        'task.ts': `import { makeTask } from './kit.ts';\nexport const $Task = makeTask('$Task', 1);`,
        'kit.ts': factory('return value;').replace('(name: string)', '(name: string, value: number)'),
      },
      { 'task.ts': `import { makeTask } from './kit.ts';\nexport const $Task = makeTask('$Task', 2);` },
    ),
    made2(
      'a function that a factory of tasks is given',
      {
        'task.ts': `import { makeTask } from './kit.ts';\nimport { value } from './lib.ts';\nexport const $Task = makeTask('$Task', () => value);`,
        'kit.ts': factory('return get();').replace('(name: string)', '(name: string, get: () => number)'),
        'lib.ts': one,
      },
      { 'lib.ts': two },
    ),
    made2(
      'a factory of tasks in the same file',
      { 'task.ts': `${factory('return 1;').replace('export ', '')}\nexport const $Task = makeTask('$Task');` },
      { 'task.ts': `${factory('return 2;').replace('export ', '')}\nexport const $Task = makeTask('$Task');` },
    ),
    made2(
      'a factory of tasks in a package',
      {
        'task.ts': made.replace('./kit.ts', 'kit'),
        ...asPackage(
          `import { Task } from 'clew';\nexport function makeTask(name) { class Made { run() { return 1; } } Task({ name })(Made); return Made; }`,
          '1.0.0',
        ),
      },
      asPackage(
        `import { Task } from 'clew';\nexport function makeTask(name) { class Made { run() { return 2; } } Task({ name })(Made); return Made; }`,
        '1.0.1',
      ),
    ),
    made2('a mixin', { 'task.ts': mixed, 'kit.ts': mixin(1) }, { 'kit.ts': mixin(2) }),
    made2(
      'a mixin that puts methods into a prototype',
      {
        'task.ts': `import { Task } from 'clew';\nimport { mixed } from './kit.ts';\n@Task() export class $Task { declare count: () => number; run() { return this.count(); } }\nObject.assign($Task.prototype, mixed);`,
        'kit.ts': `export const mixed = { count: () => 1 };`,
      },
      { 'kit.ts': `export const mixed = { count: () => 2 };` },
    ),
    made2(
      'a base class in another file',
      {
        'task.ts': `import { Task } from 'clew';\nimport { Base } from './base.ts';\n@Task() export class $Task extends Base {}`,
        'base.ts': base(1),
      },
      { 'base.ts': base(2) },
    ),
    made2(
      'the base of a base class',
      {
        'task.ts': `import { Task } from 'clew';\nimport { Mid } from './mid.ts';\n@Task() export class $Task extends Mid {}`,
        'mid.ts': `import { Base } from './base.ts';\nexport class Mid extends Base {}`,
        'base.ts': base(1),
      },
      { 'base.ts': base(2) },
    ),
    made2(
      'a base class of a package',
      {
        'task.ts': `import { Task } from 'clew';\nimport { Base } from 'kit';\n@Task() export class $Task extends Base {}`,
        ...asPackage(base(1), '1.0.0'),
      },
      asPackage(base(2), '1.0.1'),
    ),
    made2(
      'a base class that is a task itself',
      {
        'task.ts': `import { Task } from 'clew';\nimport { $TaskBase } from './base.ts';\n@Task() export class $Task extends $TaskBase { run() { return super.run() + 1; } }`,
        'base.ts': `import { Task } from 'clew';\n@Task() export class $TaskBase { run() { return 1; } }`,
      },
      { 'base.ts': `import { Task } from 'clew';\n@Task() export class $TaskBase { run() { return 2; } }` },
    ),
    made2(
      'a task that a module re-exports',
      {
        'task.ts': `export { $Task } from './inner.ts';`,
        'inner.ts': `import { Task } from 'clew';\n@Task() export class $Task { run() { return 1; } }`,
      },
      { 'inner.ts': `import { Task } from 'clew';\n@Task() export class $Task { run() { return 2; } }` },
    ),
    made2(
      'a task that another one’s method is called of',
      {
        'task.ts': `import { Task } from 'clew';\nimport { $TaskOther } from './other.ts';\n@Task() export class $Task { run() { return new $TaskOther().run(); } }`,
        'other.ts': `import { Task } from 'clew';\n@Task() export class $TaskOther { run() { return 1; } }`,
      },
      { 'other.ts': `import { Task } from 'clew';\n@Task() export class $TaskOther { run() { return 2; } }` },
    ),
    made2(
      'a static method of a task that is an input as well',
      {
        'task.ts': `import { From, Task } from 'clew';\nimport { $TaskIn } from './other.ts';\n@Task() export class $Task { @From($TaskIn) input!: number; run() { return $TaskIn.scale; } }`,
        'other.ts': `import { Task } from 'clew';\n@Task() export class $TaskIn { static scale = 1; run() { return 0; } }`,
      },
      {
        'other.ts': `import { Task } from 'clew';\n@Task() export class $TaskIn { static scale = 2; run() { return 0; } }`,
      },
    ),
    cached(
      '@From that a custom kit re-exports',
      {
        'task.ts': `import { From, Task } from 'clew';\nimport { $TaskIn } from './in.ts';\n@Task() export class $Task { @From($TaskIn) input!: number; run() { return this.input; } }`,
        'in.ts': `import { Task } from 'clew';\n@Task() export class $TaskIn { run() { return 1; } }`,
        'kit.ts': `export { From, Task } from 'clew';`,
      },
      {
        'task.ts': `import { From, Task } from './kit.ts';\nimport { $TaskIn } from './in.ts';\n@Task() export class $Task { @From($TaskIn) input!: number; run() { return this.input; } }`,
      },
    ),
  ],
});
