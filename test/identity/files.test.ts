import { type IdentityCase, Disguised, Link, runs, task } from './case.ts';
import { identityGroup } from './group.ts';

const file = '$here/data.txt';

/** A task that reads `data.txt` in one way or another; the text is edited. */
const read = (name: string, body: string, head = '', more: Partial<IdentityCase> = {}) =>
  runs(
    name,
    { 'task.ts': task(body, head), 'data.txt': 'one', ...more.files },
    { 'data.txt': 'two', ...more.edit },
    more,
  );

const sync = (names: string): string => `import { ${names} } from 'node:fs';`;
const promises = (names: string): string => `import { ${names} } from 'node:fs/promises';`;
const looks = (name: string, body: string, head: string, files: IdentityCase['files'], edit: IdentityCase['edit']) =>
  runs(name, { 'task.ts': task(body, head), ...files }, edit);

identityGroup({
  name: 'files that run() reads',
  cases: [
    read('a file that readFileSync reads as text', `return readFileSync('${file}', 'utf8');`, sync('readFileSync')),
    read('a file that readFileSync reads as bytes', `return [...readFileSync('${file}')];`, sync('readFileSync')),
    read(
      'a file that is read by its URL',
      `return readFileSync(new URL('data.txt', import.meta.url), 'utf8');`,
      sync('readFileSync'),
    ),
    read(
      'a file that is read by its path in bytes',
      `return readFileSync(Buffer.from('${file}'), 'utf8');`,
      sync('readFileSync'),
    ),
    read(
      'a file that is read by import.meta.dirname',
      `return readFileSync(import.meta.dirname + '/data.txt', 'utf8');`,
      sync('readFileSync'),
    ),
    read(
      'a file that is read by its whole path',
      `return readFileSync(resolve('${file}'), 'utf8');`,
      `${sync('readFileSync')}\nimport { resolve } from 'node:path';`,
    ),
    read(
      'a file that is read by a path with dots',
      `return readFileSync('$here/../$here/./data.txt', 'utf8');`,
      sync('readFileSync'),
    ),
    read(
      'a file that is read by a path that is put together',
      `const folder = ['$here'].join('/'); return readFileSync(folder + '/' + 'data' + '.txt', 'utf8');`,
      sync('readFileSync'),
    ),
    read(
      'a file that is read by the default export of fs',
      `return fs.readFileSync('${file}', 'utf8');`,
      `import fs from 'fs';`,
    ),
    read(
      'a file that is read by the namespace of fs',
      `return fs.readFileSync('${file}', 'utf8');`,
      `import * as fs from 'node:fs';`,
    ),
    read(
      'a file that is read by what was taken out of fs',
      `return readFileSync('${file}', 'utf8');`,
      `import fs from 'node:fs';\nconst { readFileSync } = fs;`,
    ),
    read(
      'a file that is read under an alias',
      `return get('${file}', 'utf8');`,
      `import { readFileSync as get } from 'node:fs';`,
    ),
    read(
      'a file that is read by the fs of import()',
      `return (await import('node:fs')).readFileSync('${file}', 'utf8');`,
    ),
    read(
      'a file that is read by the fs of getBuiltinModule',
      `return process.getBuiltinModule('fs').readFileSync('${file}', 'utf8');`,
    ),
    read(
      'a file that readFile reads with a callback',
      `return new Promise((done) => readFile('${file}', 'utf8', (_error, text) => done(text)));`,
      sync('readFile'),
    ),
    read(
      'a file that a promisified readFile reads',
      `return promisify(readFile)('${file}', 'utf8');`,
      `${sync('readFile')}\nimport { promisify } from 'node:util';`,
    ),
    read('a file that fs/promises reads', `return readFile('${file}', 'utf8');`, promises('readFile')),
    read('a file that fs.promises reads', `return promises.readFile('${file}', 'utf8');`, sync('promises')),
    read(
      'a file that is read after a pause',
      `await new Promise((done) => setTimeout(done, 5)); return readFile('${file}', 'utf8');`,
      promises('readFile'),
    ),
    read(
      'a file that is read in a timer',
      `return new Promise((done) => setTimeout(() => done(readFileSync('${file}', 'utf8')), 5));`,
      sync('readFileSync'),
    ),
    read(
      'a file that openSync opens and readSync reads',
      `const bytes = Buffer.alloc(3); const handle = openSync('${file}'); readSync(handle, bytes); closeSync(handle); return bytes.toString();`,
      sync('closeSync, openSync, readSync'),
    ),
    read(
      'a file that is read by its descriptor',
      `const handle = openSync('${file}', 'r'); const text = readFileSync(handle, 'utf8'); closeSync(handle); return text;`,
      sync('closeSync, openSync, readFileSync'),
    ),
    read(
      'a file that open opens with a callback',
      `return new Promise((done) => open('${file}', (_error, handle) => readFile(handle, 'utf8', (_e, text) => close(handle, () => done(text)))));`,
      sync('close, open, readFile'),
    ),
    read(
      'a file that a handle reads whole',
      `const handle = await open('${file}'); const text = await handle.readFile('utf8'); await handle.close(); return text;`,
      promises('open'),
    ),
    read(
      'a file that a handle reads in part',
      `const handle = await open('${file}'); const { buffer } = await handle.read(Buffer.alloc(3), 0, 3, 0); await handle.close(); return buffer.toString();`,
      promises('open'),
    ),
    read(
      'a file that a handle reads into several buffers',
      `const handle = await open('${file}'); const parts = [Buffer.alloc(1), Buffer.alloc(2)]; await handle.readv(parts); await handle.close(); return Buffer.concat(parts).toString();`,
      promises('open'),
    ),
    read(
      'a file that a handle reads line by line',
      `const lines = []; await using handle = await open('${file}'); for await (const line of handle.readLines()) lines.push(line); return lines;`,
      promises('open'),
    ),
    read(
      'a file that a handle streams',
      `const handle = await open('${file}'); let text = ''; for await (const part of handle.createReadStream()) text += part; return text;`,
      promises('open'),
    ),
    read(
      'a file that a handle gives as a web stream',
      `const handle = await open('${file}'); const text = await new Response(handle.readableWebStream()).text(); await handle.close(); return text;`,
      promises('open'),
    ),
    read(
      'a file that createReadStream streams',
      `let text = ''; for await (const part of createReadStream('${file}')) text += part; return text;`,
      sync('createReadStream'),
    ),
    read(
      'a file that createReadStream streams in part',
      `let text = ''; for await (const part of createReadStream('${file}', { start: 0, end: 1 })) text += part; return text;`,
      sync('createReadStream'),
    ),
    read(
      'a file that readline reads',
      `const lines = []; for await (const line of createInterface({ input: createReadStream('${file}') })) lines.push(line); return lines;`,
      `${sync('createReadStream')}\nimport { createInterface } from 'node:readline';`,
    ),
    read(
      'a file that is piped through gzip',
      `const parts: Buffer[] = []; await pipeline(createReadStream('${file}'), createGzip(), async (all) => { for await (const part of all) parts.push(part); }); return Buffer.concat(parts).toString('hex');`,
      `${sync('createReadStream')}\nimport { pipeline } from 'node:stream/promises';\nimport { createGzip } from 'node:zlib';`,
    ),
    read('a file that openAsBlob opens', `return (await openAsBlob('${file}')).text();`, sync('openAsBlob')),
    read(
      'a file that is copied first',
      `copyFileSync('${file}', '$temp/$here.txt'); return readFileSync('$temp/$here.txt', 'utf8');`,
      sync('copyFileSync, readFileSync'),
    ),
    read(
      'a folder that is copied first',
      `cpSync('$here/folder', '$temp/$here', { recursive: true }); return readFileSync('$temp/$here/a.txt', 'utf8');`,
      sync('cpSync, readFileSync'),
      { files: { 'folder/a.txt': 'one' }, edit: { 'data.txt': 'one', 'folder/a.txt': 'two' } },
    ),
    read(
      'a file that is opened to read and write',
      `const handle = await open('${file}', 'r+'); const text = await handle.readFile('utf8'); await handle.close(); return text;`,
      promises('open'),
    ),
    read('a file that a helper reads', 'return load();', `import { load } from './load.ts';`, {
      files: { 'load.ts': `${sync('readFileSync')}\nexport const load = () => readFileSync('${file}', 'utf8');` },
    }),
    read('a file that a field of the task reads', '', '', {
      files: {
        'task.ts': `import { Task } from 'clew';\n${sync('readFileSync')}\n@Task() export class $Task { readonly text = readFileSync('${file}', 'utf8'); run() { return this.text; } }`,
      },
    }),
    read('a file behind a link', `return readFileSync('$here/link.txt', 'utf8');`, sync('readFileSync'), {
      files: { 'link.txt': new Link('data.txt') },
    }),
    read('a link that leads to another file', `return readFileSync('$here/link.txt', 'utf8');`, sync('readFileSync'), {
      files: { 'link.txt': new Link('data.txt'), 'other.txt': 'two' },
      edit: { 'data.txt': 'one', 'link.txt': new Link('other.txt') },
    }),
    read('a file in a folder behind a link', `return readFileSync('$here/link/a.txt', 'utf8');`, sync('readFileSync'), {
      files: { link: new Link('folder'), 'folder/a.txt': 'one' },
      edit: { 'folder/a.txt': 'two' },
    }),
    read(
      'a folder behind a link that leads to another one',
      `return readFileSync('$here/link/a.txt', 'utf8');`,
      sync('readFileSync'),
      { files: { link: new Link('v1'), 'v1/a.txt': 'one', 'v2/a.txt': 'two' }, edit: { link: new Link('v2') } },
    ),
    read('a file with the old size and times', `return readFileSync('${file}', 'utf8');`, sync('readFileSync'), {
      edit: { 'data.txt': new Disguised('two') },
    }),
    read(
      'a file of five megabytes, one byte of it',
      `const bytes = readFileSync('$here/large.bin'); return [bytes.length, bytes[3_000_000]];`,
      sync('readFileSync'),
      {
        files: { 'large.bin': Buffer.alloc(5_000_000, 'a') },
        edit: { 'large.bin': Buffer.alloc(5_000_000, 'a').fill('b', 3_000_000, 3_000_001) },
      },
    ),
    read('a file outside of the project', `return readFileSync('$outside/$here.txt', 'utf8');`, sync('readFileSync'), {
      files: { '$outside/$here.txt': 'one' },
      edit: { '$outside/$here.txt': 'two' },
    }),
    read(
      'a file outside of the project by a path with dots',
      `return readFileSync('../' + '$outside'.split('/').at(-1) + '/$here.txt', 'utf8');`,
      sync('readFileSync'),
      { files: { '$outside/$here.txt': 'one' }, edit: { '$outside/$here.txt': 'two' } },
    ),
    read(
      'a text that JSON.parse reads',
      `return JSON.parse(readFileSync('$here/data.json', 'utf8')).value;`,
      sync('readFileSync'),
      { files: { 'data.json': { value: 1 } }, edit: { 'data.json': { value: 2 } } },
    ),
    read('a prompt whose path a parameter gives', '', '', {
      files: {
        'task.ts': `import { Param, Task } from 'clew';\n${sync('readFileSync')}\n@Task() export class $Task { @Param() prompt = '${file}'; run() { return readFileSync(this.prompt, 'utf8'); } }`,
      },
    }),
    looks(
      'a prompt that another file names',
      `return readFileSync('$here/' + readFileSync('$here/name.txt', 'utf8'), 'utf8');`,
      sync('readFileSync'),
      { 'name.txt': 'a.txt', 'a.txt': 'one', 'b.txt': 'two' },
      { 'name.txt': 'b.txt' },
    ),
    read(
      'a file that a catch reads',
      `try { throw new Error('x'); } catch { return readFileSync('${file}', 'utf8'); }`,
      sync('readFileSync'),
    ),
  ],
});
