import { describe, expect, it } from 'vitest';
import { codeWith, type Files, pathsOf } from './code.ts';

const files: Files = {
  'workflow.ts': `import { From, Workflow } from 'clew'; import './patch.ts'; import { register } from './registry.ts'; import { Train } from './train.ts';
register('cosine', (a: number) => Math.cos(a));
@Workflow() export class Nightly { @From(Train) model!: any; run() { return this.model; } }`,
  'train.ts': `import { From, Task } from 'clew'; import { Load } from './load.ts'; import { all } from './registry.ts'; @Task() export class Train { @From(Load) rows!: any; run() { return all; } }`,
  'load.ts': `import { Task } from 'clew'; @Task() export class Load { run() { return 1; } }`,
  'registry.ts': `export const all = new Map(); export function register(name: string, f: unknown): void { all.set(name, f); }`,
  'patch.ts': `import { text } from './text.ts'; (String.prototype as any).shout = function () { return text; }; export const unused = 1;`,
  'text.ts': `export const text = 'loud';`,
};
const program = { modules: ['workflow.ts'] };
const train = (some: Files) => codeWith(some, ['Train'], { ...program, file: 'train.ts' });
const edit = (file: string, from: string, to: string): Files => ({ ...files, [file]: files[file]!.replace(from, to) });

describe('identity of code: effects of imported modules', () => {
  it('count for every task, with what they reach', async () => {
    const expected = ['patch.ts (effect)', 'registry.ts', 'text.ts (effect)', 'train.ts', 'workflow.ts (effect)'];
    expect(pathsOf(await train(files))).toEqual(expected);
    const load = await codeWith(files, ['Load'], { ...program, file: 'load.ts' });
    expect(pathsOf(load)).toEqual([
      'load.ts',
      'patch.ts (effect)',
      'registry.ts (effect)',
      'text.ts (effect)',
      'workflow.ts (effect)',
    ]);
    expect(pathsOf(await codeWith(files, ['Train'], { file: 'train.ts' }))).toEqual(['registry.ts', 'train.ts']);
  });

  it.each<[change: string, changed: boolean, edited: Files]>([
    ['an effect', true, edit('workflow.ts', 'Math.cos', 'Math.sin')],
    ['what it reaches', true, edit('text.ts', 'loud', 'louder')],
    ['what is declared beside it', false, edit('patch.ts', 'unused = 1', 'unused = 2')],
    ['a task beside it', false, edit('workflow.ts', 'return this.model', 'return 1')],
    ['an added effect', true, edit('load.ts', 'run()', 'static { globalThis.x = 1; } run()')],
    ['a removed effect', true, edit('workflow.ts', "import './patch.ts';", '')],
    ['a task that is only asked for', false, edit('load.ts', 'return 1', 'return 2')],
    [
      'the order of effects',
      true,
      edit(
        'workflow.ts',
        "import { Train } from './train.ts';\nregister('cosine', (a: number) => Math.cos(a));",
        "register('a', 1);\nregister('cosine', (a: number) => Math.cos(a)); import { Train } from './train.ts';",
      ),
    ],
  ])('change the identity after an edit of %s: %s', async (_change, changed, edited) => {
    expect((await train(edited)).identity !== (await train(files)).identity).toBe(changed);
  });

  it('leave out code that runs in a thread of its own', async () => {
    const files = {
      'w.mjs': `const at = new URL('./worker.mjs', import.meta.url); export const f = () => new Worker(at); export const g = () => 1;`,
      'worker.mjs': 'globalThis.x = process.env.A;',
    };
    const of = (name: string, more: Files = {}) => codeWith({ ...files, ...more }, [name], { file: 'w.mjs' });
    expect(pathsOf(await of('f'))).toEqual(['w.mjs', 'worker.mjs']);
    expect(pathsOf(await of('g'))).toEqual(['w.mjs']);
    // What is imported by a computed name may be just that.
    const imported = { 'w.mjs': `${files['w.mjs']} await import(at.href);` };
    expect(pathsOf(await of('g', imported))).toEqual(['w.mjs', 'worker.mjs (effect)']);
  });

  it('count in their order', async () => {
    const of = (first: string, second: string): Files => ({
      'workflow.ts': `import { Task } from 'clew'; import './${first}.ts'; import './${second}.ts'; @Task() export class Train { run() {} }`,
      'a.ts': 'globalThis.x = 1;',
      'b.ts': 'globalThis.x = 2;',
    });
    const asked = { file: 'workflow.ts' };
    const [ab, ba] = [await codeWith(of('a', 'b'), ['Train'], asked), await codeWith(of('b', 'a'), ['Train'], asked)];
    expect(ab.identity).not.toBe(ba.identity);
  });

  it('include packages that are imported for their effects', async () => {
    const pack = {
      'node_modules/patch/package.json': '{ "name": "patch", "version": "1.2.3" }',
      'node_modules/patch/index.js': '',
    };
    const { packages } = await train({ ...edit('load.ts', 'import', 'import "patch"; import'), ...pack });
    expect(packages).toEqual({ patch: '1.2.3' });
  });
});

describe('identity of code: settings', () => {
  const settings: Files = {
    'clew.config.ts': `import { defineConfig } from 'clew'; import { dates } from './codecs.ts'; import { bucket } from './bucket.ts';
      const layer = { folder: bucket };
      export default defineConfig({ codecs: [dates], storage: { layers: { s3: layer } } });`,
    'codecs.ts': `import { defineCodec } from 'clew'; export const dates = defineCodec({ name: 'dates' } as any);`,
    'bucket.ts': `export const bucket = 'a';`,
    'w.ts': `import { Task } from 'clew'; @Task() export class A { run() {} }`,
  };
  const code = (some: Files) => codeWith(some, ['A'], { settings: 'clew.config.ts' });

  it('include only the codecs', async () => {
    const before = await code(settings);
    expect(pathsOf(before)).toEqual(['clew.config.ts (effect)', 'codecs.ts (effect)', 'w.ts']);
    const other = await code({ ...settings, 'bucket.ts': `export const bucket = 'b';` });
    expect(other.identity).toBe(before.identity);
    const codec = await code({ ...settings, 'codecs.ts': settings['codecs.ts']!.replace("'dates'", "'days'") });
    expect(codec.identity).not.toBe(before.identity);
  });

  it('include model families for tasks that may ask for their evaluation', async () => {
    const files = {
      ...settings,
      'clew.config.ts': `import { defineConfig } from 'clew'; import { mine } from './family.ts'; import { bucket } from './bucket.ts';
        export default defineConfig({ modelFamilies: { mine }, profiles: { ci: { modelFamilies: { mine }, storage: { default: bucket } } } } as any);`,
      'family.ts': `export const mine = { evaluate: () => ({ auc: 1 }) };`,
    };
    const edited = { ...files, 'family.ts': files['family.ts'].replace('auc: 1', 'auc: 2') };
    const asked = { settings: 'clew.config.ts' };
    expect((await code(edited)).identity).toBe((await code(files)).identity);
    const [before, after] = [
      await codeWith(files, ['A'], { ...asked, isEvaluated: true }),
      await codeWith(edited, ['A'], { ...asked, isEvaluated: true }),
    ];
    expect(pathsOf(before)).toEqual(['clew.config.ts (effect)', 'family.ts (effect)', 'w.ts']);
    expect(after.identity).not.toBe(before.identity);
  });

  it('include all settings when the analysis cannot tell them apart', async () => {
    const files = {
      ...settings,
      'clew.config.ts': `import { bucket } from './bucket.ts'; export default { ...JSON.parse(bucket) };`,
    };
    expect(pathsOf(await code(files))).toEqual(['bucket.ts (effect)', 'clew.config.ts (effect)', 'w.ts']);
  });
});

it('identity of code is the same after TypeScript itself has compiled it', async () => {
  const source = `import { From, Param, Task } from 'clew';
import { Load } from './load.js';
import { Store } from './store.js';
export class Row { a = 1; }
@Task({ doc: 'a', codec: 'json' })
export class A {
  @Param() day!: Date;
  @Param() row!: Row;
  @From(Load) rows!: number[];
  constructor(store: Store) { void store; }
  run() { return this.rows; }
}`;
  const compiled = `var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) { return target; };
var __metadata = (this && this.__metadata) || function (k, v) { };
import { From, Param, Task } from 'clew';
import { Load } from './load.js';
import { Store } from './store.js';
export class Row {
    a = 1;
}
let A = class A {
    day;
    row;
    rows;
    constructor(store) { void store; }
    run() { return this.rows; }
};
__decorate([
    Param(),
    __metadata("design:type", Date)
], A.prototype, "day", void 0);
__decorate([
    Param(),
    __metadata("design:type", Row)
], A.prototype, "row", void 0);
__decorate([
    From(Load),
    __metadata("design:type", Array)
], A.prototype, "rows", void 0);
A = __decorate([
    Task({ doc: 'a', codec: 'json' }),
    __metadata("design:paramtypes", [Store])
], A);
export { A };`;
  const rest = { 'load.js': 'export class Load {}', 'store.js': 'export class Store {}' };
  const [before, after] = [
    await codeWith({ ...rest, 'w.ts': source }, ['A']),
    await codeWith({ ...rest, 'w.js': compiled }, ['A'], { file: 'w.js' }),
  ];
  expect(pathsOf(before)).toEqual(['store.js', 'w.ts']);
  expect(after.identity).toBe(before.identity);
});
