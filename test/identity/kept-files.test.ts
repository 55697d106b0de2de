import { type CaseFiles, type Edit, type Expected, type IdentityCase, cached, runs, task } from './case.ts';
import { identityGroup } from './group.ts';

const clew = `import { file, folder } from 'clew';`;
const counts = (name: string, body: string, files: CaseFiles, edit: Edit): IdentityCase =>
  runs(name, { 'task.ts': task(body, clew), ...files }, edit);

/** A task that returns files, and one that says which they were: handles have names of their own. */
const kept = (name: string, body: string, files: CaseFiles, edit: Edit, expected: Expected = 'runs'): IdentityCase => {
  const text = `
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { From, Param, Task, file, folder } from 'clew';
@Task() export class $TaskIn { @Param() x!: number; run() { ${body} } }
@Task() export class $Task { @From($TaskIn, () => ({ x: 1 })) given!: any; run() { return this.given.it.digest; } }`;
  const make = expected === 'runs' ? runs : cached;
  return make(name, { 'task.ts': text, ...files }, edit, { others: { 'In(x=1)': expected } });
};

const one = { 'data.txt': 'one' };
const two = { 'data.txt': 'two' };
const many = { 'many/a.txt': 'a', 'many/b.txt': 'b' };

identityGroup({
  name: 'file() and folder()',
  cases: [
    kept('a file that is returned', `return { it: file('$here/data.txt') };`, one, two),
    kept('a folder that is returned', `return { it: folder('$here/many') };`, many, { 'many/b.txt': 'c' }),
    kept('a returned folder with one more file', `return { it: folder('$here/many') };`, many, {
      'many/c.txt': 'c',
    }),
    counts('the text of a file', `return file('$here/data.txt').text();`, one, two),
    counts('the size of a file', `return file('$here/data.txt').size;`, one, { 'data.txt': 'three' }),
    counts('the digest of a file', `return file('$here/data.txt').digest;`, one, two),
    counts(
      'a stream of a file',
      `const all = []; for await (const piece of file('$here/data.txt').stream()) all.push(piece); return Buffer.concat(all).toString();`,
      one,
      two,
    ),
    counts('the number of files in a folder', `return folder('$here/many').count;`, many, { 'many/c.txt': 'c' }),
    counts('the files of a folder', `return folder('$here/many').files.map(({ digest }) => digest);`, many, {
      'many/b.txt': 'c',
    }),
    kept(
      'a file that the task has written and returned',
      `writeFileSync('$here/out.txt', 'one'); return { it: file('$here/out.txt') };`,
      {},
      { 'out.txt': 'two' },
      'cached',
    ),
    // The times of files are as coarse as a tick of the clock: what is written right at the beginning counts as read.
    kept(
      'a file that a process of the task has written, and that is returned',
      `execFileSync('sh', ['-c', 'sleep 0.05; echo one > $here/out.txt']); return { it: file('$here/out.txt') };`,
      {},
      { 'out.txt': 'two' },
      'cached',
    ),
  ],
});

/** A layer as a user may write one, which reads and probes as it likes. */
const config = `
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

class OwnLayer {
  kind = 'own';
  #at = (key) => join('layer', key);
  put = async (key, content) => {
    existsSync('layer/lock');
    await mkdir(dirname(this.#at(key)), { recursive: true });
    const pieces = [];
    for await (const piece of content instanceof Uint8Array ? [content] : content) pieces.push(piece);
    await writeFile(this.#at(key), Buffer.concat(pieces));
    readdirSync(dirname(this.#at(key)));
    readFileSync(this.#at(key));
  };
  get(key) { return readFile(this.#at(key)); }
  async *stream(key, { from = 0, to } = {}) { yield (await readFile(this.#at(key))).subarray(from, to); }
  async size(key) { return (await stat(this.#at(key)).catch(() => undefined))?.size; }
  async remove(key) { await rm(this.#at(key), { force: true }); }
  async *list(prefix) { for (const name of readdirSync('layer')) if (name.startsWith(prefix)) yield name; }
  place(key) { return this.#at(key); }
}

export default { storage: { default: 'own', layers: { own: new OwnLayer() } } };
`;

identityGroup({
  name: 'custom storage layer',
  files: { 'clew.config.ts': config, 'layer/keep.txt': '', 'data.txt': 'one' },
  cases: [
    cached(
      'files of the layer that it reads and looks for',
      {
        'task.ts': `import { StorageLayer, Task, file } from 'clew';\nimport { writeFileSync } from 'node:fs';
@Task() export class $Task {
  constructor(private readonly storage: StorageLayer) {}
  async run() {
    writeFileSync('$here/out.txt', 'one');
    const kept = await this.storage.store('x', { text: 'x'.repeat(100_000) });
    const it = await this.storage.store('y', file('$here/out.txt'));
    return [kept.digest, it.digest];
  }
}`,
      },
      { '/layer/lock': '', '/layer/more/x.txt': '1' },
    ),
    runs(
      'a file that the task reads for what it gives to the layer',
      {
        'task.ts': `import { StorageLayer, Task } from 'clew';\nimport { readFileSync } from 'node:fs';
@Task() export class $Task {
  constructor(private readonly storage: StorageLayer) {}
  async run() {
    const rows = (async function* () { yield { text: readFileSync('$here/data.txt', 'utf8') }; })();
    const kept = await this.storage.store('rows', rows);
    return { digest: kept.digest };
  }
}`,
        'data.txt': 'one',
      },
      { 'data.txt': 'two' },
    ),
  ],
});
