import { describe, expect, it } from 'vitest';
import { codeWith, type Files } from './code.ts';

describe('state in memory that tasks share', () => {
  const places = async (files: Files, names: readonly string[], asked: [file: string, text: string][]) => {
    const { reach } = await codeWith(files, names, { file: 'w.mjs', modules: Object.keys(files) });
    const folder = [...reach.files][0]!.replace(/[^/\\]*$/, '');
    return asked.map(([file, text]) => {
      const before = files[file]!.slice(0, files[file]!.indexOf(text)).split('\n');
      return reach.reaches(folder + file, before.length, before.at(-1)!.length + 1);
    });
  };

  it('is what others read for a variable of both', async () => {
    const files = {
      'w.mjs': `let memo;\nconst get = () => read('x');\nexport class A { run() { memo ??= get(); read('a'); } }\nexport class B { run() { return memo; } }\nexport class C { run() { read('c'); } }`,
    };
    const asked: [string, string][] = [
      ['w.mjs', `read('x')`],
      ['w.mjs', `read('a')`],
      ['w.mjs', `read('c')`],
    ];
    expect(await places(files, ['B'], asked)).toEqual([true, true, false]);
    expect(await places(files, ['C'], asked)).toEqual([false, false, true]);
  });

  it('may be in another module or in a global variable', async () => {
    const files = {
      'w.mjs': `import { store } from './store.mjs'; export class B { run() { return store.a; } }\nexport class G { run() { return globalThis.memo; } }\nexport class C { run() {} }`,
      'store.mjs': 'export const store = {};',
      'a.mjs': `import * as all from './store.mjs'; export class A { run() { all.store.a ??= read(); } }\nexport class G { run() { globalThis.memo ??= load(); } }`,
    };
    const asked: [string, string][] = [
      ['a.mjs', 'read()'],
      ['a.mjs', 'load()'],
    ];
    expect(await places(files, ['B'], asked)).toEqual([true, false]);
    expect(await places(files, ['G'], asked)).toEqual([false, true]);
    expect(await places(files, ['C'], asked)).toEqual([false, false]);
  });
});
