import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { codeOf, importChain, type CodeClosure } from '../../src/modules/closure.ts';
import { digestOf } from '../../src/values/digest.ts';
import { project, type Project } from './project.ts';

/** In a process of its own: what a process has read once, it doesn't read again. */
async function code(made: Project, file = 'w.ts', root?: string): Promise<CodeClosure> {
  const { value, error } = await made.run('code', root === undefined ? [file] : [file, root]);
  expect(error).toBeUndefined();
  return value;
}

const paths = ({ files }: CodeClosure): string[] => files.map(({ path }) => path);

describe('the code of a module', () => {
  it('is itself and what it imports, and not what only types need', async () => {
    const made = await project({
      'w.ts':
        'import { a } from "./lib/a.js"; import { type T } from "./types"; export * from "./star"; export const t: T = a; const x = () => import("./late");',
      'lib/a.ts':
        'import { w } from "../w.ts"; import type { T } from "../types"; export const a: T = 1; export { b } from "./b.cjs";',
      'lib/b.cjs': 'exports.b = require("./c.cjs");',
      'lib/c.cjs': 'exports.c = 1;',
      'star.ts': 'export const star = 1;',
      'late.ts': 'import data from "./data.json" with { type: "json" }; export default data;',
      'data.json': '{ "a": 1 }',
      'types.ts': 'export type T = number;',
      'unrelated.ts': 'export const z = 1;',
    });
    const found = await code(made);
    expect(found.entry).toBe('w.ts');
    expect(paths(found)).toEqual(['data.json', 'late.ts', 'lib/a.ts', 'lib/b.cjs', 'lib/c.cjs', 'star.ts', 'w.ts']);
    const star = found.files.find(({ path }) => path === 'star.ts')!;
    expect(star).toEqual({
      path: 'star.ts',
      source: 'export const star = 1;',
      digest: digestOf('export const star = 1;'),
    });
  });

  it('has another digest when any of it changes, and only then', async () => {
    const files = {
      'w.ts': 'import "./a";',
      'a.ts': 'import type { B } from "./b"; import "dep";',
      'b.ts': 'export type B = 1;',
    };
    const dep = (version: string) => ({
      'node_modules/dep/package.json': `{ "name": "dep", "version": "${version}" }`,
      'node_modules/dep/index.js': '',
    });
    const made = await project({ ...files, ...dep('1.0.0') });
    const elsewhere = await project({ ...files, ...dep('1.0.0') });
    const before = (await code(made)).digest;
    expect((await code(elsewhere)).digest).toBe(before);

    await made.write({ 'b.ts': 'export type B = 2;', 'other.ts': '' });
    expect((await code(made)).digest).toBe(before);
    await made.write({ 'a.ts': `${files['a.ts']} // edited` });
    const edited = (await code(made)).digest;
    expect(edited).not.toBe(before);
    await made.write(dep('1.0.1'));
    expect((await code(made)).digest).not.toBe(edited);
  });

  it('names packages with their versions, and Clew and Node not at all', async () => {
    const made = await project({
      'tsconfig.json': '{ "compilerOptions": { "paths": { "~/*": ["./*"] } } }',
      'w.ts':
        'import "clew"; import fs from "node:fs"; import "path"; import "@acme/one/deep"; import "own/inner"; import "~/near"; import "linked"; try { await import("sharp") } catch {} export { fs };',
      'near.ts': 'export class A { @(() => {}) a = 1 }',
      'node_modules/clew/package.json': '{ "name": "clew", "version": "9.9.9" }',
      'node_modules/@acme/one/package.json':
        '{ "name": "@acme/one", "version": "2.1.0", "exports": { "./deep": { "import": "./d.mjs" } } }',
      'package.json': '{ "name": "own", "exports": { "./inner": "./src/inner.js" } }',
      'src/inner.ts': '',
      'packages/linked/package.json':
        '{ "name": "linked", "version": "0.0.0", "exports": { ".": { "import": "./main.js" } } }',
      'packages/linked/main.ts': 'import "./more.js";',
      'packages/linked/more.ts': '',
    });
    await made.link('node_modules/linked', 'packages/linked');
    const found = await code(made);
    expect(found.packages).toEqual({ '@acme/one': '2.1.0', sharp: 'not installed' });
    expect(paths(found)).toEqual([
      'near.ts',
      'packages/linked/main.ts',
      'packages/linked/more.ts',
      'src/inner.ts',
      'w.ts',
    ]);
  });

  it('reaches out of its root', async () => {
    const made = await project({ 'app/w.ts': 'import "../shared/s";', 'shared/s.ts': '' });
    const found = await code(made, 'app/w.ts', join(made.root, 'app'));
    expect([found.entry, ...paths(found)]).toEqual(['w.ts', '../shared/s.ts', 'w.ts']);
  });

  it('asks neither the transformer nor the lexer twice', async () => {
    const made = await project({ 'w.ts': 'import "./a";', 'a.ts': 'export const a: number = 1;' });
    const first = await made.run('code', ['w.ts'], { ASK_NATIVE: '1' });
    const second = await made.run('code', ['w.ts'], { ASK_NATIVE: '1' });
    expect([first.native, second.native]).toEqual([true, false]);
    expect(second.value).toEqual(first.value);
  });

  it('is reached by the shortest chain of imports', async () => {
    const made = await project({
      'w.ts': 'import "./a"; import "./b";',
      'a.ts': 'import "./lib/long";',
      'lib/long.ts': 'import "../c";',
      'b.ts': 'import "./c"; import "./w";',
      'c.ts': '',
      'alone.ts': '',
    });
    const chain = (path: string): string[] => importChain(join(made.root, 'w.ts'), made.root, path);
    expect(chain('c.ts')).toEqual(['w.ts', 'b.ts', 'c.ts']);
    expect(chain('lib/long.ts')).toEqual(['w.ts', 'a.ts', 'lib/long.ts']);
    expect(chain('w.ts')).toEqual(['w.ts']);
    expect([chain('alone.ts'), chain('nowhere.ts')]).toEqual([[], []]);
  });

  it('is worked out once for all who ask', async () => {
    const made = await project({ 'w.ts': 'import "./a";', 'a.ts': '' });
    const file = join(made.root, 'w.ts');
    expect(codeOf(file, made.root)).toBe(codeOf(file, made.root));
  });

  it('is small work for a thousand files in a ring', async () => {
    const size = 1000;
    const made = await project(
      Object.fromEntries(
        Array.from({ length: size }, (_, i) => [
          `m${i}.js`,
          `import "./m${(i + 1) % size}.js"; import "./m${(i * 7) % size}.js";`,
        ]),
      ),
    );
    const all = Array.from({ length: 5 }, (_, i) => codeOf(join(made.root, `m${i}.js`), made.root));
    expect(all.map(({ files }) => files.length)).toEqual(Array(5).fill(size));
    expect(new Set(all.map(({ digest }) => digest)).size).toBe(5);
  });
});

it('knows the difference between files that are no text', async () => {
  const root = await mkdtemp(join(tmpdir(), 'clew-bytes-'));
  onTestFinished(() => rm(root, { recursive: true }));
  const digests = [];
  for (const [name, byte] of [
    ['a', 0xfe],
    ['b', 0xff],
  ] as const) {
    await writeFile(join(root, `${name}.wasm`), new Uint8Array([byte]));
    digests.push(codeOf(join(root, `${name}.wasm`), root).files[0]!.digest);
  }
  expect(digests[0]).not.toBe(digests[1]);
});
