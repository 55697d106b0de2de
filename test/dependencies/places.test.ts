import { mkdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type SceneResult, sceneProject, sha256 } from './scene.ts';

const foldersOf = ({ dependencies }: SceneResult): string[] =>
  (dependencies?.files ?? []).flatMap(({ kind, path, state }) => (kind === 'cwd' ? [`${path} ${state}`] : []));

describe('dependencies on folders and packages', () => {
  it('include the working directory only for tasks that read from it, ask for it or pass it on', async () => {
    const project = sceneProject({
      'a.txt': 'a',
      'main.mjs': `import fs from 'node:fs'; import { resolve } from 'node:path'; import { cwd } from 'node:process'; import cp from 'node:child_process';
      const here = import.meta.dirname;
      export const relative = () => fs.readFileSync('a.txt', 'utf8');
      export const bytes = () => fs.readFileSync(Buffer.from('a.txt'), 'utf8');
      export const missing = () => fs.existsSync('gone');
      export const asked = () => typeof process.cwd();
      export const imported = () => typeof cwd();
      export const resolved = () => typeof resolve('a.txt');
      export const inherited = () => void cp.execFileSync('true');
      export const moved = () => { process.chdir(here); fs.readFileSync('a.txt'); };
      export const absolute = () => fs.readFileSync(here + '/a.txt', 'utf8');
      export const address = () => fs.readFileSync(new URL('a.txt', import.meta.url), 'utf8');
      export const elsewhere = () => void cp.execFileSync('true', { cwd: here });
      export const joined = () => resolve(here, 'a.txt').length > 0;
      export const written = () => { fs.writeFileSync('out.txt', '1'); fs.readFileSync(here + '/out.txt'); };`,
    });
    const counts = ['relative', 'bytes', 'missing', 'asked', 'imported', 'resolved', 'inherited', 'moved'];
    const free = ['absolute', 'address', 'elsewhere', 'joined', 'written'];
    const calls = [...counts, ...free];
    const results = await project.play({ module: 'main.mjs', runs: calls.map((call) => ({ call })) });
    expect(results.map(({ error }) => error)).toEqual(calls.map(() => undefined));
    const noted = Object.fromEntries(calls.map((call, at) => [call, foldersOf(results[at]!)]));
    expect(noted).toEqual(
      Object.fromEntries([...counts.map((call) => [call, ['. .']]), ...free.map((call) => [call, []])]),
    );
  });

  it('include the files that a package reads of its own, for tasks that reach the code that reads', async () => {
    const json = '{ "name": "left", "version": "1.0.0", "type": "module", "exports": "./index.js" }';
    const code = `import fs from 'node:fs';
    const at = (name) => new URL(name, import.meta.url);
    export const load = (name) => { try { return fs.readFileSync(at(name), 'utf8'); } catch {} };
    export const probe = () => fs.existsSync(at('probed')) || fs.statSync(at('probed'), { throwIfNoEntry: false }) || fs.readdirSync(at('.')).length;`;
    const project = sceneProject({
      'node_modules/left/package.json': json,
      'node_modules/left/index.js': code,
      'node_modules/left/data.txt': 'one',
      'node_modules/right/words.txt': 'right',
      'node_modules/.cache/tool/x': '1',
      'main.mjs': `import fs from 'node:fs'; import { load, probe } from 'left';
      export { load, probe };
      export const own = () => fs.readFileSync(new URL('node_modules/right/words.txt', import.meta.url), 'utf8');
      export const cached = () => fs.readFileSync(new URL('node_modules/.cache/tool/x', import.meta.url), 'utf8');`,
      'other.mjs': '',
    });
    const runs = [
      { call: 'probe' },
      { call: 'cached' },
      { call: 'load', args: ['data.txt'] },
      { call: 'load', args: ['gone.txt'] },
      { call: 'own' },
      { call: 'probe', reach: { files: ['other.mjs'] } },
    ];
    // An import of the package counts for those who reach it.
    const reach = { packages: { left: '1.0.0' } };
    const results = await project.play({ module: 'main.mjs', runs: runs.map((run) => ({ reach, ...run })) });
    const filesOf = ({ packageFiles = [] }: SceneResult) =>
      packageFiles.map((files) => files.map(({ path, state }) => `${path} ${state.slice(0, 12)}`));
    const [pack, index, data] = [json, code, 'one'].map((text) => sha256(text).slice(0, 12));
    const loaded = [`index.js ${index}`, `package.json ${pack}`];
    const withData = [`data.txt ${data}`, ...loaded];
    const withGone = [`data.txt ${data}`, 'gone.txt absent', ...loaded];
    const words = ['package.json absent', `words.txt ${sha256('right').slice(0, 12)}`];
    expect(results.map(filesOf)).toEqual([[loaded], [loaded], [withData], [withGone], [withGone, words], []]);
    expect(results.flatMap(({ dependencies }) => dependencies?.unknown ?? [])).toEqual([]);
  });

  it('are unknown for a file of a package that differs when it is read again', async () => {
    const project = sceneProject({
      'node_modules/left/package.json': '{ "name": "left", "version": "1.0.0" }',
      'main.mjs': `import fs from 'node:fs'; import { execFileSync } from 'node:child_process';
      const path = import.meta.dirname + '/node_modules/left/data.txt';
      export const read = () => fs.readFileSync(path, 'utf8');
      export const write = () => void execFileSync('sh', ['-c', 'echo two > ' + path]);`,
    });
    mkdirSync(`${project.root}/node_modules/left`, { recursive: true });
    writeFileSync(`${project.root}/node_modules/left/data.txt`, 'one');
    const results = await project.play({
      module: 'main.mjs',
      runs: [{ call: 'read' }, { call: 'write' }, { call: 'read' }],
    });
    expect(results[0]!.dependencies!.unknown).toEqual([]);
    expect(results[2]!.dependencies!.unknown).toEqual(['node_modules/left/data.txt changed while it was used']);
  });
});
