import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mayReadBeforeRun } from '../../../src/modules/analysis/script-reads.ts';
import { project } from '../project.ts';

const others = {
  'package.json': '{ "type": "module" }',
  'node_modules/left/package.json': '{ "name": "left", "version": "1.0.0", "main": "i.js" }',
  'node_modules/left/i.js': 'exports.left = () => 1;',
};

describe('file reads of a script before it calls run()', () => {
  it.each<[what: string, code: string, may: boolean]>([
    ['what it hands over', `const a = readFileSync('x'); await run(A, { a }); process.exit(1);`, false],
    [
      'in a function that runs',
      `async function main() { await run(A, { a: readFileSync('x') }); process.exit(0); }\nmain();`,
      false,
    ],
    ['afterwards', `await run(A, {}); globalThis.a = readFileSync('x');`, false],
    ['before, and leaves it', `globalThis.a = readFileSync('x'); await run(A, {});`, true],
    ['before, by a package for itself', `left('x'); await run(A, {});`, false],
    [
      'before, by a server',
      `const app = left(); app.use(left.json({ limit: 1 })); app.post('/', async (_, res) => res.json(await run(A, {})));`,
      false,
    ],
    ['before, by a package that made a function', `const app = new left(); export const f = () => app.get();`, true],
    ['before, by a package that is given a list', `const a = {}; left(a, 'x'); await run(A, {});`, true],
    ['before, by a package that is given a module', `left(A, 'x'); await run(A, {});`, true],
    ['before, by a package that calls back', `let a; left((text) => { a = text; }); await run(A, {});`, true],
    ['before, by a package, and exports it', `export const a = left('x'); await run(A, {});`, true],
    ['before, by a package, and puts it into a list', `const a = []; a.push(left('x')); await run(A, {});`, true],
    ['before, by a package, and makes it global', `globalThis.a = left('x'); await run(A, {});`, true],
    ['where nobody sees when it runs', `globalThis.a = readFileSync('x');`, true],
  ])('are judged correctly for a script that reads %s', async (_, code, may) => {
    const head = `import { A } from './a.ts'; import { run } from 'clew'; import { left } from 'left';\nimport { readFileSync } from 'node:fs';\n`;
    const { root } = await project({
      ...others,
      'a.ts': `import { Task } from 'clew'; @Task() export class A { run() {} }`,
      'm.ts': head + code,
    });
    expect(mayReadBeforeRun(join(root, 'm.ts'), { reaches: () => true })).toBe(may);
  });
});
