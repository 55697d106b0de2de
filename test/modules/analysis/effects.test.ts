import { describe, expect, it } from 'vitest';
import { effectsWith } from './code.ts';

const clew = `import { defineConfig, defineCodec, From, lineage, Param, run, Task, Workflow } from 'clew';\n`;
const other = `import { thing, Thing } from './other.ts';\n`;
const others = {
  'other.ts': 'export const thing: any = { do() {} }; export class Thing {}',
  'counter.ts':
    'export class Counter { n = 0; get #next() { return ++this.n; } get [Symbol.toStringTag]() { return String(this.#next); } }',
  'sly.ts': 'export const sly = { get a() { return (globalThis.x = 1); } }; declare const globalThis: any;',
};
const pack = {
  'node_modules/pack/package.json': '{ "name": "pack", "version": "1.0.0", "type": "module", "main": "i.js" }',
  'node_modules/pack/i.js': 'export const Service = () => () => {}; export default {};',
};

describe('effects of a module that only declares', () => {
  it.each<[what: string, code: string]>([
    ['a function', 'export function f() { globalThis.x = 1; }'],
    [
      'a class',
      'export class A { static size = 1; static { this.x = [1]; } static x: number[]; m() { globalThis.x = 1; } }',
    ],
    ['a class of a class', `${other} export class A extends Thing {}`],
    ['literals', 'export const a = [1, { b: `c${1 + 1}` }, -1, /x/, null, () => f()]; declare const f: any;'],
    ['collections', 'export const a = new Map([[1, new Set([2])]]), d = new Date(), u = new URL("https://x.org/");'],
    ['frozen objects', 'export const a = Object.freeze({ b: Symbol("c") });'],
    ['an enum', 'export enum Color { Red, Blue = Red << 1 }'],
    ['a namespace', 'export namespace N { export const a = 1; export function f() {} }'],
    [
      'lists that are made of lists',
      'const a = ["b", "c"]; export const d = a.filter(Boolean).map((x) => x.toUpperCase()).join(",");',
    ],
    ['a list that is filled', 'const a: number[] = []; for (const x of [1, 2]) a.push(x * 2); export { a };'],
    ['a table that is filled', 'export const a: any = {}; a.b = 1; a["c"] = 2;'],
    ['a function with properties', 'export function f() {} f.size = 2;'],
    ['a prototype of its own', 'export class A {} (A.prototype as any).b = () => 1;'],
    [
      'paths',
      'import { join } from "node:path"; import * as url from "node:url"; export const a = join(url.fileURLToPath(import.meta.url), "..");',
    ],
    [
      'require',
      'import { createRequire } from "node:module"; const require = createRequire(import.meta.url); export const a = require("./d.json");',
    ],
    [
      'a file that is read',
      'import { readFileSync } from "node:fs"; export const a = JSON.parse(readFileSync("x.json", "utf8")).b;',
    ],
    ['words to the console', 'console.log("hello");'],
    ['a call marked as pure', `${other} export const a = /* @__PURE__ */ thing.make();`],
    ['environment variables', 'export const a = process.env.A ?? "b", c = process.argv.slice(2).join(" ");'],
    [
      'tasks',
      `${clew} @Task({ doc: "a" }) export class A { @Param() b = 1; run() {} } @Workflow() export class B { @From(A) a!: any; run() {} }`,
    ],
    ['settings', `${clew} export default defineConfig({ codecs: [defineCodec({} as any)] });`],
    ['a run', `${clew} class A {} const { output } = await run(A as any); console.log(output);`],
    [
      'a component',
      `${clew} const serve = await lineage.component("serve"); export const answer = serve.register({} as any, () => 1);`,
    ],
    [
      'a call of a function that only gives a value',
      'const f = (a: number): number => { const b = []; b.push(a); return b.length; }; export const c = f(1);',
    ],
    [
      'calls that call each other',
      'function f(n: number): number { return n > 0 ? g(n - 1) : 0; } function g(n: number): number { return f(n); } export const a = f(3);',
    ],
    ['an object that is made', 'class P { x; constructor(x: number) { this.x = x; } } export const p = new P(1);'],
    ['an error that is thrown', 'if (!process.env.A) throw new Error("no A");'],
    ['a dynamic import', 'export const a = await import("./other.ts");'],
    ['a default', 'export default { a: 1 };'],
    [
      'a getter that only gives a value',
      `${other} const p = { get a() { return 1; }, get b() { return thing.c; } }; export const { a, b } = p, q = { ...p };`,
    ],
    [
      'a private getter of a class that it uses otherwise',
      `import { Counter } from './counter.ts'; const c = [1]; export const a = c[0], b = { c: c.length }.c; export { Counter };`,
    ],
    ['an alias of its own', 'const a: any = { c: {} }; const b = a.c; b.d = 1; export { a };'],
    ['a list that is sorted', 'const a = [2, 1]; export const b = a.slice().sort().map((x) => x + 1); b.push(1);'],
    [
      'a mixin',
      `${other} const Timed = (base: any) => class extends base { time = 1; }; export class A extends Timed(Thing) {}`,
    ],
    [
      'a task of a factory',
      `${clew} function make(n: number) { @Task({ name: "t" + n }) class T { @Param() a = 1; run() { return n; } } return T; } export const A = make(1);`,
    ],
    [
      "a decorator of one's own",
      `${clew} const Tracked = (doc: string) => Task({ doc }); @Tracked("a") export class A { run() {} }`,
    ],
    [
      'a decorator that calls ours',
      `${clew} function Tracked() { return (target: any): void => { Task()(target); }; } @Tracked() export class A { run() {} }`,
    ],
  ])('are none for %s', async (_what, code) => {
    expect(await effectsWith({ ...others, 'm.ts': code, 'd.json': '1' })).toEqual([]);
  });

  it('are none when it calls functions of other modules that only return values', async () => {
    const files = {
      'm.ts': `import { day } from './lib.ts'; import * as kit from './kit.ts'; export const a = day("2026"); @kit.Tracked() export class A { run() {} }`,
      'lib.ts': 'export function day(text: string): Date { return new Date(text); }',
      'kit.ts': `export * from './deep.ts';`,
      'deep.ts': `import { Task as T } from 'clew'; export const Tracked = () => T({ doc: 'x' });`,
    };
    expect(await effectsWith(files)).toEqual([]);
  });

  it('are none for CommonJS as TypeScript compiles it', async () => {
    const code = `"use strict"; Object.defineProperty(exports, "__esModule", { value: true }); exports.a = void 0;
      const lib_1 = require("./lib.cjs"); const { b } = require('./lib.cjs'); exports.a = lib_1.x; module.exports.c = b;`;
    expect(await effectsWith({ 'm.cjs': code, 'lib.cjs': 'exports.b = 1' }, 'm.cjs')).toEqual([]);
  });
});

describe('effects of a module that does something', () => {
  it.each<[what: string, code: string, effect?: string]>([
    ['a global', 'globalThis.x = 1;'],
    ['a global that nobody declares', 'export const a = 1; (x as any) = 2; declare let x: any;', 'x = 2;'],
    [
      'a prototype of the language',
      '(Array.prototype as any).last = function () { return 1; };',
      'Array.prototype.last = function() {\n\treturn 1;\n};',
    ],
    ['another class', `${other} (Thing.prototype as any).x = () => 1;`, 'Thing.prototype.x = () => 1;'],
    ['the environment', 'process.env.A = "b";'],
    ['a method of something else', `${other} thing.register("a");`, 'thing.register("a");'],
    ['a function that is given', `${other} export const a = thing();`, 'const a = thing();'],
    ["another module's list", `${other} const { list } = thing; list.push(1);`, 'list.push(1);'],
    ['a list by another name', `${other} const list = thing; list[0] = 1;`, 'list[0] = 1;'],
    [
      'a variable of its own, by a function',
      'const all: any[] = []; function add(x: any) { all.push(x); } add(1); export { all };',
      'add(1);',
    ],
    [
      'a registering decorator',
      'const all: any[] = []; const Note = () => (target: any): void => { all.push(target); }; @Note() class A {}; export { A, all };',
      'A = _decorate([Note()], A);',
    ],
    [
      'a registering decorator without a call',
      'const all: any[] = []; const Note = (target: any): void => { all.push(target); }; @Note class A {}; export { A, all };',
      'A = _decorate([Note], A);',
    ],
    [
      'a decorator of a package',
      `import { Service } from 'pack'; @Service() class A {}; export { A };`,
      'A = _decorate([Service()], A);',
    ],
    ['a package', `import pack from 'pack'; export const a = pack.make();`, 'const a = pack.make();'],
    [
      'a static initializer',
      `${other} export class A { static a = thing.make(); }`,
      'class A {\n\tstatic a = thing.make();\n}',
    ],
    [
      'a static block',
      'export class A { static { globalThis.a = A; } }',
      'class A {\n\tstatic {\n\t\tglobalThis.a = A;\n\t}\n}',
    ],
    ['a computed key', `${other} export class A { [thing.key()] = 1; }`, 'class A {\n\t[thing.key()] = 1;\n}'],
    [
      'a call in a default parameter',
      `${other} const f = (a = thing.b()) => a; export const c = f();`,
      'const c = f();',
    ],
    ['a callback', `${other} [1].forEach((x) => thing.add(x));`, '[1].forEach((x) => thing.add(x));'],
    ['a callback by its name', `${other} const add = (x: any) => thing.add(x); [1].forEach(add);`, '[1].forEach(add);'],
    [
      'a constructor',
      `${other} class P { constructor() { thing.add(this); } } export const p = new P();`,
      'const p = new P();',
    ],
    [
      'the constructor of a base class',
      `${other} class P { constructor() { thing.add(this); } } class Q extends P {} export const q = new Q();`,
      'const q = new Q();',
    ],
    ['a timer', 'setInterval(() => {}, 1e3);'],
    [
      'a file that is written',
      'import { writeFileSync } from "node:fs"; writeFileSync("a", "b");',
      'writeFileSync("a", "b");',
    ],
    [
      'a program that is started',
      'import { execSync } from "node:child_process"; export const a = execSync("date");',
      'const a = execSync("date");',
    ],
    [
      'a parameter that is called',
      `${other} const f = (g: any) => g(); export const a = f(thing);`,
      'const a = f(thing);',
    ],
    ['a parameter that is changed', `${other} const f = (g: any) => { g.x = 1; }; f(thing);`, 'f(thing);'],
    ['eval', 'eval("1");'],
    ['a condition', `${other} if (process.env.A) { thing.go(); }`, 'if (process.env.A) {\n\tthing.go();\n}'],
    ['a deleted property', `${other} delete thing.a;`, 'delete thing.a;'],
    [
      'a call in an option',
      `import { Task } from 'clew'; ${other} @Task({ doc: thing.doc() }) class A { run() {} }; export { A };`,
      'A = _decorate([Task({ doc: thing.doc() })], A);',
    ],
    ['Object.assign', `${other} Object.assign(thing, { a: 1 });`, 'Object.assign(thing, { a: 1 });'],
    [
      'a getter that is taken apart',
      'const sly = { get a() { return (globalThis.x = 1); } }; export const { a } = sly;',
      'const { a } = sly;',
    ],
    [
      'a getter',
      'class P { get a() { return (globalThis.x = 1); } } export const p = new P(), b = p.a;',
      'const p = new P(), b = p.a;',
    ],
    ['a setter', 'const p = { set a(b: any) { globalThis.x = b; } }; p.a = 1; export { p };', 'p.a = 1;'],
    [
      'a getter that is read with all others',
      'const p = { get a() { return (globalThis.x = 1); } }; export const q = { ...p };',
      'const q = { ...p };',
    ],
    [
      'a getter behind a getter',
      'const p = { get a() { return (globalThis.x = 1); }, get b() { return p.a; } }; export const c = p.b;',
      'const c = p.b;',
    ],
    [
      'a getter that is defined later',
      'const p: any = {}; Object.defineProperty(p, "a", { get() { return (globalThis.x = 1); } }); export const b = p.a;',
      'const b = p.a;',
    ],
    ['a getter of another module', `import { sly } from './sly.ts'; export const b = sly.a;`, 'const b = sly.a;'],
    ['an alias of the environment', 'const env = process.env; env.A = "b"; export { env };', 'env.A = "b";'],
    ['the prototype of a list', '(Object.getPrototypeOf([]) as any).last = 1;', 'Object.getPrototypeOf([]).last = 1;'],
    ['an object that others can not change any more', `${other} Object.freeze(thing);`, 'Object.freeze(thing);'],
    [
      'another object that becomes a property',
      `${other} const p: any = { a: {} }; p.a = thing; p.a.b = 1; export { p };`,
      'p.a.b = 1;',
    ],
    [
      'another object in a variable of a function',
      `${other} function f() { let o: any = {}; o = thing; o.b = 1; } f();`,
      'f();',
    ],
    ['a value that is reassigned', `${other} let a: any = {}; a = thing; a.b = 1; export { a };`, 'a.b = 1;'],
  ])('include %s', async (_what, code, effect = code) => {
    expect(await effectsWith({ ...others, ...pack, 'm.ts': code })).toEqual([effect]);
  });
});
