import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { project } from './project.ts';

/** Lists the names that Node finds in CommonJS when an ES module imports it. */
const commonjs = {
  'package.json': '{ "name": "downtime", "type": "module" }',
  'inner.cjs': 'exports.inner = 1; Object.defineProperty(exports, "got", { enumerable: true, value: 2 });',
  'data.json': '{ "rows": 3 }',
  'old.cjs': `
    const { join } = require('node:path');
    module.exports = require('./inner.cjs');
    module.exports.dashed = true;
    exports['with-dash'] = 4;
    module.exports['with-dash'] = 4;
    module.exports.where = [__filename.endsWith('old.cjs'), typeof join, require('./data.json').rows];
    module.exports.again = require('./old.cjs') === module.exports;
    module.exports.self = require.cache[__filename] === module && module.id.endsWith('old.cjs');`,
  'bundled.cjs': `
    class A {}
    module.exports = A;
    A.extra = this === exports;
    0 && (module.exports = { first, extra });`,
  'sloppy/package.json': '{ "name": "sloppy" }',
  'sloppy/none.js': 'globalThis.sloppy = (function () { return this === globalThis; })();',
  'sloppy/module.js': 'export const strict = (function () { return this === undefined; })();',
  'sloppy/later.js': 'const { strict } = await import("./module.js"); export { strict };',
};

describe('CommonJS modules of a project', () => {
  it('load as Node itself loads them', async () => {
    const made = await project({
      ...commonjs,
      'w.mjs': `
        import * as old from './old.cjs';
        import one, { inner, got } from './old.cjs';
        import * as bundled from './bundled.cjs';
        import './sloppy/none.js';
        import { strict } from './sloppy/later.js';
        import data from './data.json' with { type: 'json' };
        import { createRequire } from 'node:module';
        const real = createRequire(import.meta.url);
        export const main = () => ({
          names: Object.keys(old).filter((name) => name !== 'module.exports'),
          extra: Object.keys(bundled).filter((name) => name !== 'module.exports'),
          is: [one === real('./old.cjs'), inner, got, bundled.default.extra, sloppy, strict, data.rows],
          where: one.where, again: one.again, self: one.self,
        });
        if (process.argv[2] === 'plain') console.log(JSON.stringify(main()));`,
    });
    const plain = await promisify(execFile)(process.execPath, ['w.mjs', 'plain'], { cwd: made.root });
    const { value } = await made.load('w.mjs');
    expect(value).toEqual(JSON.parse(plain.stdout));
    expect(value).toMatchObject({ is: [true, 1, 2, true, true, true, 3], again: true, self: true });
  });

  it('are refused as Node refuses them when their package type says otherwise', async () => {
    const made = await project({
      'package.json': '{ "name": "downtime", "type": "commonjs" }',
      'w.js': 'export const a = 1;',
      'v.mjs': 'import data from "./package.json"; export const main = () => data;',
    });
    expect((await made.load('w.js')).error).toMatchObject({ code: 'SYNTAX' });
    expect((await made.load('v.mjs')).error).toMatchObject({ code: 'LOAD_FAILED' });
  });
});
