import { describe, expect, it } from 'vitest';
import { codeWith, pathsOf } from './code.ts';

describe('static analysis of code', () => {
  const found = async (text: string, file = 'w.mjs'): Promise<string[]> => {
    const files = { [file]: text, 'a.mjs': 'export const a = 1;', 'b.cjs': 'exports.b = 1;', 'c.mjs': '' };
    return pathsOf(await codeWith(files, ['f'], { file, modules: [] })).filter((path) => path !== file);
  };
  it.each<[code: string, paths: string[]]>([
    ['export const f = () => import("./a.mjs");', ['a.mjs']],
    ['export const f = () => import(\n  `./a.mjs`,\n);', ['a.mjs']],
    ['const name = "./a.mjs"; export const f = () => import(name);', ['a.mjs']],
    ['export const f = (x) => import(x ? "./a.mjs" : "./c.mjs");', ['a.mjs', 'c.mjs']],
    ['export const f = () => import("./" + "a" + `.mjs`);', ['a.mjs']],
    ['export const f = () => new Worker(new URL("./a.mjs", import.meta.url));', ['a.mjs']],
    ['export const f = () => new Worker(new URL("a.mjs", import.meta.url));', ['a.mjs']],
    ['export const f = () => import.meta.resolve("./a.mjs");', ['a.mjs']],
    [
      'import { createRequire as make } from "node:module"; const load = make(import.meta.url); export const f = () => load("./b.cjs");',
      ['b.cjs'],
    ],
    [
      'import module from "node:module"; const load = module.createRequire(import.meta.url), again = load; export const f = () => again(`./b.cjs`);',
      ['b.cjs'],
    ],
    [
      'import { createRequire as make } from "node:module"; const load = make("/elsewhere/x.js"); export const f = () => load("./b.cjs");',
      [],
    ],
    ['export const f = () => "import(\'./a.mjs\')"; // import("./c.mjs")', []],
    ['export const f = () => new URL("./a.csv", import.meta.url);', []],
  ])('finds the modules of %s', async (code, paths) => {
    expect(await found(code)).toEqual(paths);
  });

  it('finds the names of environment variables', async () => {
    const { reach } = await codeWith(
      {
        'w.mjs': `import { env } from 'node:process'; import process_ from 'process'; const e = process.env;
          export function f() { const { A, B: b = 1 } = process.env; return [A, b, env.C, process['env'][\`D\`], e.E, process_.env.F, globalThis.process.env['G']]; }
          export const g = process.env.NOT;`,
      },
      ['f'],
      { file: 'w.mjs' },
    );
    expect(reach.variables).toEqual(['A', 'B', 'C', 'D', 'E', 'F', 'G']);
  });

  it.each<[code: string, names: string[]]>([
    ['const N = "A"; export const f = () => process.env[N];', ['A']],
    ['export const f = () => process.env["A" + "B"];', ['AB']],
    ['export const f = () => "A" in process.env;', ['A']],
    ['export const f = () => [Object.hasOwn(process.env, "A"), Reflect.get(process.env, "B")];', ['A', 'B']],
    ['export const f = (n) => process.env[n];', ['*']],
    ['export const f = (n) => n in process.env;', ['*']],
    ['export const f = () => ({ ...process.env });', ['*']],
    ['export const f = () => Object.keys(process.env);', ['*']],
    ['export const f = () => { const { A, ...rest } = process.env; return rest; };', ['*', 'A']],
    ['const e = process.env; export const f = (n) => e[n];', ['*']],
    ['const e = process.env ?? {}; export const f = (g) => g(e);', ['*']],
    ['const { env } = process; export const f = (v = env.A) => [v, { env: 1 }.env];', ['A']],
    ['export const f = (run) => [run({ env: process.env }), run({ env: { ...process.env, B: 1 } })];', []],
  ])('finds the environment variables of %s', async (code, names) => {
    expect((await codeWith({ 'w.mjs': code }, ['f'], { file: 'w.mjs' })).reach.variables).toEqual(names);
  });

  it.each<[holds: boolean, code: string]>([
    [false, 'const a = [1, 2]; export const f = () => a.map((x) => x);'],
    [false, 'export const f = () => { const a = []; a.push(1); return a; };'],
    [false, 'const a = Object.freeze({ b: 1 }); export const f = () => a.b;'],
    [false, 'const make = (n) => () => n; const one = make(1); export const f = () => one();'],
    [false, 'let a = 1; a = 2; export const f = () => a;'],
    [true, 'let a; export const f = () => (a ??= 1);'],
    [true, 'export const f = () => (globalThis.a ??= 1);'],
    [true, 'const g = globalThis; export const f = () => { const h = g; h.a = 1; };'],
    [true, 'const a = {}; const b = a; export const f = () => a.c; export const g = () => { b.c ??= 1; };'],
    [true, 'export const f = () => globalThis.a; export const g = () => (globalThis.a ??= 1);'],
    [false, 'export const f = () => globalThis.b; export const g = () => (globalThis.a ??= 1);'],
    [true, 'import { table } from "./once.mjs"; export const f = () => table; export const g = () => (table.a ??= 1);'],
    [true, 'let a = 0; export const f = () => { a++; };'],
    [true, 'const a = new Map(); export const f = (k) => { a.set(k, 1); };'],
    [true, 'const a = {}; export const f = (k) => (a[k] ??= 1);'],
    [true, 'const a = {}; export const f = (k) => { const b = a; b[k] = 1; };'],
    [true, 'const a = []; const fill = (x) => x.push(1); export const f = () => fill(a);'],
    [true, 'const a = new Map(); export const f = (k) => a.get(k); export const fill = () => a.set(1, 1);'],
    [true, 'class A { static x = 0; static m() { this.x += 1; } } export const f = () => A.m();'],
    [true, 'class A { static #x; static m() { A.#x ??= 1; } } export const f = () => A.m();'],
    [true, 'const make = () => { let n = 0; return () => n++; }; const next = make(); export const f = () => next();'],
    [true, 'import { once } from "./once.mjs"; const next = once(() => 1); export const f = () => next();'],
    [true, 'import memo from "memo"; const next = memo(() => 1); export const f = () => next();'],
    [true, 'import { table } from "./once.mjs"; export const f = () => table.set(1, 1);'],
  ])('says whether code holds state (%s): %s', async (holds, code) => {
    const once = 'export const once = (f) => { let v; return () => (v ??= f()); }; export const table = new Map();';
    const { reach } = await codeWith({ 'w.mjs': code, 'once.mjs': once }, ['f'], { file: 'w.mjs' });
    expect(reach.holdsState).toBe(holds);
  });
});
