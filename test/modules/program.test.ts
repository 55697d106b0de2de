import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Program } from '../../src/modules/program.ts';
import { project, type Project } from './project.ts';

async function program(made: Project, file = 'w.ts'): Promise<Program> {
  const { value, error } = await made.run('program', [file]);
  expect(error).toBeUndefined();
  return value;
}

/** What `main` gives where the program is laid out, and that it is the same program there. */
async function again(made: Project, found: Program): Promise<unknown> {
  const { value, error } = await made.run('again', [found]);
  expect(error).toBeUndefined();
  const paths = (files: Program['files']): string[] => files.map(({ path }) => path);
  expect(paths(value.program.files)).toEqual(expect.arrayContaining(paths(found.files)));
  return value.value;
}

describe('recorded program of a run', () => {
  it('includes modules that are only asked for and files that decide about the code, and nothing else', async () => {
    const made = await project({
      'w.ts': `import { From } from 'clew'; import { Load } from './tasks'; export class W { @From(Load) rows!: number; }`,
      'tasks/index.ts': `export { Load } from './load.ts';`,
      'tasks/load.ts': `export class Load {}`,
      'package.json': '{ "name": "shop", "type": "module", "scripts": { "test": "no matter" } }',
      'configs/base.json':
        '{ "compilerOptions": { "paths": { "@/*": ["../tasks/*"] }, "strict": false, "outDir": "x" } }',
      'tsconfig.json': '{ "extends": ["./configs/base.json"], "compilerOptions": { "target": "es2020" } } // c',
    });
    const found = await program(made);
    expect(found.files.map(({ path }) => path)).toEqual([
      'package.json',
      'tasks/index.ts',
      'tasks/load.ts',
      'tsconfig.json',
      'w.ts',
    ]);
    const sourceOf = (name: string): any => JSON.parse(found.files.find(({ path }) => path === name)!.source);
    expect(sourceOf('package.json')).toEqual({ name: 'shop', type: 'module' });
    expect(sourceOf('tsconfig.json').compilerOptions).toEqual({
      useDefineForClassFields: false,
      verbatimModuleSyntax: false,
      strictNullChecks: false,
      jsx: 'react-jsx',
      paths: { '@/*': ['./tasks/*'] },
    });
    await made.write({ 'package.json': '{ "name": "shop", "type": "module", "version": "2.0.0" }' });
    expect((await program(made)).digest).toBe(found.digest);
    await made.write({ 'tasks/index.ts': `export { Load } from './load.ts'; ` });
    expect((await program(made)).digest).not.toBe(found.digest);
  });

  it('loads elsewhere as it was, whatever the project is by now', async () => {
    const made = await project({
      'w.ts': `import { a } from '@/a'; import b from './b.cjs'; import c from './c.json' with { type: 'json' };
      import pack from './package.json' with { type: 'json' };
      import { d } from '#d'; import { dep } from 'dep';
      class Fields { f: number | undefined; } // assigned or defined: the tsconfig decides
      export const main = () => [a, b.b, c.c, d, dep, pack.version, Object.hasOwn(new Fields(), 'f')];`,
      'lib/a.ts': `export const a = 'a';`,
      'b.cjs': `exports.b = require('./lib/more.cjs').more;`,
      'lib/more.cjs': `exports.more = 'b';`,
      'c.json': '{ "c": "ä\u2028" }',
      'd.js': `export const d = 'd';`,
      'package.json': '{ "type": "module", "version": "7.0.0", "imports": { "#d": "./d.js" } }',
      'tsconfig.json':
        '{ "compilerOptions": { "target": "es2020", "baseUrl": "./lib", "paths": { "@/*": ["${configDir}/lib/*"] } } }',
      'node_modules/dep/package.json': '{ "name": "dep", "version": "1.0.0", "type": "module", "main": "i.js" }',
      'node_modules/dep/i.js': `export const dep = 'dep';`,
    });
    const found = await program(made);
    expect(found.packages).toEqual({ dep: '1.0.0' });
    const answer = ['a', 'b', 'c: ä\u2028'.slice(3), 'd', 'dep', '7.0.0', false];
    expect(await again(made, found)).toEqual(answer);
    await made.write({ 'package.json': '{ "type": "commonjs" }', 'tsconfig.json': '{}', 'w.ts': 'nonsense' });
    for (const name of ['lib', 'b.cjs', 'c.json', 'd.js']) await rm(join(made.root, name), { recursive: true });
    expect(await again(made, found)).toEqual(answer);
  });

  it('ignores files that the project did not have then', async () => {
    const made = await project({
      'w.ts': `class Fields { f: number | undefined; } export const main = () => Object.hasOwn(new Fields(), 'f');`,
    });
    await rm(join(made.root, 'package.json'));
    const found = await program(made);
    expect(found.files.map(({ path }) => path)).toEqual(['w.ts']);
    await made.write({
      'package.json': '{ "type": "module" }',
      'tsconfig.json': '{ "compilerOptions": { "target": "es6" } }',
    });
    expect(await again(made, found)).toBe(true);
  });

  it('accepts code that is not valid text', async () => {
    const made = await project({ 'w.ts': `import './latin.js'; export const main = () => globalThis.seen;` });
    const { writeFile } = await import('node:fs/promises');
    await writeFile(join(made.root, 'latin.js'), Buffer.from("globalThis.seen = '\xe9'.length;", 'latin1'));
    const found = await program(made);
    await rm(join(made.root, 'latin.js'));
    expect(await again(made, found)).toBe(1);
  });
});
