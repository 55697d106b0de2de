import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { sceneProject } from './scene.ts';

/** Everything about the functions of `fs` that a caller can see, as JSON. */
const module = `
import fs, { promises } from 'node:fs';
import util from 'node:util';
import { Worker } from 'node:worker_threads';
import childProcess from 'node:child_process';

const encodings = ['utf8', 'UTF-8', 'utf-16le', 'ucs2', 'latin1', 'binary', 'ascii', 'base64', 'base64url', 'hex', 'buffer', 'bogus', '', null, undefined];
const seen = {};
const show = (value) => Buffer.isBuffer(value) ? 'buffer ' + value.toString('hex') : value instanceof fs.Stats ? 'stats ' + value.size : value;
const fail = (error) => error.name + ' ' + error.code + ' ' + error.message;
const note = (name, work) => { try { seen[name] = show(work()); } catch (error) { seen[name] = fail(error); } };
const later = async (name, work) => { try { seen[name] = show(await work()); } catch (error) { seen[name] = fail(error); } };
const called = (start) => new Promise((done, fail) => start((error, value) => (error ? fail(error) : done(value))));
const text = async (stream) => { const all = []; for await (const piece of stream) all.push(piece); return all.map(show).join(); };

export async function main() {
  for (const path of ['text.txt', 'odd.bin', 'bom.txt', 'empty', 'gone', 'folder', 'text.txt/x', 'bad\\0name', '', 5.5, {}, 12345]) {
    for (const encoding of encodings) {
      const name = JSON.stringify([path, encoding === undefined ? 'undefined' : encoding]);
      note('sync ' + name, () => fs.readFileSync(path, encoding));
      note('sync options ' + name, () => fs.readFileSync(path, { encoding }));
      await later('callback ' + name, () => called((then) => fs.readFile(path, encoding, then)));
      await later('callback options ' + name, () => called((then) => fs.readFile(path, { encoding, flag: 'r' }, then)));
      await later('promise ' + name, () => promises.readFile(path, encoding));
      await later('promise inherited ' + name, () => promises.readFile(path, Object.create({ encoding })));
      await later('stream ' + name, () => text(fs.createReadStream(path, encoding)));
      await later('stream options ' + name, () => text(fs.createReadStream(path, { encoding, highWaterMark: 3 })));
    }
    const name = ' ' + JSON.stringify(path);
    for (const one of ['exists', 'access', 'stat', 'lstat', 'readdir', 'readlink', 'realpath', 'open', 'opendir', 'unlink', 'truncate', 'rmdir']) {
      if (['unlink', 'truncate', 'rmdir'].includes(one) && !['gone', 'text.txt/x'].includes(path)) continue;
      const brief = (value) => typeof value === 'number' || (typeof value === 'object' && !Array.isArray(value)) ? typeof value : value;
      note(one + 'Sync' + name, () => brief(fs[one + 'Sync'](path)));
      await later(one + name, () => one === 'exists' ? new Promise((done) => fs.exists(path, done)) : called((then) => fs[one](path, (error, value) => then(error, brief(value)))));
      if (promises[one]) await later(one + 'Promise' + name, async () => { const value = await promises[one](path); await value?.close?.(); return brief(value); });
      note(one + ' without callback' + name, () => fs[one](path));
    }
  }
  await later('aborted', () => promises.readFile('text.txt', { signal: AbortSignal.abort() }));
  await later('aborted callback', () => called((then) => fs.readFile('text.txt', { signal: AbortSignal.abort() }, then)));
  note('write flag', () => fs.readFileSync('made.txt', { flag: 'w+' }));
  note('new flag', () => fs.readFileSync('text.txt', { flag: 'wx+' }));
  await later('range', () => text(fs.createReadStream('text.txt', { start: 1, end: 3 })));
  await later('bad range', () => text(fs.createReadStream('text.txt', { start: 5, end: 3 })));
  await later('stream of fd', () => text(fs.createReadStream('', { fd: fs.openSync('text.txt') })));
  await later('stream of handle', async () => text(fs.createReadStream('', { fd: await promises.open('text.txt') })));
  await later('write stream', () => new Promise((done) => fs.createWriteStream('out.txt').end('abc', done)));
  note('written', () => fs.readFileSync('out.txt', 'utf8'));
  note('this', () => { let self; fs.stat.call('me', 'text.txt', function () { self = this; }); return String(self); });
  for (const [where, holder] of Object.entries({ fs, promises, childProcess })) {
    for (const [name, value] of Object.entries(holder)) {
      if (typeof value !== 'function') continue;
      seen['looks of ' + where + '.' + name] = [value.name, value.length, Reflect.ownKeys(value).map(String).filter((key) => key !== 'prototype').sort().join(), typeof value[util.promisify.custom]];
    }
  }
  seen.native = [typeof fs.realpathSync.native, typeof fs.realpath.native, fs.realpath.native.name, show(fs.realpathSync.native('text.txt'))];
  seen.classes = [new fs.ReadStream('text.txt') instanceof fs.ReadStream, fs.createReadStream('text.txt') instanceof fs.ReadStream,
    fs.createReadStream('text.txt').constructor.name, fs.ReadStream.name, fs.WriteStream.length, Worker.name, Object.getOwnPropertyNames(Worker.prototype).join(),
    Object.keys(fs.createReadStream('text.txt')).join()];
  seen.subclass = await text(new (class Own extends fs.ReadStream { get mine() { return true; } })('text.txt'));
  seen.promisified = [await util.promisify(fs.exists)('text.txt'), (await util.promisify(childProcess.exec)('echo hi')).stdout,
    (await util.promisify(childProcess.execFile)('echo', ['hi'])).stdout, childProcess.execSync('echo hi').toString(), childProcess.spawnSync('echo', ['hi']).stdout.toString()];
  await later('exec fails', () => util.promisify(childProcess.exec)('exit 3'));
  note('spawn of nothing', () => childProcess.spawn());
  note('fork of nothing', () => childProcess.fork());
  note('worker of nothing', () => new Worker());
  note('worker without new', () => Worker('x'));
  return seen;
}`;

describe('observing dependencies', () => {
  it('does not change how the observed functions behave', async () => {
    const make = () =>
      sceneProject({
        'main.mjs': module,
        'text.txt': 'a text with ümläuts and 🧵\n',
        'odd.bin': Uint8Array.from([0xff, 0xfe, 0x00, 0xc3, 0x28, 0xe2, 0x82, 0x80, 0xf0, 0x9f, 0xa7]),
        'bom.txt': '\uFEFFabc',
        empty: '',
        'folder/inside.txt': 'x',
      });
    const [watched, bare] = [make(), make()];
    const script = `import('./main.mjs').then(({ main }) => main()).then((seen) => process.stdout.write(JSON.stringify(seen), () => process.exit()))`;
    const expected = (await bare.node(['-e', script])).replaceAll(bare.root, '<root>');
    const [result] = await watched.play({ module: 'main.mjs', runs: [{ call: 'main' }] });
    expect(result!.error).toBeUndefined();
    const actual = JSON.stringify(result!.value).replaceAll(watched.root, '<root>');
    expect(Object.keys(JSON.parse(expected)).length).toBeGreaterThan(1500);
    const [was, is] = [JSON.parse(expected), JSON.parse(actual)] as Record<string, unknown>[];
    const differs = Object.keys({ ...was, ...is }).filter((name) => !isDeepStrictEqual(was![name], is![name]));
    expect(differs.map((name) => [name, is![name]])).toEqual(differs.map((name) => [name, was![name]]));
  });
});
