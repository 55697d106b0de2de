import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/values/digest.ts';
import { type SceneResult, pathsOf, sceneProject, sha256 } from './scene.ts';

const resolutionsOf = ({ dependencies }: SceneResult): string[] =>
  (dependencies?.resolutions ?? [])
    .map(({ from, specifier, kind, to }) => `${kind} ${specifier} from ${from}: ${to}`)
    .toSorted();
const packagesOf = ({ dependencies }: SceneResult): string[] =>
  (dependencies?.packages ?? []).map(({ folder, version }) => `${folder}@${version}`);

/** The smallest module of WebAssembly that there is. */
const wasm = Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);

describe('dependencies on modules', () => {
  it('include all that is loaded by a computed name, in every way', async () => {
    const project = sceneProject({
      'a.mjs': `import './b.mjs'; export default 1;`,
      'b.mjs': `export default 2;`,
      'c.cjs': `module.exports = require('./d.cjs');`,
      'd.cjs': `module.exports = 4;`,
      'e.json': '{"e": 5}',
      'f.ts': 'export const f: number = 6;',
      'g.wasm': wasm,
      'main.mjs': `import { createRequire as makeRequire } from 'node:module'; import fs from 'node:fs';
      const load = makeRequire(import.meta.url);
      export const esm = async (name) => { await import(\`./\${name}.mjs\`); };
      export const cjs = (name) => { load(\`./\${name}.cjs\`); };
      export const json = (name) => { load('./' + name + '.json'); };
      export const jsonImport = async (name) => { await import('./' + name + '.json', { with: { type: 'json' } }); };
      export const ts = async (name) => { await import('./' + name + '.ts'); };
      export const gone = async (name) => { await import('./' + name + '.mjs').catch(() => 0); try { load('./' + name) } catch {} };
      export const wasm = (name) => { new WebAssembly.Module(fs.readFileSync(import.meta.dirname + '/' + name + '.wasm')); };
      export const where = async (name) => { import.meta.resolve('./' + name + '.mjs'); };`,
    });
    const play = async (call: string, ...args: string[]) =>
      (await project.play({ module: 'main.mjs', runs: [{ call, args }] }))[0]!;
    const esm = await play('esm', 'a');
    expect(pathsOf(esm)).toEqual(['a.mjs', 'b.mjs']);
    expect(resolutionsOf(esm)).toEqual(['import ./a.mjs from *.mjs: a.mjs', 'import ./b.mjs from *.mjs: b.mjs']);
    expect(esm.dependencies!.modules[1]!.identity).toMatch(/^sha256:/);
    const cjs = await play('cjs', 'c');
    expect(pathsOf(cjs)).toEqual(['c.cjs', 'd.cjs']);
    expect(resolutionsOf(cjs)).toEqual(['require ./c.cjs from *.mjs: c.cjs', 'require ./d.cjs from *.cjs: d.cjs']);
    const json = await play('json', 'e');
    const digest = digestOf('{"e": 5}');
    expect(json.dependencies!.modules).toEqual([{ path: 'e.json', identity: digest, digest }]);
    expect((await play('jsonImport', 'e')).dependencies!.modules).toEqual(json.dependencies!.modules);
    expect(pathsOf(await play('ts', 'f'))).toEqual(['f.ts']);
    expect(resolutionsOf(await play('gone', 'x'))).toEqual([
      'import ./x.mjs from *.mjs: null',
      'require ./x from *.mjs: null',
    ]);
    expect((await play('wasm', 'g')).dependencies!.files).toEqual([
      { path: 'g.wasm', kind: 'content', state: sha256(wasm) },
    ]);
    expect(resolutionsOf(await play('where', 'a'))).toEqual(['import ./a.mjs from *.mjs: a.mjs']);
  }, 90_000);

  it('leave out what the static code already covers', async () => {
    const project = sceneProject({
      'main.mjs': `import { b } from './b.mjs'; import './unreached.mjs'; export const main = () => b;`,
      'b.mjs': `import './c.mjs'; export const b = 1;`,
      'c.mjs': '',
      'unreached.mjs': '',
    });
    const files = ['main.mjs', 'b.mjs', 'c.mjs'];
    const [result] = await project.play({ module: 'main.mjs', runs: [{ call: 'main', reach: { files } }] });
    expect(result!.dependencies).toBeNull();
  });

  it('include a whole module that is imported by a computed name, even if the static code covers a part of it', async () => {
    const project = sceneProject({
      'a.mjs': `globalThis.left = 1; export const a = 1;`,
      'main.mjs': `import './a.mjs'; export const main = async (name) => { await import('./' + name); }; export const other = () => 1;`,
    });
    const reach = { files: ['main.mjs', 'a.mjs'], partFiles: ['main.mjs', 'a.mjs'] };
    const runs = [
      { call: 'other', reach },
      { call: 'main', args: ['a.mjs'], reach },
      { call: 'other', reach: { ...reach, holdsState: true } },
      { call: 'other', reach },
    ];
    const results = await project.play({ module: 'main.mjs', runs, stateless: ['a.mjs', 'main.mjs'] });
    expect(results.map(({ dependencies }) => dependencies?.modules.map(({ path }) => path) ?? [])).toEqual([
      [],
      ['a.mjs'],
      ['a.mjs'],
      [],
    ]);
  });

  it('identify CommonJS imported by a computed name by its text only', async () => {
    const project = sceneProject({
      'a.cjs': `exports.a = 1;`,
      'main.mjs': `export const main = async (name) => { await import('./' + name); };`,
    });
    const [result] = await project.play({ module: 'main.mjs', runs: [{ call: 'main', args: ['a.cjs'] }] });
    const modules = result!.dependencies!.modules.map(({ path, digest }) => [path, digest !== null]);
    expect(modules).toEqual([['a.cjs', true]]);
  });

  it('of a fan-out that imports by computed names are one each, or all where state outlives them', async () => {
    const project = sceneProject({
      'a.mjs': `export default 'a';`,
      'b.mjs': `export default 'b';`,
      'main.mjs': `export const main = async (name) => { await import(\`./\${name}.mjs\`); }; export const other = () => 1;`,
    });
    const holdsState = true;
    const runs = [
      { call: 'main', args: ['a'] },
      { call: 'main', args: ['b'] },
      { call: 'main', args: ['a'] },
      { call: 'other' },
      { call: 'main', args: ['a'], reach: { holdsState } },
      { call: 'other', reach: { files: ['elsewhere.mjs'] } },
    ];
    const plain = ['a.mjs', 'b.mjs'];
    const results = await project.play({ module: 'main.mjs', runs, plain, stateless: plain });
    const both = ['a.mjs', 'b.mjs'];
    expect(results.map(pathsOf)).toEqual([['a.mjs'], ['b.mjs'], ['a.mjs'], both, both, []]);
    const [, effects] = await project.play({
      module: 'main.mjs',
      runs: [
        { call: 'main', args: ['a'] },
        { call: 'other', reach: { files: ['elsewhere.mjs'] } },
      ],
    });
    expect(pathsOf(effects!)).toEqual(['a.mjs']);
  });

  const packages = {
    'node_modules/p/package.json':
      '{ "name": "p", "version": "1.0.0", "exports": { "import": "./i.mjs", "require": "./r.cjs" } }',
    'node_modules/p/i.mjs': `import './inner.mjs'; import q from '@s/q'; export default q;`,
    'node_modules/p/inner.mjs': '',
    'node_modules/p/r.cjs': `module.exports = 1; try { require('optional') } catch {}`,
    'node_modules/@s/q/package.json': '{ "name": "@s/q", "version": "2.0.0", "main": "q.js" }',
    'node_modules/@s/q/q.js': `module.exports = 2;`,
    'main.mjs': `import p from 'p'; export const main = () => p; export const required = async () => {
    (await import('node:module')).createRequire(import.meta.url)('p'); };`,
  };

  it('include packages with what was loaded from them and how they were resolved', async () => {
    const project = sceneProject(packages);
    const scene = {
      module: 'main.mjs',
      runs: [
        { call: 'main', reach: { packages: { p: '1.0.0' } } },
        { call: 'main' },
        { call: 'required', reach: { packages: { p: '1.0.0' } } },
      ],
    };
    const [main, slice, required] = await project.play(scene);
    expect(packagesOf(main!)).toEqual(['node_modules/@s/q@2.0.0', 'node_modules/p@1.0.0']);
    expect(resolutionsOf(main!)).toEqual([
      'import @s/q from node_modules/p/*.json: node_modules/@s/q/q.js',
      'import p from *.mjs: node_modules/p/i.mjs',
    ]);
    expect(main!.packageFiles![1]!.map(({ path }) => path)).toEqual(['i.mjs', 'inner.mjs', 'package.json']);
    // The part of the file that the task reaches doesn't import it.
    expect(slice!.dependencies).toBeNull();
    expect(resolutionsOf(required!)).toContain('require optional from node_modules/p/*.json: null');
    expect(required!.packageFiles![1]!.map(({ path }) => path)).toEqual([
      'i.mjs',
      'inner.mjs',
      'package.json',
      'r.cjs',
    ]);
    project.write({ 'node_modules/p/inner.mjs': '// edited' });
    const [edited] = await project.play(scene);
    expect(edited!.dependencies!.packages[1]!.files).not.toBe(main!.dependencies!.packages[1]!.files);
    expect(edited!.dependencies!.packages[0]).toEqual(main!.dependencies!.packages[0]);
  });

  it('are unknown for a package that changes after it was loaded', async () => {
    const project = sceneProject({
      ...packages,
      'main.mjs': `import p from 'p'; import { execFileSync } from 'node:child_process';
      export const main = () => { execFileSync(process.execPath, ['-e', 'setTimeout(() => fs.writeFileSync("node_modules/p/inner.mjs", ""), 50)']); };`,
    });
    const [result] = await project.play({
      module: 'main.mjs',
      runs: [{ call: 'main', reach: { packages: { p: '1' } } }],
    });
    expect(result!.dependencies!.unknown).toEqual(['node_modules/p/inner.mjs changed while it was used']);
  });
});
