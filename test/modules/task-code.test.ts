import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { codeOf, importChain, type CodeClosure } from '../../src/modules/task-code.ts';
import { digestOf } from '../../src/values/digest.ts';
import { project, type Project } from './project.ts';

/** In a process of its own: what a process has read once, it doesn't read again. */
async function code(made: Project, file = 'w.ts', root?: string): Promise<CodeClosure> {
  const { value, error } = await made.run('code', root === undefined ? [file] : [file, root]);
  expect(error).toBeUndefined();
  return value;
}

const paths = ({ files }: CodeClosure): string[] => files.map(({ path }) => path);

describe('identity of code: modules', () => {
  it('includes the module and what it imports, without imports of types only', async () => {
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
    const source = 'export const star = 1;';
    expect(star).toEqual({ path: 'star.ts', source, digest: digestOf(source), identity: star.identity });
  });

  it('changes when any of the modules changes, and only then', async () => {
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
    const before = await code(made);
    expect(await code(elsewhere)).toEqual(before);

    await made.write({ 'b.ts': 'export type B = 2;', 'other.ts': '' });
    expect(await code(made)).toEqual(before);
    await made.write({ 'a.ts': `${files['a.ts']} f();` });
    const edited = await code(made);
    expect([edited.digest === before.digest, edited.identity === before.identity]).toEqual([false, false]);
    await made.write(dep('1.0.1'));
    const updated = await code(made);
    expect([updated.digest === edited.digest, updated.identity === edited.identity]).toEqual([false, false]);
  });

  it('depends on the code that runs, not on its text', async () => {
    const files = {
      'tsconfig.json': '{ "compilerOptions": { "useDefineForClassFields": true } }',
      'w.ts': `import './a.js';\nimport './b.cjs';\nimport './c.mjs';\nexport const f = (a: number): number[] => [a];`,
      'a.ts': 'export class A { @d() a!: string; b: number; run(x: A) { return x; } }',
      'b.cjs': 'exports.b = `x\n`;\nreturn\nexports.c = 1',
      'c.mjs': 'export const c = 1 / 2;',
    };
    const withEdits = async (edits: Record<string, string>): Promise<CodeClosure> => {
      const { root } = await project({ ...files, ...edits });
      return codeOf(join(root, 'w.ts'), root);
    };
    const first = await withEdits({});
    const edit = async (edits: Record<string, string>): Promise<'same' | 'another'> => {
      const { digest, identity } = await withEdits(edits);
      expect(digest).not.toBe(first.digest);
      return identity === first.identity ? 'same' : 'another';
    };
    const same: Record<string, string>[] = [
      { 'w.ts': `// require('./gone.js')\n${files['w.ts']}` },
      { 'w.ts': files['w.ts'].replaceAll('\n', '\r\n') },
      { 'w.ts': files['w.ts'].replace('number[]', 'readonly number[]').replace('[a]', '[\n  a, // it\n]') },
      { 'a.ts': `interface B { a: 1 }\nexport type { B };\n${files['a.ts'].replace('number', '1 | 2')}` },
      { 'b.cjs': files['b.cjs'].replace('return', '  return /* now */') },
      { 'b.cjs': `#!/usr/bin/env node\n${files['b.cjs']}` },
      { 'c.mjs': 'export const c = /* a half */\n 1/2' },
    ];
    for (const edits of same) expect([edits, await edit(edits)]).toEqual([edits, 'same']);
    const others: Record<string, string>[] = [
      { 'w.ts': files['w.ts'].replace('[a]', '[a, a]') },
      { 'a.ts': files['a.ts'].replace('string', 'number') },
      { 'a.ts': files['a.ts'].replace('b: number', 'c: number') },
      { 'b.cjs': files['b.cjs'].replace('x\n', 'x \n') },
      { 'b.cjs': files['b.cjs'].replace('return\n', 'return ') },
      { 'b.cjs': files['b.cjs'].replace('x\n', 'x// no\n') },
      { 'c.mjs': 'export const c = 1 //2;' },
    ];
    for (const edits of others) expect([edits, await edit(edits)]).toEqual([edits, 'another']);

    const assigned = await withEdits({ 'tsconfig.json': files['tsconfig.json'].replace('true', 'false') });
    expect(assigned.files.filter((file, i) => file.identity !== first.files[i]!.identity)).toMatchObject([
      { path: 'a.ts', digest: first.files[0]!.digest },
    ]);
    expect(assigned.digest).not.toBe(first.digest);
  });

  it('is that of the raw text for JavaScript that cannot be parsed', async () => {
    const made = async (text: string): Promise<string> => {
      const { root } = await project({ 'w.js': text });
      return codeOf(join(root, 'w.js'), root).identity;
    };
    expect(await made('a = b <! c >>  ')).not.toBe(await made('a = b <! c >> '));
  });

  it('includes the module of a worker, and not the data beside it', async () => {
    const made = await project({
      'w.ts': `new Worker(new URL('./worker.js', import.meta.url)); read(new URL('./data.csv', import.meta.url));`,
      'worker.ts': 'import "./late.ts"',
      'late.ts': '',
      'data.csv': '1',
    });
    expect(paths(await code(made))).toEqual(['late.ts', 'w.ts', 'worker.ts']);
  });

  it('includes packages with their versions, without Clew and Node', async () => {
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

  it('includes the installed versions of the dependencies of packages', async () => {
    const pack = (path: string, version: string, more: object = {}): Record<string, string> => ({
      [`${path}/package.json`]: JSON.stringify({ name: path.split('node_modules/').at(-1), version, ...more }),
    });
    const made = await project({
      'w.ts': 'import "top"; import { type T } from "typed";',
      ...pack('node_modules/top', '1.0.0', {
        dependencies: { deep: '*', '@types/node': '*', clew: '*', optional: '*' },
        optionalDependencies: { optional: '*' },
        peerDependencies: { peer: '*', perhaps: '*' },
        peerDependenciesMeta: { perhaps: { optional: true } },
      }),
      ...pack('node_modules/top/node_modules/deep', '2.0.0', { dependencies: { shared: '*', deep: '*' } }),
      ...pack('node_modules/deep', '1.0.0'),
      ...pack('node_modules/peer', '3.0.0', { dependencies: { deep: '*', top: '*', gone: '*' } }),
      ...Object.assign(
        {},
        ...['shared', '@types/node', 'optional', 'perhaps', 'typed', 'unused', 'clew'].map((name) =>
          pack(`node_modules/${name}`, '1.0.0'),
        ),
      ),
    });
    expect((await code(made)).packages).toEqual({ deep: '1.0.0, 2.0.0', peer: '3.0.0', shared: '1.0.0', top: '1.0.0' });
  });

  it('includes files outside the root', async () => {
    const made = await project({ 'app/w.ts': 'import "../shared/s";', 'shared/s.ts': '' });
    const found = await code(made, 'app/w.ts', join(made.root, 'app'));
    expect([found.entry, ...paths(found)]).toEqual(['w.ts', '../shared/s.ts', 'w.ts']);
  });

  it('calls the transformer and the lexer once for each file', async () => {
    const made = await project({ 'w.ts': 'import "./a";', 'a.ts': 'export const a: number = 1;' });
    const first = await made.run('code', ['w.ts'], { ASK_NATIVE: '1' });
    const second = await made.run('code', ['w.ts'], { ASK_NATIVE: '1' });
    expect([first.native, second.native]).toEqual([true, false]);
    expect(second.value).toEqual(first.value);
  });

  it('finds the shortest chain of imports', async () => {
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

  it('is computed once for all callers', async () => {
    const made = await project({ 'w.ts': 'import "./a";', 'a.ts': '' });
    const file = join(made.root, 'w.ts');
    expect(codeOf(file, made.root)).toBe(codeOf(file, made.root));
  });

  it('is fast for a thousand files that import each other in a ring', async () => {
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

it('identity of code: TypeScript in another encoding is read as Node reads JavaScript', async () => {
  const root = await mkdtemp(join(tmpdir(), 'clew-bytes-'));
  onTestFinished(() => rm(root, { recursive: true }));
  const file = (name: string, comment: string): [string, Uint8Array] => [
    join(root, name),
    Buffer.from(`// ${comment}\nexport const a: number = 1; // and\n`, 'latin1'),
  ];
  for (const [path, bytes] of [file('a.ts', 'caf\u00e9'), file('b.ts', 'coffee')]) await writeFile(path, bytes);
  const [a, b] = ['a.ts', 'b.ts'].map((name) => codeOf(join(root, name), root).files[0]!);
  expect(a!.identity).toBe(b!.identity);
  expect(a!.digest).not.toBe(b!.digest);
});

it('identity of code: files that are not text have different digests', async () => {
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
