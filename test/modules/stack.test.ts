import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findProjectRoot } from '../../src/modules/root.ts';
import { packageRoot } from '../../src/modules/own-package.ts';
import { parseStack, shownPath, userFrame } from '../../src/modules/stack.ts';
import { project } from './project.ts';

const stack = `TypeError: no gpu
    at Bus.open (file:///home/ana/p/node_modules/bus/index.js:3:9)
    at run (${join(packageRoot, 'src/runtime/run.ts')}:10:1)
    at async Train.run [as go] (file:///home/ana/p/with%20space/train.ts?v=1:12:5)
    at async Promise.all (index 0)
    at /home/ana/other/x.ts:7:2
    at new Train (/home/ana/p/w.ts:1:1)
    at node:internal/modules/run_main:3:3`;

describe('stack traces', () => {
  it('are parsed frame by frame', () => {
    expect(
      parseStack(stack).map(({ file, line, column, function: name }) => [name, basename(file), line, column]),
    ).toEqual([
      ['Bus.open', 'index.js', 3, 9],
      ['run', 'run.ts', 10, 1],
      ['Train.run [as go]', 'train.ts', 12, 5],
      [undefined, 'x.ts', 7, 2],
      ['new Train', 'w.ts', 1, 1],
      [undefined, 'run_main', 3, 3],
    ]);
  });

  it("find the user's own line among those of Node, of packages and of Clew", () => {
    expect(userFrame(stack)).toMatchObject({ file: '/home/ana/p/with space/train.ts', line: 12 });
    expect(userFrame(stack, '/home/ana/other')).toMatchObject({ file: '/home/ana/other/x.ts' });
    expect(userFrame(stack, '/elsewhere')).toMatchObject({ line: 12 });
    expect(userFrame('Error: x\n    at node:internal/run:1:1')).toBeUndefined();
    const own = `Error: x\n    at ${join(packageRoot, 'examples/w.ts')}:1:1`;
    expect(userFrame(own)).toMatchObject({ file: join(packageRoot, 'examples/w.ts') });
  });

  it('show paths relative to the working directory when they are near', () => {
    expect(shownPath('/a/b/c.ts', '/a/b')).toBe('c.ts');
    expect(shownPath('/a/c.ts', '/a/b')).toBe('../c.ts');
    expect(shownPath('/x/c.ts', '/a/b/c')).toBe('/x/c.ts');
  });
});

it('project root is the nearest folder with settings, else with a package.json, else the folder itself', async () => {
  const made = await project({
    'clew.config.mts': '',
    'a/package.json': '{}',
    'a/b/w.ts': '',
  });
  expect(findProjectRoot(join(made.root, 'a/b/w.ts'))).toBe(made.root);
  const plain = await project({ 'a/package.json': '{}', 'a/b/w.ts': '' });
  expect(findProjectRoot(join(plain.root, 'a/b'))).toBe(join(plain.root, 'a'));
  expect(findProjectRoot('/')).toBe('/');
});
