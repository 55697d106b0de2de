import { describe, expect, test } from 'vitest';
import { callerIn, packageOf } from '../../../src/project/audit/outside-use-log.ts';
import { drawSample, parseSampleSize } from '../../../src/project/audit/sample.ts';
import { missingNotes } from '../../../src/project/audit/missing-notes.ts';
import { noDependencies } from '../../../src/dependencies/dependencies.ts';
import { packageRoot } from '../../../src/modules/own-package.ts';

const stack = (...files: readonly string[]): string =>
  ['Error', ...files.map((file) => `    at f (${file}:3:7)`)].join('\n');
const clew = `${packageRoot}/dist/worker.js`;

describe('audit', () => {
  test('attributes a call to the user, to a package for the user, or to neither', () => {
    const at = { file: '/shop/workflow.ts', line: 3 };
    expect(callerIn(stack('node:internal/net', '/shop/workflow.ts', clew))).toEqual({ at, package: null });
    const inPackage = stack('/shop/node_modules/@acme/ids/index.js', '/shop/workflow.ts', clew);
    expect(callerIn(inPackage)).toEqual({ at, package: '@acme/ids' });
    expect(callerIn(stack('/shop/node_modules/pg/lib/client.js'))).toEqual({ at: null, package: 'pg' });
    expect(callerIn(stack('/shop/node_modules/pg/lib/client.js', clew, '/shop/workflow.ts'))).toBeUndefined();
    expect(callerIn(stack(clew, '/shop/workflow.ts'))).toBeUndefined();
    expect(callerIn(stack('/shop/node_modules/@smithy/node-http-handler/index.js'))).toBeUndefined();
    expect(callerIn(stack('node:internal/timers'))).toBeUndefined();
    expect(packageOf('/a/node_modules/.pnpm/x@1/node_modules/x/build/x.node')).toBe('x');
  });

  test('parses a sample as a share or a number, and a larger sample contains the smaller one', () => {
    expect(['5%', '0.05', '100%', '1.0', '20', '12.5%'].map(parseSampleSize)).toEqual([
      { share: 0.05 },
      { share: 0.05 },
      { share: 1 },
      { share: 1 },
      { count: 20 },
      { share: 0.125 },
    ]);
    expect(['', '0', '0%', '101%', '1.5', '-3', 'all', '5 %x'].map(parseSampleSize)).toEqual(Array(8).fill(undefined));
    const items = Array.from({ length: 100 }, (_, i) => `node ${i}`);
    const draw = (count: number, seed = 'a', from = items): string[] =>
      drawSample(from, { count }, seed, (item) => item);
    expect(draw(20)).toEqual(expect.arrayContaining(draw(7)));
    expect(draw(7, 'a', items.toReversed()).toSorted()).toEqual(draw(7).toSorted());
    expect(draw(7, 'b')).not.toEqual(draw(7));
    expect(drawSample(items, { share: 0.001 }, 'a', String)).toHaveLength(1);
    expect(draw(1000)).toEqual(items);
  });

  test('reports no missing note for what the record or the static code has', () => {
    const now = {
      ...noDependencies,
      modules: [
        { path: 'w.mjs', identity: 'x', digest: null },
        { path: 'lib.ts', identity: 'x', digest: null },
        { path: 'new.mjs', identity: 'x', digest: null },
      ],
      files: [
        { path: 'a.txt', kind: 'stat' as const, state: 'file:3' },
        { path: 'b.txt', kind: 'content' as const, state: 'sha256:1' },
        { path: 'lib.ts', kind: 'content' as const, state: 'sha256:1' },
      ],
      packages: [{ folder: 'node_modules/zod', name: 'zod', version: '4.0.0', files: 'x' }],
      variables: [{ name: 'MODEL_DIR', hash: null }],
      resolutions: [{ from: 'workflow.ts', specifier: './new.mjs', kind: 'import' as const, to: 'new.mjs' }],
      unknown: ['it has started a worker'],
    };
    const recorded = {
      ...noDependencies,
      modules: [{ path: 'w.mjs', identity: 'y', digest: null }],
      files: [{ path: 'a.txt', kind: 'content' as const, state: 'sha256:2' }],
    };
    const code = { files: [{ path: 'lib.ts', digest: '', identity: '', source: '' }], packages: { zod: '4.0.0' } };
    expect(missingNotes(now, recorded, code).map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'module new.mjs',
      "resolution './new.mjs' in workflow.ts",
      'file b.txt',
      'variable MODEL_DIR',
      'unknown it has started a worker',
    ]);
    expect(missingNotes(now, now, code)).toEqual([]);
  });
});
