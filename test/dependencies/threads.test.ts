import { describe, expect, it } from 'vitest';
import { filesOf, pathsOf, sceneProject, sha256 } from './scene.ts';

const posts = (expression: string): string =>
  `import { parentPort } from 'node:worker_threads'; import fs from 'node:fs';\nparentPort.postMessage(${expression});`;
const main = `import { Worker } from 'node:worker_threads'; import { once } from 'node:events';
  const here = (name) => new URL(name, import.meta.url);
  const answer = async (worker) => { const [value] = await once(worker, 'message'); await worker.terminate(); return value; };`;
const text = (name: string): string => `content ${name}.txt ${sha256(name)}`;

const files = {
  'a.txt': 'a',
  'b.txt': 'b',
  'c.txt': 'c',
  'esm.mjs': posts(`fs.readFileSync('a.txt', 'utf8') + fs.existsSync('gone.txt')`),
  'common.cjs': `const { parentPort, workerData } = require('worker_threads');
    parentPort.postMessage(require('node:fs').readFileSync('a.txt', 'utf8') + workerData + require.main.filename.endsWith('common.cjs'));`,
  'typed.ts': `${posts(`fs.readFileSync('a.txt', 'utf8')`)} const typed: number = 1; void typed;`,
  'later.mjs': `import { parentPort } from 'node:worker_threads'; import { readFile } from 'node:fs/promises';
    parentPort.on('message', async (name) => parentPort.postMessage(await readFile(name + '.txt', 'utf8')));`,
  'computed.mjs': posts(`(await import('./l' + 'ib.mjs')).value`),
  'lib.mjs': `import { value as inner } from 'pack'; export const value = inner;`,
  'node_modules/pack/package.json': '{ "name": "pack", "version": "1.0.0", "type": "module", "exports": "./index.js" }',
  'node_modules/pack/index.js': 'export const value = 7;',
  'own.mjs': posts(
    `(fs.mkdirSync('made/x', { recursive: true }), fs.writeFileSync('made/y', '1'), fs.readFileSync('made/y', 'utf8'))`,
  ),
  'nested.mjs': `import { Worker, parentPort } from 'node:worker_threads';
    new Worker(new URL('esm.mjs', import.meta.url)).on('message', (value) => parentPort.postMessage(value));`,
  'plain.mjs': posts(
    `JSON.stringify([process.execArgv.filter((flag) => /thread/.test(flag)), process.argv.slice(2), await import('node:worker_threads').then(({ getEnvironmentData }) => getEnvironmentData('clew:thread') ?? null)])`,
  ),
  'failing.mjs': `import fs from 'node:fs'; fs.readFileSync('a.txt'); throw new TypeError('on purpose');`,
  'exiting.mjs': `import fs from 'node:fs'; fs.readFileSync('a.txt'); process.exit(5);`,
};

describe('dependencies of worker threads', () => {
  const bodies: Readonly<Record<string, readonly [body: string, value: unknown, ...notes: string[]]>> = {
    esm: [`answer(new Worker(here('esm.mjs')))`, 'afalse', text('a'), 'exists gone.txt absent'],
    common: [`answer(new Worker('./common.cjs', { workerData: 1 }))`, 'a1true', text('a')],
    typed: [`answer(new Worker(here('typed.ts')))`, 'a', text('a')],
    evaluated: [
      `answer(new Worker("require('worker_threads').parentPort.postMessage(require('fs').readFileSync('a.txt', 'utf8'))", { eval: true }))`,
      'a',
      text('a'),
    ],
    later: [
      `(async () => { const worker = new Worker(here('later.mjs')); worker.postMessage('b'); return answer(worker); })()`,
      'b',
      text('b'),
    ],
    own: [`answer(new Worker(here('own.mjs')))`, '1'],
    nested: [`answer(new Worker(here('nested.mjs')))`, 'afalse', text('a'), 'exists gone.txt absent'],
    plain: [
      `answer(new Worker(here('plain.mjs'), { argv: ['x'], execArgv: ['--experimental-strip-types'] }))`,
      '[[],["x"],null]',
    ],
    flags: [
      `answer(new Worker(here('esm.mjs'), { execArgv: ['--no-warnings', '--experimental-strip-types'] }))`,
      'afalse',
      text('a'),
      'exists gone.txt absent',
    ],
    failing: [`once(new Worker(here('failing.mjs')), 'exit').catch((error) => error.message)`, 'on purpose', text('a')],
    exiting: [`once(new Worker(here('exiting.mjs')), 'exit')`, [5], text('a')],
    refused: [
      `new Promise((done) => { try { new Worker(here('esm.mjs'), { execArgv: ['--expose-gc'] }); } catch (error) { done(error.message); } })`,
      'Initiated Worker with invalid execArgv flags: --expose-gc',
    ],
  };
  const functions = Object.entries(bodies).map(([name, [body]]) => `export const ${name} = () => ${body};`);
  it('count for the component run that started the thread, for every function, without changing behaviour', async () => {
    const project = sceneProject({ ...files, 'main.mjs': `${main}\n${functions.join('\n')}` });
    const calls = Object.keys(bodies);
    const results = await project.play({ module: 'main.mjs', runs: calls.map((call) => ({ call })) });
    const found = results.map((result) => [
      result.error ?? result.value,
      ...filesOf(result),
      ...(result.dependencies?.unknown ?? []),
    ]);
    const wanted = Object.values(bodies).map(([, value, ...notes]) => [value, ...notes.toSorted()]);
    expect(Object.fromEntries(calls.map((call, at) => [call, found[at]]))).toEqual(
      Object.fromEntries(calls.map((call, at) => [call, wanted[at]])),
    );
  });
});

it('include modules and packages that a worker thread imports by computed names', async () => {
  const project = sceneProject({
    ...files,
    'main.mjs': `${main} export const run = () => answer(new Worker(here('computed.mjs')));
      export const text = () => answer(new Worker("import('" + here('lib.mjs') + "').then(({ value }) => require('worker_threads').parentPort.postMessage(value))", { eval: true }));`,
  });
  for (const call of ['run', 'text']) {
    const [result] = await project.play({ module: 'main.mjs', runs: [{ call }] });
    expect(result!.value).toBe(7);
    expect(pathsOf(result!)).toEqual(call === 'run' ? ['computed.mjs', 'lib.mjs'] : ['lib.mjs']);
    expect(result!.dependencies!.packages.map(({ name }) => name)).toEqual(['pack']);
  }
});

it('of a thread that outlives its component run count for all that reach the line that started it', async () => {
  const project = sceneProject({
    ...files,
    'main.mjs': `${main} let kept; const early = new Worker(here('later.mjs')); early.unref();
      const asked = async (worker, name) => { worker.postMessage(name); const [value] = await once(worker, 'message'); worker.unref(); return value; };
      export const one = (name) => asked((kept ??= new Worker(here('later.mjs'))), name);
      export const loaded = (name) => asked(early, name);`,
  });
  const reach = { holdsState: true };
  const [a, b] = await project.play({
    module: 'main.mjs',
    runs: ['a', 'b'].map((name) => ({ call: 'one', args: [name], reach })),
  });
  expect([a!.value, b!.value]).toEqual(['a', 'b']);
  expect(filesOf(a!)).toEqual([text('a')]);
  expect(filesOf(b!)).toEqual([text('a'), text('b')]);
  const [c] = await project.play({ module: 'main.mjs', runs: [{ call: 'loaded', args: ['c'] }] });
  expect(filesOf(c!)).toEqual([text('c')]);
});
