import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mayReadWhenLoaded } from '../../../src/modules/analysis/load-reads.ts';
import { project } from '../project.ts';

const others = {
  'package.json': '{ "type": "module" }',
  'lib.ts': `import fs from 'node:fs';
export const load = (file: string): string => fs.readFileSync(file, 'utf8');
export const up = (text: string): string => text.toUpperCase();
export class Loaded { text = load('a'); }`,
  'old.cjs': 'exports.x = 1; exports.f = () => 1;',
  'node_modules/left/package.json': '{ "name": "left", "version": "1.0.0", "main": "i.js" }',
  'node_modules/left/i.js': 'exports.left = () => 1;',
  'node_modules/zod/package.json': '{ "name": "zod", "version": "4.0.0", "main": "i.js" }',
  'node_modules/zod/i.js': 'exports.z = {};',
};

async function mayRead(code: string, file: string): Promise<boolean> {
  const { root } = await project({ ...others, [file]: code });
  return mayReadWhenLoaded(join(root, file), { reaches: () => true });
}

const fs = `import { readFileSync } from 'node:fs';\n`;
const lib = `import { load, Loaded, up } from './lib.ts';\n`;
const left = `import { left } from 'left';\n`;
const clew = `import { Param, run, Task } from 'clew'; import { z } from 'zod';\n`;
const require = `const { Task } = require('clew'); const fs = require('fs'); const { z } = require('zod');\n`;

describe('file reads while a module loads', () => {
  it.each<[what: string, code: string, file?: string]>([
    ['a task that reads', `${clew}${fs} @Task() export class A { run() { return readFileSync('x'); } }`],
    [
      'a task that is marked by calls, with a schema',
      `${clew}${fs} export class A { run() { return readFileSync('x'); } }\nParam(z.number().min(1))(A.prototype, 'n'); Task()(A);`,
    ],
    [
      'the same in CommonJS',
      `${require} class A { run() { return fs.readFileSync('x'); } } Task()(A); exports.A = A;`,
      'm.cjs',
    ],
    ['a schema in CommonJS', `${require} exports.row = z.object({ a: z.string() }).strict();`, 'm.cjs'],
    ['a function that reads', `${lib} export const text = () => load('x');`],
    ['a field that reads', `${fs} export class A { text = readFileSync('x'); }`],
    ['a call of what only computes', `${lib} export const text = up('x').trim();`],
    [
      'lists and tables',
      `${lib} export const a = ['a'].map((x) => up(x)); const m = new Map(); for (const x of a) m.set(x, 1);`,
    ],
    ['a package that is used later', `${left} export const f = () => left('x');`],
    [
      'paths',
      `import path from 'node:path'; export const p = path.join(process.cwd(), 'x'); console.log(process.env.X);`,
    ],
    ['a module that is imported late by its name', `export const lib = await import('./lib.ts');`],
    ['a module that is required', `exports.x = require('./old.cjs').x;`, 'm.cjs'],
    ['an enum and a namespace', `export enum E { A } export namespace N { export const a = 1; }`],
    [
      'a test',
      `import test from 'node:test'; ${fs} test.describe('x', () => { test.it('y', () => readFileSync('x')); });`,
    ],
    ['a schema that checks', `${clew}${fs} export const row = z.object({}).refine(() => readFileSync('x')).strict();`],
    ['an input', `${clew}${fs} export class A { run() { return readFileSync('x'); } }\nexport const list = [A];`],
  ])('are excluded: %s', async (_, code, file = 'm.ts') => {
    expect(await mayRead(code, file)).toBe(false);
  });

  it.each<[what: string, code: string, file?: string]>([
    ['a file', `${fs} export const text = readFileSync(new URL('x', import.meta.url), 'utf8');`],
    ['a file, later', `import { readFile } from 'node:fs/promises'; export const text = await readFile('x');`],
    [
      'a file, with what comes then',
      `import { readFile } from 'node:fs/promises'; export const t = readFile('x').then(String);`,
    ],
    ['by a function of another module', `${lib} export const text = load('x');`],
    ['by a function that is handed over', `${lib} export const texts = ['a'].map(load);`],
    ['by a function that calls one', `${lib} export const texts = ['a'].map((x) => load(x));`],
    ['by a class', `${lib} export const one = new Loaded();`],
    ['by a static field', `${fs} export class A { static text = readFileSync('x'); }`],
    [
      'by a function of an object',
      `${fs} const o = { a: () => readFileSync('x') }; export const text = o['a' + ''](); `,
    ],
    ['by a function of a block', `${fs} { const f = () => readFileSync('x'); f(); }`],
    ['by a function that is called at once', `${fs} export const text = (() => readFileSync('x'))();`],
    ['by a computed name', `import * as fs from 'node:fs'; export const text = fs['read' + 'FileSync']('x');`],
    ['by a program', `import { execSync } from 'node:child_process'; export const text = execSync('cat x');`],
    ['by a package', `${left} export const text = left('x');`],
    ['by what is imported late', `export const text = (await import('./lib.ts')).load('x');`],
    ['by a name that is computed', `export const lib = await import('./' + 'lib.ts');`],
    [
      'by createRequire',
      `import { createRequire } from 'node:module'; export const x = createRequire(import.meta.url)('./x.json');`,
    ],
    ['by what Node gives', `process.getBuiltinModule('fs').readFileSync('x');`],
    ['in CommonJS', `${require} exports.text = fs.readFileSync('x');`, 'm.cjs'],
    ['in CommonJS, at once', `exports.text = require('fs').readFileSync('x');`, 'm.cjs'],
    ['in CommonJS, by a function', `const f = () => require('fs').readFileSync('x'); exports.text = f();`, 'm.cjs'],
    ['in CommonJS, by a computed name', `exports.text = require('./' + 'old.cjs');`, 'm.cjs'],
  ])('are possible: %s', async (_, code, file = 'm.ts') => {
    expect(await mayRead(code, file)).toBe(true);
  });
});
