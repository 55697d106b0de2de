import { describe, expect, it } from 'vitest';
import { filesOf, sceneProject, sha256 } from './scene.ts';

const content = (path: string, text: string): string => `content ${path} ${sha256(text)}`;

/** Each body writes and reads again; what it depends on stands beside it. */
const bodies: Readonly<Record<string, readonly [body: string, ...notes: string[]]>> = {
  writeFileSync: [`fs.writeFileSync('out', 'x'); fs.readFileSync('out'); fs.statSync('out')`],
  writeFile: [`await called((then) => fs.writeFile('out', 'x', then)); fs.readFileSync('out')`],
  writeFilePromise: [`await promises.writeFile('out', 'x'); await promises.readFile('out')`],
  writeStream: [`await new Promise((done) => fs.createWriteStream('out').end('x', done)); fs.readFileSync('out')`],
  newWriteStream: [`await new Promise((done) => new fs.WriteStream('out').end('x', done)); fs.readFileSync('out')`],
  openForWriting: [
    `const fd = fs.openSync('out', 'w'); fs.writeSync(fd, 'x'); fs.closeSync(fd); fs.readFileSync('out')`,
  ],
  handle: [
    `const handle = await promises.open('out', 'w+'); await handle.write('x'); await handle.close(); fs.readFileSync('out')`,
  ],
  numericFlags: [
    `const fd = fs.openSync('out', fs.constants.O_WRONLY | fs.constants.O_CREAT | fs.constants.O_TRUNC); fs.closeSync(fd); fs.readFileSync('out')`,
  ],
  update: [
    `const fd = fs.openSync('in.txt', 'r+'); fs.writeSync(fd, 'x'); fs.closeSync(fd); fs.readFileSync('in.txt')`,
    content('in.txt', 'in'),
  ],
  append: [`fs.appendFileSync('in.txt', 'x'); fs.readFileSync('in.txt')`, content('in.txt', 'in')],
  appendUnread: [`fs.appendFileSync('in.txt', 'x')`],
  appendNew: [`fs.appendFileSync('out', 'x'); fs.readFileSync('out')`, 'content out absent'],
  appendOwn: [`fs.writeFileSync('out', ''); await promises.appendFile('out', 'x'); fs.readFileSync('out')`],
  readBefore: [
    `fs.readFileSync('in.txt'); fs.writeFileSync('in.txt', 'x'); fs.readFileSync('in.txt')`,
    content('in.txt', 'in'),
  ],
  copied: [`fs.copyFileSync('in.txt', 'out'); fs.readFileSync('out')`, content('in.txt', 'in')],
  copiedTree: [
    `fs.cpSync('folder', 'out', { recursive: true }); fs.readFileSync('out/a')`,
    content('folder/a', 'a'),
    `list folder ${sha256('["a"]')}`,
  ],
  copiedTreeLater: [
    `await promises.cp('folder', 'out', { recursive: true }); fs.readFileSync('out/a')`,
    content('folder/a', 'a'),
    `list folder ${sha256('["a"]')}`,
  ],
  copiedInto: [
    `fs.cpSync('folder', 'full', { recursive: true }); fs.readFileSync('full/a'); fs.readFileSync('full/b')`,
    content('folder/a', 'a'),
    content('full/b', 'b'),
    `list folder ${sha256('["a"]')}`,
  ],
  renamed: [`fs.writeFileSync('draft', 'x'); fs.renameSync('draft', 'out'); fs.readFileSync('out')`],
  moved: [`await promises.rename('in.txt', 'out'); fs.readFileSync('out')`, content('in.txt', 'in')],
  removed: [`fs.rmSync('in.txt'); fs.existsSync('in.txt')`],
  openedAndRemoved: [
    `const fd = fs.openSync('in.txt'); fs.unlinkSync('in.txt'); fs.closeSync(fd)`,
    content('in.txt', 'in'),
  ],
  openedAndFolderRemoved: [
    `const fd = fs.openSync('folder/a'); fs.rmSync('folder', { recursive: true }); fs.closeSync(fd)`,
    content('folder/a', 'a'),
  ],
  madeFolder: [
    `if (!fs.existsSync('out')) fs.mkdirSync('out'); fs.writeFileSync('out/x', 'x'); fs.readdirSync('out'); fs.existsSync('out/y')`,
  ],
  madeFolders: [
    `fs.existsSync('out/a'); await promises.stat('out').catch(() => 0); await promises.mkdir('out/a/b', { recursive: true }); fs.existsSync('out')`,
  ],
  madeTemporary: [`const made = fs.mkdtempSync('out-'); fs.existsSync(made + '/x')`],
  oldFolder: [`fs.mkdirSync('folder', { recursive: true }); fs.existsSync('folder')`, 'exists folder folder'],
  linked: [
    `fs.mkdirSync('out'); fs.symlinkSync('../in.txt', 'out/link'); fs.readFileSync('out/link')`,
    content('out/link', 'in'),
  ],
  failed: [
    `try { fs.writeFileSync('in.txt', 'x', { flag: 'wx' }) } catch {} fs.readFileSync('in.txt')`,
    content('in.txt', 'in'),
  ],
};

describe('dependencies on written files', () => {
  it('leave out what the component run itself has written', async () => {
    const names = Object.keys(bodies);
    // Each in a folder of its own.
    const files = names.flatMap((name) => [
      [`${name}/in.txt`, 'in'],
      [`${name}/folder/a`, 'a'],
      [`${name}/full/b`, 'b'],
    ]);
    const project = sceneProject({
      ...(Object.fromEntries(files) as Record<string, string>),
      'main.mjs': `import fs, { promises } from 'node:fs';
      const called = (start) => new Promise((done, fail) => start((error, value) => (error ? fail(error) : done(value))));
      const bodies = { ${Object.entries(bodies)
        .map(([name, [body]]) => `async ${name}() { ${body} }`)
        .join(',\n')} };
      export const main = (root, name) => { process.chdir(root + '/' + name); return bodies[name](); };`,
    });
    const runs = names.map((name) => ({ call: 'main', args: [project.root, name] }));
    const results = await project.play({ module: 'main.mjs', runs });
    const noted = names.map((name, at) => {
      const result = results[at]!;
      return [name, result.error ?? filesOf(result).map((note) => note.replace(` ${name}/`, ' '))];
    });
    expect(Object.fromEntries(noted)).toEqual(
      Object.fromEntries(Object.entries(bodies).map(([name, [, ...notes]]) => [name, notes.toSorted()])),
    );
  });
});
