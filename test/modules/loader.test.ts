import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { project } from './project.ts';

/** Keeps what the decorators are told, as `reflect-metadata` would. */
const notes = `
export const notes: Record<string, string> = {};
(Reflect as any).metadata = (_: string, type: any) => (__: unknown, key?: string) => {
  notes[key ?? 'constructor'] = Array.isArray(type) ? type.map((one) => one.name).join() : String(type?.name);
};
export const Note = (): any => () => {};
`;

describe('loader of TypeScript', () => {
  it('emits decorators and the metadata that tsc would emit', async () => {
    const made = await project({
      'notes.ts': notes,
      'bus.ts': 'export class Bus {}\nexport enum Mood { good, bad }',
      'workflow.ts': `
        import { Note, notes } from './notes.ts';
        import { Bus } from './bus.ts';
        @Note() class Train {
          @Note() day!: Date;
          @Note() epochs: number = 20;
          @Note() name?: string;
          constructor(private readonly bus: Bus, readonly count: number) {}
        }
        export const main = () => ({ notes, count: new Train(new Bus(), 3).count });`,
    });
    const { value } = await made.load('workflow.ts');
    expect(value).toEqual({
      notes: { day: 'Date', epochs: 'Number', name: 'String', constructor: 'Bus,Number' },
      count: 3,
    });
  });

  it('accepts imports of types without `type`, also where decorators see them', async () => {
    const made = await project({
      'notes.ts': notes,
      'shapes.ts':
        'export interface Shape { a: number }\nexport class Real {}\nexport default interface Whole {}\nexport const one = 1;',
      'workflow.ts': `
        import Whole, { Shape, Real, one as uno } from './shapes.js';
        import { Note, notes } from './notes.js';
        class A {
          @Note() shape!: Shape;
          @Note() whole!: Whole;
          @Note() real!: Real;
        }
        export const main = () => [notes, uno, typeof A];`,
    });
    const { value } = await made.load('workflow.ts');
    expect(value).toEqual([{ shape: 'Object', whole: 'Object', real: 'Real' }, 1, 'function']);
  });

  it('resolves imports as TypeScript does', async () => {
    const made = await project({
      'tsconfig.json': '{ "compilerOptions": { "paths": { "@lib/*": ["./lib/*"], "only": ["./lib/only/here.ts"] } } }',
      'package.json': '{ "name": "downtime", "imports": { "#inner": "./lib/inner.js" } }',
      'lib/a.ts': 'export const a: string = "a";',
      'lib/b.mts': 'export const b: string = "b";',
      'lib/folder/index.ts': 'export const c: string = "c";',
      'lib/only/here.ts': 'export const d: string = "d";',
      'lib/inner.ts': 'export const e: string = "e";',
      'lib/plain.js': 'export const f = "f";',
      'node_modules/dep/package.json': '{ "name": "dep", "main": "main.js" }',
      'node_modules/dep/main.js': 'module.exports = { g: "g" };',
      'packages/linked/package.json': '{ "name": "linked", "type": "module", "exports": "./main.js" }',
      'packages/linked/main.ts': 'export const h: string = "h";',
      'workflow.ts': `
        import { a } from '@lib/a';
        import { a as again } from './lib/a.js';
        import { b } from './lib/b.mjs';
        import { c } from './lib/folder';
        import { d } from 'only';
        import { e } from '#inner';
        import { f } from './lib/plain';
        import dep from 'dep';
        import { h } from 'linked';
        import { join } from 'node:path';
        const { a: later } = await import('./lib/a.ts?later');
        export const all = [a, again, b, c, d, e, f, dep.g, h, later, join('x', 'y')].join();`,
    });
    await made.link('node_modules/linked', 'packages/linked');
    expect((await made.load('workflow.ts')).value).toEqual({ all: 'a,a,b,c,d,e,f,g,h,a,x/y' });
  });

  it('loads CommonJS, also by require', async () => {
    const made = await project({
      'inner.cts': 'module.exports = { v: 5 as number };',
      'old.cts': 'const m = require("./inner.cjs"); module.exports = { cc: m.v as number, file: __filename };',
      'plain.ts': 'const os = require("node:os"); exports.kind = typeof os.cpus as string;',
      'workflow.ts': `import * as all from './old.cjs'; import one, { cc } from './old.cjs'; import { kind } from './plain';
        export const main = () => [cc, one.cc, all.cc, one.file.endsWith('old.cts'), kind];`,
    });
    expect((await made.load('workflow.ts')).value).toEqual([5, 5, 5, true, 'function']);
  });

  it('loads `import x = require()` with comments inside, and ignores text that only looks like it', async () => {
    const made = await project({
      'package.json': '{ "type": "module" }',
      'inner.cjs': 'exports.v = 2;',
      'import.ts': `import /* the inner one */ inner // by its path\n  = require('./inner.cjs');\nexport import again = require('./inner.cjs');\nexport const v = inner.v;`,
      'own.ts': `import { createRequire } from 'node:module';\n// import inner = require('./inner.cjs')\nconst require = createRequire(import.meta.url);\nexport const v = require('./inner.cjs').v + "import x = require('y')".length;`,
      'none.ts': `/* import x = require('y') */\nexport const v = typeof require + \`import x = require('y')\`.length;`,
      'workflow.ts': `import * as a from './import.ts'; import * as b from './own.ts'; import * as c from './none.ts';
        export const main = () => [a.v, a.again.v, b.v, c.v];`,
    });
    expect((await made.load('workflow.ts')).value).toEqual([2, 2, 25, 'undefined23']);
  });

  it('loads `import x = require()` in CommonJS and ES modules, with errors at their own line', async () => {
    const made = await project({
      'inner.cjs': 'exports.v = 5;',
      'old.cts': `import inner = require('./inner.cjs');\nexport = { v: inner.v as number };`,
      'both.cts': `import old = require('./old.cjs');\nimport fs = require('node:fs');\nexport const v = old.v + typeof fs.statSync;`,
      'module.mts': `import inner = require('./inner.cjs');\nexport const fail = () => { throw new Error(inner.v); };`,
      'workflow.ts': `import { v } from './both.cjs'; import { fail } from './module.mjs';
        const line = () => { try { return fail(); } catch (error) { return /module.mts:(\\d+:\\d+)/.exec(error.stack)[1]; } };
        export const main = () => [v, line()];`,
    });
    expect((await made.load('workflow.ts')).value).toEqual(['5function', '2:35']);
  });

  it('loads JavaScript compiled by tsc, ESM and CommonJS, unchanged', async () => {
    const made = await project({
      'cjs/a.js':
        '"use strict";\nObject.defineProperty(exports, "__esModule", { value: true });\nexports.a = require("./b").b + 1;',
      'cjs/b.js': '"use strict";\nexports.b = 1;',
      'esm/package.json': '{ "type": "module" }',
      'esm/w.js': 'import { a } from "../cjs/a.js";\nexport const all = [a, import.meta.url.endsWith("w.js")];',
    });
    expect((await made.load('esm/w.js')).value).toEqual({ all: [2, true] });
    expect((await made.load('cjs/a.js')).value).toMatchObject({ a: 2 });
  });

  it.each([
    ['{ "compilerOptions": { "useDefineForClassFields": false } }', []],
    ['{ "compilerOptions": { "target": "es2021" } }', []],
    ['{ "compilerOptions": { "target": "es2022" } }', ['x']],
    ['{}', ['x']],
  ])('defines class fields as %s says', async (tsconfig, fields) => {
    const made = await project({
      'tsconfig.json': tsconfig,
      'workflow.ts': 'class A { x!: number }\nexport const main = () => Object.keys(new A());',
    });
    expect((await made.load('workflow.ts')).value).toEqual(fields);
  });

  it('keeps line numbers of the source in stack traces', async () => {
    const made = await project({
      'workflow.ts': `interface Gone {
  a: number;
}

export function main(): string {
  return new Error('here').stack!;
}`,
    });
    expect((await made.load('workflow.ts')).value).toContain(`${join(made.root, 'workflow.ts')}:6:10`);
  });
});

describe('cache of transformed modules', () => {
  it('saves a second process the transformation', async () => {
    const made = await project({ 'a.ts': 'export const a: number = 1;', 'w.ts': 'export { a } from "./a";' });
    const ask = { ASK_NATIVE: '1' };
    expect(await made.load('w.ts', ask)).toMatchObject({ value: { a: 1 }, native: true });
    expect(await made.load('w.ts', ask)).toMatchObject({ value: { a: 1 }, native: false });
    await made.write({ 'a.ts': 'export const a: number = 2;' });
    expect(await made.load('w.ts', ask)).toMatchObject({ value: { a: 2 }, native: true });
  });

  it('is not used after a change of tsconfig.json', async () => {
    const made = await project({ 'w.ts': 'class A { x!: number }\nexport const main = () => Object.keys(new A());' });
    expect((await made.load('w.ts')).value).toEqual(['x']);
    await made.write({ 'tsconfig.json': '{ "compilerOptions": { "useDefineForClassFields": false } }' });
    expect((await made.load('w.ts')).value).toEqual([]);
  });

  it('transforms again when an entry is damaged', async () => {
    const made = await project({ 'w.ts': 'export const a: number = 1;' });
    await made.load('w.ts');
    const folder = join(made.root, '.clew/cache');
    const [entry] = await readdir(folder);
    await writeFile(join(folder, entry!), (await made.read(`.clew/cache/${entry}`)).replace('a = 1', 'a = 7'));
    expect((await made.load('w.ts')).value).toEqual({ a: 1 });
  });

  it('is not needed when it cannot be written', async () => {
    const made = await project({ 'w.ts': 'export const a: number = 1;', blocked: 'a file where the folder should be' });
    expect((await made.load('w.ts', { CACHE: 'blocked/cache' })).value).toEqual({ a: 1 });
  });
});
