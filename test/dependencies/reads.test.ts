import { describe, expect, it } from 'vitest';
import { filesOf, sceneProject, sha256 } from './scene.ts';

const text = 'data of a file\n';
const file = `content data.txt ${sha256(text)}`;
const list = `list folder ${sha256(JSON.stringify(['a.txt', 'b.txt', 'inner/']))}`;

/** Each body reads `data.txt`, or asks about something; what it must note stands beside it. */
const bodies: Readonly<Record<string, readonly [body: string, ...notes: string[]]>> = {
  readFileSync: [`return fs.readFileSync('data.txt', 'utf8')`, file],
  readFile: [`return called((then) => fs.readFile('data.txt', then))`, file],
  readFilePromise: [`return promises.readFile('data.txt', { encoding: 'latin1' })`, file],
  readFileOfUrl: [`return fs.readFileSync(pathToFileURL('data.txt'), 'utf8')`, file],
  readFileOfBuffer: [`return fs.readFileSync(Buffer.from('./data.txt'), 'utf8')`, file],
  readFileOfFd: [`return fs.readFileSync(fs.openSync('data.txt'), 'utf8')`, file],
  openSync: [
    `const fd = fs.openSync('data.txt', 'r'); fs.readSync(fd, Buffer.alloc(2), 0, 2, 1); fs.closeSync(fd)`,
    file,
  ],
  open: [`const fd = await called((then) => fs.open('data.txt', then)); fs.closeSync(fd)`, file],
  openPromise: [
    `const handle = await promises.open('data.txt'); await handle.readFile('utf8'); await handle.close()`,
    file,
  ],
  handleStream: [`const handle = await promises.open('data.txt'); return ended(handle.createReadStream())`, file],
  createReadStream: [`return ended(fs.createReadStream('data.txt'))`, file],
  createReadStreamText: [`return ended(fs.createReadStream('data.txt', 'utf8'))`, file],
  newReadStream: [`return ended(new fs.ReadStream('data.txt'))`, file],
  ReadStream: [`return ended(fs.ReadStream('data.txt', { highWaterMark: 3 }))`, file],
  partOfStream: [`return ended(fs.createReadStream('data.txt', { start: 2, end: 4 }))`, file],
  leftStream: [`for await (const _ of fs.createReadStream('data.txt', { highWaterMark: 2 })) break`, file],
  openAsBlob: [`return (await fs.openAsBlob('data.txt')).text()`, file],
  copyFileSync: [`fs.copyFileSync('data.txt', 'copy.txt'); fs.readFileSync('copy.txt')`, file],
  copyFile: [`await called((then) => fs.copyFile('data.txt', 'copy.txt', then)); fs.readFileSync('copy.txt')`, file],
  copyFilePromise: [`await promises.copyFile('data.txt', 'copy.txt'); await promises.readFile('copy.txt')`, file],
  absentFile: [`await promises.readFile('gone.txt').catch(() => 0)`, 'content gone.txt absent'],
  absentInFile: [`try { fs.readFileSync('data.txt/gone.txt') } catch {}`, 'content data.txt/gone.txt absent'],
  absentStream: [`await ended(fs.createReadStream('gone.txt')).catch(() => 0)`, 'content gone.txt absent'],
  absentOpen: [`await promises.open('gone.txt').catch(() => 0)`, 'content gone.txt absent'],
  folderRead: [`try { fs.readFileSync('folder') } catch {}`, 'content folder folder'],
  existsSync: [
    `fs.existsSync('data.txt'); fs.existsSync('folder'); fs.existsSync('gone')`,
    'exists data.txt file',
    'exists folder folder',
    'exists gone absent',
  ],
  exists: [`await new Promise((then) => fs.exists('data.txt', then))`, 'exists data.txt file'],
  accessSync: [`fs.accessSync('data.txt')`, 'exists data.txt file'],
  access: [`await called((then) => fs.access('data.txt', fs.constants.R_OK, then))`, 'exists data.txt file'],
  accessPromise: [`await promises.access('gone.txt').catch(() => 0)`, 'exists gone.txt absent'],
  statSync: [
    `fs.statSync('data.txt', { bigint: true }); fs.statSync('gone', { throwIfNoEntry: false })`,
    `stat data.txt file:${text.length}`,
    'stat gone absent',
  ],
  stat: [`await called((then) => fs.stat('folder', then))`, 'stat folder folder'],
  statPromise: [`await promises.stat('data.txt')`, `stat data.txt file:${text.length}`],
  lstatSync: [
    `fs.lstatSync('link.txt'); fs.lstatSync('data.txt')`,
    'link data.txt none',
    'link link.txt data.txt',
    `stat data.txt file:${text.length}`,
  ],
  lstat: [`await called((then) => fs.lstat('link.txt', then))`, 'link link.txt data.txt'],
  lstatPromise: [`await promises.lstat('link.txt')`, 'link link.txt data.txt'],
  readdirSync: [`return fs.readdirSync('folder')`, list],
  readdir: [`return called((then) => fs.readdir('folder', { withFileTypes: true }, then))`, list],
  readdirPromise: [`return promises.readdir('folder')`, list],
  readdirRecursive: [
    `return promises.readdir('folder', { recursive: true })`,
    list,
    `list folder/inner ${sha256('["c.txt"]')}`,
  ],
  readdirAbsent: [`await promises.readdir('gone').catch(() => 0)`, 'list gone absent'],
  opendirSync: [`fs.opendirSync('folder').closeSync()`, list],
  opendir: [`(await called((then) => fs.opendir('folder', then))).closeSync()`, list],
  opendirPromise: [`for await (const _ of await promises.opendir('folder'));`, list],
  readlinkSync: [`return fs.readlinkSync('link.txt')`, 'link link.txt data.txt'],
  readlink: [`return called((then) => fs.readlink('link.txt', then))`, 'link link.txt data.txt'],
  readlinkPromise: [`return promises.readlink('link.txt')`, 'link link.txt data.txt'],
  realpathSync: [`return fs.realpathSync('link.txt')`, 'exists link.txt file', 'link link.txt data.txt'],
  realpath: [
    `return called((then) => fs.realpath.native('link.txt', then))`,
    'exists link.txt file',
    'link link.txt data.txt',
  ],
  realpathPromise: [`return promises.realpath('link.txt')`, 'exists link.txt file', 'link link.txt data.txt'],
  readLink: [`return fs.readFileSync('link.txt', 'utf8')`, `content link.txt ${sha256(text)}`],
  promisified: [`return promisify(fs.readFile)('data.txt', 'utf8')`, file],
  bareCallback: [`return Promise.resolve('data.txt').then(promises.readFile)`, file],
  later: [`await new Promise((done) => setTimeout(done)); return fs.readFileSync('data.txt', 'utf8')`, file],
};

const helpers = `
  const called = (start) => new Promise((done, fail) => start((error, value) => (error ? fail(error) : done(value))));
  const ended = (stream) => new Promise((done, fail) => stream.on('error', fail).on('close', done).resume());
`;
const functions = Object.entries(bodies)
  .map(([name, [body]]) => `async function ${name}_() { ${body} }`)
  .join('\n');
const names = Object.keys(bodies);

const imports = {
  'a default import': `import fs from 'node:fs'; import promises from 'node:fs/promises';`,
  'a namespace import': `import * as fs from 'fs'; import * as promises from 'fs/promises';`,
  'promises of fs': `import fs, { promises } from 'node:fs';`,
};

const esm = (head: string): string => `${head}
  import { promisify } from 'node:util'; import { pathToFileURL } from 'node:url';
  ${helpers} ${functions}
  export { ${names.map((name) => `${name}_ as "${name}"`).join(', ')} };`;

const cjs = `const fs = require('fs'); const promises = require('node:fs/promises');
  const { promisify } = require('node:util'); const { pathToFileURL } = require('node:url');
  ${helpers} ${functions}
  ${names.map((name) => `exports.${name} = ${name}_;`).join(' ')}`;

const modules: Readonly<Record<string, readonly [file: string, code: string]>> = {
  ...Object.fromEntries(Object.entries(imports).map(([name, head]) => [name, ['main.mjs', esm(head)] as const])),
  require: ['main.cjs', cjs],
};

const folder = { 'data.txt': text, 'folder/a.txt': 'a', 'folder/b.txt': 'b', 'folder/inner/c.txt': 'c' };

describe.each(Object.entries(modules))('dependencies on files read through %s', (_, [module, code]) => {
  it('are noted for every function', async () => {
    const project = sceneProject({ ...folder, [module]: `${code}` });
    const { symlinkSync } = await import('node:fs');
    symlinkSync('data.txt', `${project.root}/link.txt`);
    const results = await project.play({ module, runs: names.map((call) => ({ call })) });
    const noted = Object.fromEntries(names.map((name, at) => [name, results[at]!.error ?? filesOf(results[at]!)]));
    expect(noted).toEqual(Object.fromEntries(names.map((name) => [name, bodies[name]!.slice(1).sort()])));
  });
});

it('dependencies are noted for named imports that were bound earlier', async () => {
  const project = sceneProject({
    ...folder,
    'main.mjs': `import { readFileSync, existsSync, createReadStream } from 'node:fs'; import { stat } from 'node:fs/promises';
      export async function main() { readFileSync('data.txt'); existsSync('folder'); await stat('gone').catch(() => 0);
        for await (const _ of createReadStream('folder/a.txt')); }`,
  });
  const [result] = await project.play({ module: 'main.mjs', runs: [{ call: 'main' }] });
  expect(filesOf(result!)).toEqual(
    [file, 'exists folder folder', `content folder/a.txt ${sha256('a')}`, 'stat gone absent'].sort(),
  );
});

it('dependencies of a glob include the folders that it walks', async () => {
  const project = sceneProject({
    ...folder,
    'main.mjs': `import fs from 'node:fs';
      export const sync = () => fs.globSync('folder/**/*.txt');
      export const callback = () => new Promise((done) => fs.glob('folder/**/*.txt', (_, found) => done(found)));
      export const promise = async () => { const all = []; for await (const one of fs.promises.glob('folder/**/*.txt')) all.push(one); return all; };`,
  });
  const results = await project.play({
    module: 'main.mjs',
    runs: ['sync', 'callback', 'promise'].map((call) => ({ call })),
  });
  for (const result of results) {
    expect(result.value.toSorted()).toEqual(['folder/a.txt', 'folder/b.txt', 'folder/inner/c.txt']);
    expect(filesOf(result)).toEqual(expect.arrayContaining([list, `list folder/inner ${sha256('["c.txt"]')}`]));
  }
});

it('dependencies leave out what Node looks at while it removes a folder', async () => {
  const project = sceneProject({
    ...folder,
    'main.mjs': `import { rm as removing, rmSync } from 'node:fs'; import { cp, rm } from 'node:fs/promises';
      for (const name of ['one', 'two', 'three']) await cp('folder', 'copies/' + name, { recursive: true });
      await rm('copies/one', { recursive: true });
      rmSync('copies/two', { recursive: true });
      await new Promise((done) => removing('copies', { recursive: true }, done));
      export const main = () => 0;`,
  });
  const [result] = await project.play({ module: 'main.mjs', runs: [{ call: 'main' }] });
  // What was copied counts, by the call that copied it.
  expect(filesOf(result!).filter((noted) => !/ folder(\/|$| )/.test(noted))).toEqual([]);
});
