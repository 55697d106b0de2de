import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { filesOf, lookedAt, pathsOf, sceneProject, sha256 } from './scene.ts';

describe('dependencies of child processes', () => {
  it('include the files among the arguments of a started program, and the imports of a started module', async () => {
    const project = sceneProject({
      'train.py': 'print(1)',
      'data/x.csv': '1',
      'data/y z.csv': '2',
      'child.mjs': `import './lib.mjs'; process.exit();`,
      'lib.mjs': `import 'node:fs';`,
      'main.mjs': `import cp, { spawn, execFile } from 'node:child_process'; import { Worker } from 'node:worker_threads'; import { once } from 'node:events'; import { promisify } from 'node:util';
      export const spawned = () => once(spawn('echo', ['train.py', '--in=data/x.csv', 'gone.csv', '-v']), 'exit').then(() => 0);
      export const inFolder = () => { cp.spawnSync('echo', ['x.csv'], { cwd: 'data' }); };
      export const line = () => promisify(cp.exec)('echo train.py "data/y z.csv" > /dev/null').then(() => 0);
      export const file = () => { execFile('echo', ['train.py'], () => {}); };
      export const shell = () => { cp.execFileSync('echo train.py', { shell: true }); };
      export const forked = () => once(cp.fork('child.mjs'), 'exit').then(() => 0);
      export const worker = async () => { const worker = new Worker(new URL('child.mjs', import.meta.url)); await once(worker, 'exit'); };
      export const evaluated = async () => { await once(new Worker('1', { eval: true }), 'exit'); };
      export const script = () => { cp.execFileSync(process.execPath, ['child.mjs', 'data/x.csv']); };`,
    });
    const calls = ['spawned', 'inFolder', 'line', 'file', 'shell', 'forked', 'worker', 'evaluated', 'script'];
    const results = await project.play({ module: 'main.mjs', runs: calls.map((call) => ({ call })) });
    const noted = results.map((result) => [...pathsOf(result), ...lookedAt(result).map(({ path }) => path)]);
    const modules = ['child.mjs', 'lib.mjs'];
    expect(Object.fromEntries(calls.map((call, at) => [call, noted[at]]))).toEqual({
      spawned: ['data/x.csv', 'train.py'],
      inFolder: ['data/x.csv'],
      line: ['data/y z.csv', 'train.py'],
      file: ['train.py'],
      shell: ['train.py'],
      forked: modules,
      worker: modules,
      evaluated: [],
      script: [...modules, 'data/x.csv'],
    });
    expect(results[5]!.dependencies!.modules[0]!.identity).toMatch(/^sha256:/);
    expect(readFileSync(`${project.root}/train.py`, 'utf8')).toBe('print(1)');
  });

  it('include a missing file in the arguments as absent, unless the program creates it', async () => {
    const project = sceneProject({
      'main.mjs': `import cp from 'node:child_process'; import { rmSync } from 'node:fs';
      const echo = (...words) => { cp.spawnSync('echo', words); };
      export const script = () => echo('s.sh', 'tools/run', '--in=data/x.csv');
      export const plain = () => echo('x', 'gone.csv', '-v', '1.5', '--out', 'https://a.b/c.js', 'src/*.ts', '-I/x', '');
      export const made = () => { cp.execSync('mkdir -p out && echo 1 > out/a.bin', { shell: true }); };
      export const temporary = () => { cp.execSync('mkdir t && echo 1 > t/a.bin'); rmSync('t', { recursive: true }); };
      export const folder = () => echo('./data/');`,
      'data/y.csv': '1',
    });
    const calls = ['script', 'plain', 'made', 'temporary', 'folder'];
    const results = await project.play({ module: 'main.mjs', runs: calls.map((call) => ({ call })) });
    expect(Object.fromEntries(calls.map((call, at) => [call, filesOf(results[at]!)]))).toEqual({
      script: ['exists data/x.csv absent', 'exists s.sh absent', 'exists tools/run absent'],
      plain: [],
      made: [],
      temporary: ['exists t/a.bin absent'],
      folder: [],
    });
  });

  it('include the files in folders that a shell command changes to', async () => {
    const s = `content x/s.sh ${sha256('echo 1')}`;
    const project = sceneProject({
      'x/s.sh': 'echo 1',
      'x/y/z.txt': 'z',
      'main.mjs': `import cp from 'node:child_process';
      export const line = () => cp.execSync('cd x && sh ./s.sh').toString();
      export const further = () => cp.execSync('cd -P x; cd "y"; cat z.txt').toString();
      export const shell = () => cp.spawnSync('/bin/sh', ['-ec', 'cd x && sh ./s.sh']).stdout.toString();
      export const gone = () => cp.execSync('cd later 2> /dev/null || echo none').toString();`,
    });
    const calls = ['line', 'further', 'shell', 'gone'];
    const results = await project.play({ module: 'main.mjs', runs: calls.map((call) => ({ call })) });
    expect(results.map(({ value }) => value)).toEqual(['1\n', 'z', '1\n', 'none\n']);
    expect(Object.fromEntries(calls.map((call, at) => [call, filesOf(results[at]!)]))).toEqual({
      line: [s, 'exists s.sh absent'],
      further: [`content x/y/z.txt ${sha256('z')}`, 'exists y absent'],
      shell: [s, 'exists s.sh absent'],
      gone: ['exists later absent'],
    });
  });
});
