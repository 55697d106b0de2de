import { describe, expect, it } from 'vitest';
import { filesOf, lookedAt, sceneProject, sha256 } from './scene.ts';

const content = (path: string, text: string): string => `content ${path} ${sha256(text)}`;
const abc = { 'a.txt': 'a', 'b.txt': 'b', 'c.txt': 'c' };

describe('dependencies of component runs', () => {
  it('are separate for two at once, through sync and async reads, streams and handles', async () => {
    const project = sceneProject({
      ...abc,
      'main.mjs': `import fs from 'node:fs'; import { open, readFile } from 'node:fs/promises';
      const pause = () => new Promise((done) => setTimeout(done, 5 * Math.random()));
      export async function main(name) {
        await pause(); await readFile(name + '.txt'); await pause(); fs.readFileSync(name + '.txt');
        for await (const _ of fs.createReadStream(name + '.txt')) await pause();
        const handle = await open(name + '.txt'); await pause(); await handle.readFile(); await handle.close();
        await new Promise((done) => fs.readFile(name + '.txt', async () => { await pause(); fs.existsSync('at-' + name); done(); }));
      }`,
    });
    const runs = ['a', 'b', 'c'].map((name) => ({ call: 'main', args: [name] }));
    const results = await project.play({ module: 'main.mjs', runs, together: true });
    expect(results.map(filesOf)).toEqual(
      ['a', 'b', 'c'].map((name) => [content(`${name}.txt`, name), `exists at-${name} absent`]),
    );
  });

  it('hold one file each for a thousand loaders that read at one line', async () => {
    const files = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`data/${i}.txt`, `${i}`]));
    const project = sceneProject({
      ...files,
      'main.mjs': `import { readFile } from 'node:fs/promises'; export const main = (i) => readFile(\`data/\${i}.txt\`, 'utf8');`,
    });
    const runs = Object.keys(files).map((_, i) => ({ call: 'main', args: [i] }));
    const results = await project.play({ module: 'main.mjs', runs });
    expect(results.map(filesOf)).toEqual(Object.entries(files).map(([path, text]) => [content(path, text)]));
  });

  it('include what others have read where state outlives them, and what was read on loading', async () => {
    const project = sceneProject({
      ...abc,
      'main.mjs': `import { readFileSync } from 'node:fs';
      const loaded = readFileSync('c.txt');
      let memo;
      export const main = () => (memo ??= readFileSync('a.txt', 'utf8'));
      export const other = () => 1;`,
    });
    const state = { holdsState: true };
    const results = await project.play({
      module: 'main.mjs',
      runs: [
        { call: 'main', reach: state },
        { call: 'main', reach: state },
        { call: 'main' },
        { call: 'other', reach: { unreached: [4] } },
        { call: 'other', reach: { unreached: [2, 4], holdsState: true } },
        { call: 'other', reach: { files: ['elsewhere.mjs'], holdsState: true } },
      ],
    });
    const [a, c] = [content('a.txt', 'a'), content('c.txt', 'c')];
    expect(results.map((result) => (result.dependencies ? filesOf(result) : null))).toEqual([
      [a, c],
      [a, c],
      [c],
      [c],
      null,
      null,
    ]);
  });

  it('include what a lazily loaded module reads, for all that reach it', async () => {
    const project = sceneProject({
      ...abc,
      'lazy.mjs': `import { readFileSync } from 'node:fs'; export const text = readFileSync('a.txt', 'utf8');`,
      'main.mjs': `export const main = async () => (await import('./lazy.mjs')).text; export const other = () => 1;`,
    });
    const reach = { files: ['main.mjs', 'lazy.mjs'] };
    const results = await project.play({
      module: 'main.mjs',
      runs: [
        { call: 'main', reach },
        { call: 'main', reach },
        { call: 'other', reach: { files: ['elsewhere.mjs'] } },
      ],
      stateless: ['lazy.mjs'],
      plain: ['lazy.mjs'],
    });
    expect(results.map(filesOf)).toEqual([[content('a.txt', 'a')], [content('a.txt', 'a')], []]);
  });

  it('include what a function of a lazily loaded module reads, for its caller only', async () => {
    const project = sceneProject({
      ...abc,
      'lazy.mjs': `import { readFileSync } from 'node:fs';
      export const read = (names) => names.map((name) => readFileSync(name + '.txt', 'utf8'));`,
      'main.mjs': `export const main = async (name) => (await import('./lazy.mjs')).read([name]);`,
    });
    const reach = { files: ['main.mjs', 'lazy.mjs'] };
    const runs = ['a', 'b'].map((name) => ({ call: 'main', args: [name], reach }));
    const results = await project.play({ module: 'main.mjs', runs });
    expect(results.map(filesOf)).toEqual([[content('a.txt', 'a')], [content('b.txt', 'b')]]);
  });

  const recalls = {
    ...abc,
    'memo.mjs': `import { read } from './reader.mjs'; const known = {}; export const get = (name) => (known[name] ??= read(name));`,
    'main.mjs': `export const main = async (names) => {
    const { get } = await import(['./', 'memo.mjs'].join(''));
    names.map(get);
  };`,
  };

  it('include what a module imported by a computed name remembers, whichever module reads for it', async () => {
    const project = sceneProject({
      ...recalls,
      'reader.mjs': `import { readFileSync } from 'node:fs'; export const read = (name) => readFileSync(name, 'utf8');`,
    });
    const runs = [['a.txt'], ['a.txt', 'b.txt']].map((names) => ({ call: 'main', args: [names] }));
    const results = await project.play({ module: 'main.mjs', runs, stateless: ['main.mjs', 'reader.mjs'] });
    const [a, b] = [content('a.txt', 'a'), content('b.txt', 'b')];
    expect(results.map(filesOf)).toEqual([[a], [a, b]]);
  });

  it('include what a module remembers where a package reads for it', async () => {
    const project = sceneProject({
      ...recalls,
      'node_modules/reader/package.json': '{ "name": "reader", "version": "1.0.0", "main": "index.js" }',
      'node_modules/reader/index.js': `exports.read = (name) => require('fs').readFileSync(name, 'utf8');`,
      'memo.mjs': recalls['memo.mjs'].replace('./reader.mjs', 'reader'),
    });
    const runs = [['a.txt'], ['a.txt', 'b.txt']].map((names) => ({ call: 'main', args: [names] }));
    const results = await project.play({ module: 'main.mjs', runs, stateless: ['main.mjs'] });
    const [a, b] = [content('a.txt', 'a'), content('b.txt', 'b')];
    expect(results.map(filesOf)).toEqual([[a], [a, b]]);
  });

  it('include what a package remembers for those that reach it, and only its own files for a reader', async () => {
    const project = sceneProject({
      ...abc,
      'node_modules/memo/package.json': '{ "name": "memo", "version": "1.0.0" }',
      'node_modules/memo/index.js': `const fs = require('fs'); const known = {};
      exports.get = (path) => (known[path] ??= fs.readFileSync(path, 'utf8'));`,
      'main.mjs': `import memo from 'memo'; export const main = (path) => memo.get(path);`,
    });
    const reach = { packages: { memo: '1.0.0' } };
    const results = await project.play({
      module: 'main.mjs',
      runs: [
        { call: 'main', args: ['a.txt'], reach },
        { call: 'main', args: ['a.txt'], reach },
        { call: 'main', args: ['b.txt'], reach },
      ],
    });
    const [a, b] = [content('a.txt', 'a'), content('b.txt', 'b')];
    expect(results.map(filesOf)).toEqual([[a], [a], [b]]);
  });

  it('are unknown after a line that read too many files, for those that inherit it only', async () => {
    const project = sceneProject({
      'main.mjs': `import { existsSync } from 'node:fs'; export const main = (from) => { for (let i = 0; i < 1100; i++) existsSync(\`f\${from + i}\`); }; export const other = () => 1;`,
    });
    const results = await project.play({
      module: 'main.mjs',
      runs: [{ call: 'main', args: [0] }, { call: 'other' }, { call: 'other', reach: { holdsState: true } }],
    });
    expect(lookedAt(results[0]!)).toHaveLength(1100);
    expect(results[1]!.dependencies).toBeNull();
    expect(results[2]!.dependencies!.unknown).toEqual([
      'main.mjs:1 has read more different files than can be told apart',
    ]);
  });

  it('are unknown for a file that changes after it was opened, and never match for one that changes between reads', async () => {
    const project = sceneProject({
      ...abc,
      'main.mjs': `import fs from 'node:fs';
      const touch = (path, text) => { execFileSync(process.execPath, ['-e', \`fs.writeFileSync('\${path}', '\${text}')\`]); };
      import { execFileSync } from 'node:child_process';
      export const opened = () => { const fd = fs.openSync('a.txt'); touch('a.txt', 'aa'); fs.closeSync(fd); };
      export const twice = () => { fs.readFileSync('b.txt'); touch('b.txt', 'bb'); fs.readFileSync('b.txt'); };
      export const written = () => { const fd = fs.openSync('c.txt'); fs.writeFileSync('c.txt', 'cc'); fs.closeSync(fd); };`,
    });
    const [opened, twice, written] = await project.play({
      module: 'main.mjs',
      runs: [{ call: 'opened' }, { call: 'twice' }, { call: 'written' }],
    });
    expect([lookedAt(opened!), opened!.dependencies!.unknown]).toEqual([[], ['a.txt changed while it was read']]);
    expect(filesOf(twice!)).toEqual([content('b.txt', 'b'), content('b.txt', 'bb')].toSorted());
    expect(filesOf(written!)).toEqual([content('c.txt', 'c')]);
  });

  it('leave out files of the system, of Clew, of packages and of the user', async () => {
    const project = sceneProject({
      ...abc,
      '.clew/x': '1',
      'node_modules/p/x': '1',
      '.git/x': '1',
      '.env': '1',
      'main.mjs': `import fs from 'node:fs'; import os from 'node:os';
      export const main = (outside) => { for (const path of ['.clew/x', 'node_modules/p/x', '.git/x', '.env', '/etc/hosts', os.tmpdir() + '/clew-x',
        os.homedir() + '/.npmrc', os.homedir() + '/data.csv', process.execPath, '/proc/self/stat', outside]) fs.existsSync(path); };`,
    });
    const [result] = await project.play(
      { module: 'main.mjs', runs: [{ call: 'main', args: ['/data/x.csv'] }] },
      { HOME: '/home/somebody' },
    );
    const paths = lookedAt(result!).map(({ path }) => path.replace(/^(\.\.\/)+/, '/'));
    expect(paths.toSorted()).toEqual(['.env', '/data/x.csv', '/home/somebody/data.csv']);
  });

  it('leave out the folder for temporary files, even inside the project', async () => {
    const project = sceneProject({
      'tmp/deep/a.txt': 'a',
      'tmp.txt': 'b',
      'main.mjs': `import fs from 'node:fs';
      export const main = () => { fs.readdirSync('tmp/deep'); fs.readFileSync('tmp/deep/a.txt'); fs.readFileSync('tmp.txt'); };`,
    });
    const [result] = await project.play(
      { module: 'main.mjs', runs: [{ call: 'main' }] },
      { TMPDIR: `${project.root}/tmp` },
    );
    expect(filesOf(result!)).toEqual([`content tmp.txt ${sha256('b')}`]);
  });

  it('include variables of the environment by a keyed hash, as they were when the component run began', async () => {
    const project = sceneProject({
      'main.mjs': `export const main = () => { process.env.MODEL_DIR = 'changed'; delete process.env.OTHER; };`,
    });
    const reach = { variables: ['MODEL_DIR', 'OTHER', 'UNSET'] };
    const play = async (value: string) => {
      const env = { MODEL_DIR: value, OTHER: 'x' };
      return (await project.play({ module: 'main.mjs', runs: [{ call: 'main', reach }] }, env))[0]!.dependencies!
        .variables;
    };
    const [first, again, other] = [await play('one'), await play('one'), await play('two')];
    expect(first).toEqual([
      { name: 'MODEL_DIR', hash: expect.stringMatching(/^[\w-]{32}$/) },
      { name: 'OTHER', hash: expect.stringMatching(/^[\w-]{32}$/) },
      { name: 'UNSET', hash: null },
    ]);
    expect(again).toEqual(first);
    expect(other[0]).not.toEqual(first[0]);
    expect(other[1]).toEqual(first[1]);
  });
});
