import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Package, Packed } from '../../src/modules/package/package.ts';
import { project, type Outcome, type Project } from './project.ts';

/** A machine that has nothing of the project but what was packed. */
async function elsewhere(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'clew-elsewhere-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

interface Sent {
  readonly packed: Packed;
  readonly content: Package;
  load(module: string): Promise<Outcome>;
}

async function send(made: Project, modules: readonly string[], most?: number): Promise<Sent> {
  const there = await elsewhere();
  const to = join(there, 'code.json.gz');
  const { value, error } = await made.run('pack', [{ modules, to, most }]);
  if (error) throw Object.assign(new Error(error.message), error);
  const content = JSON.parse(gunzipSync(await readFile(to)).toString()) as Package;
  const load = (module: string): Promise<Outcome> =>
    made.run('unpacked', [{ from: to, folder: join(there, 'code'), module }]);
  return { packed: value, content, load };
}

/** Packages as they are found installed, of each kind that makes a difference. */
const installed = {
  'node_modules/modern/package.json':
    '{ "name": "modern", "version": "2.0.0", "type": "module", "exports": { ".": "./src/index.js", "./extra": "./src/extra.js", "./data.json": "./data.json" }, "dependencies": { "deep": "1" } }',
  'node_modules/modern/src/index.js': `import deep from 'deep'; export const twice = (n) => 2 * n + deep(); export default 'modern'; export { counter } from './state.js';`,
  'node_modules/modern/src/extra.js': `export { counter } from './state.js';`,
  'node_modules/modern/src/state.js': `export const counter = { n: 0 };`,
  'node_modules/modern/data.json': '{ "rows": 3 }',
  'node_modules/modern/README.md': 'nobody imports this',
  'node_modules/deep/package.json': '{ "name": "deep", "version": "1.0.0", "main": "main.js" }',
  'node_modules/deep/main.js': `module.exports = () => 0.5;`,
  'node_modules/old/package.json': '{ "name": "old", "version": "0.9.0", "main": "./lib" }',
  'node_modules/old/lib/index.js': `module.exports = require('./inner.js'); try { require('not-installed'); } catch {}`,
  'node_modules/old/lib/inner.js': `exports.plus = (a, b) => a + b; exports.Kept = class Kept {};`,
};
const program = {
  'package.json': '{ "name": "shop", "type": "module" }',
  'w.ts': `import name, { counter, twice } from 'modern';
    import { counter as same } from 'modern/extra';
    import data from 'modern/data.json' with { type: 'json' };
    import old, { plus, Kept } from 'old';
    import { half } from './lib/half.ts';
    export function main(): unknown {
      return [name, twice(2), counter === same, data.rows, plus(1, 2), old.plus === plus, Kept.name, half(3)];
    }`,
  'lib/half.ts': `export const half = (n: number): number => n / 2;`,
  'other.ts': `export const other = 1;`,
};

describe('packaging of code for jobs', () => {
  it('bundles all that the code needs to load elsewhere', async () => {
    const made = await project({ ...installed, ...program });
    const { packed, content, load } = await send(made, ['w.ts']);
    await rm(join(made.root, 'node_modules'), { recursive: true });
    await rm(join(made.root, 'lib'), { recursive: true });
    expect((await load('w.ts')).value).toEqual(['modern', 4.5, true, 3, 3, true, 'Kept', 1.5]);
    expect(packed.outside).toEqual([]);
    const paths = content.files.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['w.ts', 'lib/half.ts', 'node_modules/modern/index.mjs']));
    expect(paths.filter((path) => /README|other/.test(path))).toEqual([]);
    expect(content.files.find(({ path }) => path === 'w.ts')!.source).toBe(program['w.ts']);
  });

  it('gives the same digest for the same code, and another one for other code', async () => {
    const files = { ...installed, ...program };
    const [one, two] = [await project(files), await project(files)];
    const first = await send(one, ['w.ts']);
    expect((await send(one, ['w.ts'])).packed.digest).toBe(first.packed.digest);
    expect((await send(two, ['w.ts'])).packed.digest).toBe(first.packed.digest);
    await two.write({ 'other.ts': 'export const other = 2;' });
    expect((await send(two, ['w.ts'])).packed.digest).toBe(first.packed.digest);
    await two.write({ 'node_modules/old/lib/inner.js': 'exports.plus = (a, b) => a - b; exports.Kept = 1;' });
    expect((await send(two, ['w.ts'])).packed.digest).not.toBe(first.packed.digest);
  });

  it('keeps the source lines of errors', async () => {
    const made = await project({
      'w.ts': `interface Row { a: number }
        export function main(): string {
          const rows: Row[] = [];
          try { return String(rows[0]!.a); } catch (error) { return String((error as Error).stack); }
        }`,
    });
    const { load } = await send(made, ['w.ts']);
    expect((await load('w.ts')).value).toMatch(/\/code\/w\.ts:4:/);
  });

  it('includes packages of a workspace, and files above the project', async () => {
    const made = await project({
      'package.json': '{ "name": "monorepo" }',
      'packages/shared/package.json': '{ "name": "@acme/shared", "main": "src/index.ts" }',
      'packages/shared/src/index.ts': `export const shared: string = 'shared';`,
      'apps/shop/package.json': '{ "name": "shop" }',
      'apps/shop/w.ts': `import { shared } from '@acme/shared'; import { above } from '../../tools/above.ts';
        import { plus } from 'old';
        export const main = () => [shared, above, plus(1, 1)];`,
      'tools/above.ts': `export const above = 'above';`,
      ...installed,
    });
    await made.link('node_modules/@acme/shared', 'packages/shared');
    const there = await elsewhere();
    const shop = new (made.constructor as typeof Project)(join(made.root, 'apps/shop'));
    const to = join(there, 'code.json.gz');
    expect((await shop.run('pack', [{ modules: ['w.ts'], to }])).error).toBeUndefined();
    const { value } = await shop.run('unpacked', [{ from: to, folder: join(there, 'code'), module: 'w.ts' }]);
    expect(value).toEqual(['shared', 'above', 2]);
  });
});

describe('packaging of code that cannot be bundled', () => {
  const native = {
    'node_modules/image/package.json':
      '{ "name": "image", "version": "3.1.0", "main": "i.js", "optionalDependencies": { "@image/linux": "1" } }',
    'node_modules/image/i.js': `module.exports.name = 'image';`,
    'node_modules/@image/linux/package.json': '{ "name": "@image/linux", "version": "1.0.0", "os": ["linux"] }',
    'node_modules/template/package.json': '{ "name": "template", "version": "1.2.0", "main": "t.js" }',
    'node_modules/template/t.js': `module.exports.text = () => require('fs').readFileSync(__dirname + '/t.txt', 'utf8');`,
    'node_modules/addon/package.json': '{ "name": "addon", "version": "0.1.0", "main": "a.js" }',
    'node_modules/addon/a.js': `module.exports = () => require('./build/a.node');`,
    'node_modules/addon/build/a.node': 'ELF',
    'node_modules/user/package.json': '{ "name": "user", "version": "1.0.0", "type": "module", "main": "u.js" }',
    'node_modules/user/u.js': `import addon from 'addon'; export const use = () => addon();`,
  };

  it('names it, and how to make it available', async () => {
    const made = await project({
      ...native,
      ...installed,
      'w.ts': `import { name } from 'image'; import { text } from 'template'; import { use } from 'user'; import { plus } from 'old';
        import { Service } from 'typedi';
        export const main = () => [name, text, use, plus, Service];`,
    });
    await made.write({ 'node_modules/typedi/package.json': '{ "name": "typedi", "version": "9.9.9" }' });
    await made.write({
      // What only other platforms have is no matter.
      'node_modules/old/package.json':
        '{ "name": "old", "version": "0.9.0", "main": "./lib", "optionalDependencies": { "watcher": "1" } }',
      'node_modules/watcher/package.json': '{ "name": "watcher", "version": "1.0.0", "os": ["darwin"] }',
    });
    const { packed, content, load } = await send(made, ['w.ts']);
    expect(packed.outside).toEqual([
      { name: 'addon', version: '0.1.0', why: 'it has native code' },
      { name: 'image', version: '3.1.0', why: 'it has native code' },
      { name: 'template', version: '1.2.0', why: 'it reads files beside its own' },
      { name: 'typedi', version: '9.9.9', why: 'Clew uses it too' },
    ]);
    const modules = content.files.map(({ path }) => path).filter((path) => path.endsWith('package.json'));
    expect(modules).toEqual(['node_modules/old/package.json', 'node_modules/user/package.json', 'package.json']);
    const { error } = await load('w.ts');
    expect(error).toEqual({
      code: 'NOT_IN_IMAGE',
      message:
        "The image has no addon (it has native code) and image (it has native code) and template (it reads files beside its own), which the code needs and Clew doesn't send.",
      next: 'Add this to its Dockerfile and build it again: RUN npm install addon@0.1.0 image@3.1.0 template@1.2.0',
    });
  });

  it('takes shared packages from beside Clew, so that both have the same copy', async () => {
    const made = await project({
      'w.ts': `import { Container } from 'typedi'; import 'reflect-metadata'; import { Task } from 'clew';
        export const main = () => [typeof Container.get, typeof (Reflect as any).getMetadata, typeof Task];`,
    });
    await made.write({
      'node_modules/typedi/package.json': '{ "name": "typedi", "version": "0.0.1" }',
      'node_modules/reflect-metadata/package.json': '{ "name": "reflect-metadata", "version": "0.0.1" }',
    });
    const { load } = await send(made, ['w.ts']);
    expect(await load('w.ts')).toMatchObject({ value: ['function', 'function', 'function'] });
  });

  it('names a broken package', async () => {
    const made = await project({
      'node_modules/broken/package.json': '{ "name": "broken", "version": "1.0.0", "type": "module", "main": "b.js" }',
      'node_modules/broken/b.js': 'export const = 3;',
      'w.ts': `export const main = async () => (await import('broken')).default;`,
    });
    await expect(send(made, ['w.ts'])).rejects.toMatchObject({
      code: 'NOT_BUNDLED',
      message: expect.stringContaining("The packages that the project imports (broken) can't be bundled: "),
    });
  });

  it('names the largest parts when the code is too large', async () => {
    const made = await project({
      'w.ts': `import data from './data.json' with { type: 'json' }; export const main = () => data;`,
      'data.json': JSON.stringify('x'.repeat(200_000)),
    });
    await expect(send(made, ['w.ts'], 100_000)).rejects.toMatchObject({
      code: 'CODE_TOO_LARGE',
      message: expect.stringMatching(
        /^The code of this run has 0\.2 MB, and at most 0\.1 MB are sent: data\.json \(0\.2 MB\)/,
      ),
    });
  });
});
