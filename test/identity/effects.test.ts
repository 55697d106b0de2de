import { type CaseFiles, type Edit, type IdentityCase, cached, one, runs, task, two } from './case.ts';
import { identityGroup } from './group.ts';

/** A task that uses what another module leaves behind; the workflow's module imports that one. */
const effect = (
  name: string,
  files: CaseFiles,
  edit: Edit,
  workflow = `import './$here/setup.ts';`,
  more: Partial<IdentityCase> = {},
) => runs(name, files, edit, { workflow, ...more });

const typed = (body: string, head = ''): string => task(body, head);
const registry = `export const registry = new Map<string, () => number>();`;
const asksRegistry = typed(`return registry.get('$here')!();`, `import { registry } from './registry.ts';`);
const registers = (value: number): string =>
  `import { registry } from './registry.ts';\nregistry.set('$here', () => ${value});`;
const patches = (what: string, value: number): string => `(${what} as any)['patch_$here'] = ${value};\nexport {};`;
const asksPatch = (what: string): string => typed(`return (${what} as any)['patch_$here'];`);
identityGroup({
  name: 'effects of other modules',
  edits: 'one by one',
  cases: [
    effect(
      'a registry that a module of the workflow fills',
      { 'registry.ts': registry, 'task.ts': asksRegistry, 'setup.ts': registers(1) },
      { 'setup.ts': registers(2) },
    ),
    effect(
      'a registry that is filled through a function',
      {
        'registry.ts': `const all: Record<string, number> = {};\nexport const add = (name: string, value: number) => { all[name] = value; };\nexport const get = (name: string) => all[name];`,
        'task.ts': task(`return get('a');`, `import { get } from './registry.ts';`),
        'setup.ts': `import { add } from './registry.ts';\nadd('a', 1);`,
      },
      { 'setup.ts': `import { add } from './registry.ts';\nadd('a', 2);` },
    ),
    effect(
      'a helper of the module that fills a registry',
      {
        'registry.ts': registry,
        'task.ts': asksRegistry,
        'setup.ts': `import { registry } from './registry.ts';\nimport { value } from './values.ts';\nregistry.set('$here', () => value);`,
        'values.ts': one,
      },
      { 'values.ts': two },
    ),
    effect(
      'a second module that fills the registry anew',
      { 'registry.ts': registry, 'task.ts': asksRegistry, 'setup.ts': registers(1), 'more.ts': 'export {};' },
      { 'more.ts': registers(2) },
      `import './$here/setup.ts';\nimport './$here/more.ts';`,
    ),
    effect(
      'a registry that the body of the workflow’s module fills',
      { 'registry.ts': registry, 'task.ts': asksRegistry, 'values.ts': one },
      { 'values.ts': two },
      `import { registry as r$here } from './$here/registry.ts';\nimport { value as v$here } from './$here/values.ts';\nr$here.set('$here', () => v$here);`,
    ),
    effect(
      'a registry that a package fills',
      {
        'registry.ts': registry,
        'task.ts': task(`return (globalThis as any)['pack_$here'];`),
        'node_modules/pack/package.json': { name: 'pack', version: '1.0.0', type: 'module', exports: './i.js' },
        'node_modules/pack/i.js': `globalThis['pack_$here'] = 1;`,
        'setup.ts': `import 'pack';`,
      },
      {
        'node_modules/pack/package.json': { name: 'pack', version: '1.0.1', type: 'module', exports: './i.js' },
        'node_modules/pack/i.js': `globalThis['pack_$here'] = 2;`,
      },
    ),
    effect(
      'a patched prototype of an array',
      { 'task.ts': asksPatch('Array.prototype'), 'setup.ts': patches('Array.prototype', 1) },
      { 'setup.ts': patches('Array.prototype', 2) },
    ),
    effect(
      'a property that defineProperty makes',
      {
        'task.ts': asksPatch('String.prototype'),
        'setup.ts': `Object.defineProperty(String.prototype, 'patch_$here', { value: 1, configurable: true });`,
      },
      { 'setup.ts': `Object.defineProperty(String.prototype, 'patch_$here', { value: 2, configurable: true });` },
    ),
    effect(
      'properties that Object.assign makes',
      { 'task.ts': asksPatch('globalThis'), 'setup.ts': `Object.assign(globalThis, { patch_$here: 1 });` },
      { 'setup.ts': `Object.assign(globalThis, { patch_$here: 2 });` },
    ),
    effect(
      'a patched function of another module’s object',
      {
        'lib.ts': 'export const lib = { value: () => 0 };',
        'task.ts': task('return lib.value();', `import { lib } from './lib.ts';`),
        'setup.ts': `import { lib } from './lib.ts';\nlib.value = () => 1;`,
      },
      { 'setup.ts': `import { lib } from './lib.ts';\nlib.value = () => 2;` },
    ),
    effect(
      'a patched method of another module’s class',
      {
        'lib.ts': 'export class Lib { value() { return 0; } }',
        'task.ts': task('return new Lib().value();', `import { Lib } from './lib.ts';`),
        'setup.ts': `import { Lib } from './lib.ts';\nLib.prototype.value = () => 1;`,
      },
      { 'setup.ts': `import { Lib } from './lib.ts';\nLib.prototype.value = () => 2;` },
    ),
    effect(
      'a static field of another module’s class',
      {
        'lib.ts': 'export class Lib { static value = 0; }',
        'task.ts': task('return Lib.value;', `import { Lib } from './lib.ts';`),
        'setup.ts': `import { Lib } from './lib.ts';\nLib.value = 1;`,
      },
      { 'setup.ts': `import { Lib } from './lib.ts';\nLib.value = 2;` },
    ),
    effect(
      'a variable of the environment that a module sets',
      { 'task.ts': task(`return process.env.SET_$here;`), 'setup.ts': `process.env.SET_$here = '1';\nexport {};` },
      { 'setup.ts': `process.env.SET_$here = '2';\nexport {};` },
    ),
    effect(
      'a handler that a module leaves',
      {
        'bus.ts': `import { EventEmitter } from 'node:events';\nexport const bus = new EventEmitter();`,
        'task.ts': task(
          `const all: number[] = []; bus.emit('ask', all); return all;`,
          `import { bus } from './bus.ts';`,
        ),
        'setup.ts': `import { bus } from './bus.ts';\nbus.on('ask', (all) => all.push(1));`,
      },
      { 'setup.ts': `import { bus } from './bus.ts';\nbus.on('ask', (all) => all.push(2));` },
    ),
    effect(
      'a module that is imported for its effect by the task’s module',
      {
        'task.ts': task(`return (globalThis as any)['effect_$here'];`, `import './setup.ts';`),
        'setup.ts': `(globalThis as any)['effect_$here'] = 1;\nexport {};`,
      },
      { 'setup.ts': `(globalThis as any)['effect_$here'] = 2;\nexport {};` },
      '',
    ),
    effect(
      'the effect of a module that is imported for a constant',
      {
        'task.ts': task(`return (globalThis as any)['effect_$here'];`),
        'setup.ts': `export const idle = 1;\n(globalThis as any)['effect_$here'] = 1;`,
      },
      { 'setup.ts': `export const idle = 1;\n(globalThis as any)['effect_$here'] = 2;` },
      `import { idle as idle$here } from './$here/setup.ts';\nexport const kept$here = idle$here;`,
    ),
    effect(
      'the effect of a module that is imported for its task only',
      {
        'task.ts': `import { From, Task } from 'clew';\nimport { $TaskIn } from './setup.ts';\n@Task() export class $Task { @From($TaskIn) input!: number; run() { return (globalThis as any)['effect_$here']; } }`,
        'setup.ts': `import { Task } from 'clew';\n(globalThis as any)['effect_$here'] = 1;\n@Task() export class $TaskIn { run() { return 0; } }`,
      },
      {
        'setup.ts': `import { Task } from 'clew';\n(globalThis as any)['effect_$here'] = 2;\n@Task() export class $TaskIn { run() { return 0; } }`,
      },
      '',
    ),
    effect(
      'an effect behind a condition',
      {
        'task.ts': asksPatch('globalThis'),
        'setup.ts': `if (Date.now() > 0) {\n  (globalThis as any)['patch_$here'] = 1;\n}\nexport {};`,
      },
      { 'setup.ts': `if (Date.now() > 0) {\n  (globalThis as any)['patch_$here'] = 2;\n}\nexport {};` },
    ),
    effect(
      'an effect in a static block',
      {
        'task.ts': asksPatch('globalThis'),
        'setup.ts': `export class Setup { static { (globalThis as any)['patch_$here'] = 1; } }`,
      },
      { 'setup.ts': `export class Setup { static { (globalThis as any)['patch_$here'] = 2; } }` },
    ),
    effect(
      'an effect in the initializer of a constant',
      {
        'task.ts': asksPatch('globalThis'),
        'setup.ts': `export const idle = ((globalThis as any)['patch_$here'] = 1);`,
      },
      { 'setup.ts': `export const idle = ((globalThis as any)['patch_$here'] = 2);` },
    ),
    effect(
      'an effect in a getter that a declaration reads',
      {
        'task.ts': asksPatch('globalThis'),
        'setup.ts': `const sly = { get value() { return ((globalThis as any)['patch_$here'] = 1); } };\nexport const { value } = sly;`,
      },
      {
        'setup.ts': `const sly = { get value() { return ((globalThis as any)['patch_$here'] = 2); } };\nexport const { value } = sly;`,
      },
    ),
    effect(
      'an effect in the name of a member',
      {
        'task.ts': asksPatch('globalThis'),
        'setup.ts': `export class Setup { [((globalThis as any)['patch_$here'] = 1)]() {} }`,
      },
      { 'setup.ts': `export class Setup { [((globalThis as any)['patch_$here'] = 2)]() {} }` },
    ),
    effect(
      'an effect in a heritage clause',
      {
        'task.ts': asksPatch('globalThis'),
        'setup.ts': `const mark = (base: typeof Object) => { (globalThis as any)['patch_$here'] = 1; return base; };\nexport class Setup extends mark(Object) {}`,
      },
      {
        'setup.ts': `const mark = (base: typeof Object) => { (globalThis as any)['patch_$here'] = 2; return base; };\nexport class Setup extends mark(Object) {}`,
      },
    ),
    effect(
      'an effect of a decorator',
      {
        'task.ts': asksPatch('globalThis'),
        'setup.ts': `const mark = (_target: unknown) => { (globalThis as any)['patch_$here'] = 1; };\n@mark export class Setup {}`,
      },
      {
        'setup.ts': `const mark = (_target: unknown) => { (globalThis as any)['patch_$here'] = 2; };\n@mark export class Setup {}`,
      },
    ),
    effect(
      'an effect in CommonJS',
      { 'task.ts': asksPatch('globalThis'), 'setup.cjs': `globalThis['patch_$here'] = 1;` },
      { 'setup.cjs': `globalThis['patch_$here'] = 2;` },
      `import './$here/setup.cjs';`,
    ),
    cached(
      'a module of the program that only declares',
      { 'task.ts': task('return 1;'), 'other.ts': one },
      { 'other.ts': two },
      {
        workflow: `import { value as value$here } from './$here/other.ts';\nexport const other$here = { value$here };`,
      },
    ),
  ],
});
