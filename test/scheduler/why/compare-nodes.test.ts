import { describe, expect, it } from 'vitest';
import {
  type CodeSide,
  type InputsSide,
  compareCode,
  compareInputs,
  compareParams,
  likeness,
  paramSide,
  paramsOf,
} from '../../../src/scheduler/why/compare-nodes.ts';
import { type DependencyChange, compareDependencies } from '../../../src/dependencies/compare.ts';
import type { FileKind } from '../../../src/dependencies/dependencies.ts';
import { dependencyWords, wordsOf } from '../../../src/scheduler/why/reason-text.ts';
import { encode } from '../../../src/values/encode.ts';

const code = (files: Record<string, string>, packages: Record<string, string> = {}, entry = 'w.ts'): CodeSide => ({
  entry,
  files: Object.entries(files).map(([path, digest]) => ({ path, digest })),
  packages,
});
const via = (path: string): string[] => ['w.ts', path];
const comparedWith = { componentRun: 'cr-1', run: 'run-1', node: 'Train', at: '2026-11-01T00:00:00.000Z' };
const words = (changes: object): string =>
  wordsOf({ kind: 'changed', comparedWith, code: null, params: [], inputs: [], dependencies: [], ...changes });

describe('reasons: changes of code', () => {
  it('report no change for equal code', () => {
    expect(compareCode(code({ 'w.ts': '1' }, { zod: '4' }), code({ 'w.ts': '1' }, { zod: '4' }), via)).toBeNull();
  });

  it('list edited files before new and removed ones, and count the rest', () => {
    const many = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`n${i}.ts`, 'x']));
    const change = compareCode(code({ 'gone.ts': '1', 'w.ts': '1' }), code({ ...many, 'w.ts': '2' }), via)!;
    expect(change.files).toHaveLength(10);
    expect(change.files[0]).toEqual({ path: 'w.ts', change: 'changed', via: ['w.ts', 'w.ts'] });
    expect(change.moreFiles).toBe(4);
    expect(words({ code: change })).toMatch(
      /^code changed: w\.ts \(.*\), n0\.ts is new \(imported by w\.ts\), and 12 more$/,
    );
  });

  it('compare what runs where the record has it, else the source', () => {
    const side = (digest: string, identity?: string): CodeSide => ({
      ...code({}),
      files: [{ path: 'w.ts', digest, ...(identity && { identity }) }],
    });
    expect(compareCode(side('1', 'a'), side('2', 'a'), via)).toBeNull();
    expect(compareCode(side('1'), side('1', 'a'), via)).toBeNull();
    expect(compareCode(side('1'), side('2', 'a'), via)!.files[0]!.change).toBe('changed');
    const compiled = compareCode(side('1', 'a'), side('1', 'b'), () => ['w.ts'])!;
    expect(words({ code: compiled })).toBe('code changed: w.ts is the same, compiled differently');
  });

  it('include packages that are added, removed or changed, and a task that moved', () => {
    const before = code({ 'w.ts': '1' }, { left: '1', zod: '4' });
    const change = compareCode(before, code({ 'w.ts': '1' }, { left: '2', right: '1' }, 'v.ts'), via)!;
    expect(words({ code: change })).toBe(
      'code changed: the task is in v.ts now, it was in w.ts; package left changed: 1 → 2; package right is new: 1; and 1 more',
    );
  });
});

describe('reasons: changes of parameters', () => {
  const now = (values: Record<string, unknown>, secrets: string[] = []) =>
    new Map(Object.entries(values).map(([name, value]) => [name, paramSide(value, secrets.includes(name))]));

  it('compare values, not their encoding', () => {
    const before = paramsOf(encode({ when: new Date(0), set: new Set([1]), shape: { b: 1, a: 2 } }));
    expect(compareParams(before, now({ shape: { b: 1, a: 2 }, set: new Set([1]), when: new Date(0) }))).toEqual([]);
    // What run() does with an object may depend on the order of its keys.
    expect(compareParams(before, now({ when: new Date(0), set: new Set([1]), shape: { a: 2, b: 1 } }))).toHaveLength(1);
    // A date and the text that it is shown as are two things.
    expect(compareParams(before, now({ when: '1970-01-01T00:00:00.000Z' }))).toHaveLength(3);
  });

  it('show both values, and one for added or removed parameters', () => {
    const changes = compareParams(paramsOf(encode({ epochs: 20, old: 'x' })), now({ epochs: 30, fresh: [1] }));
    expect(changes).toEqual([
      { name: 'epochs', secret: false, from: 20, to: 30 },
      { name: 'fresh', secret: false, to: [1] },
      { name: 'old', secret: false, from: 'x' },
    ]);
    expect(words({ params: changes })).toBe(
      'parameter epochs changed: 20 → 30; parameter fresh is new: [1]; parameter old is gone: it was x',
    );
  });

  it('show no value of a parameter that became secret, and ignore insignificant ones', () => {
    const before = paramsOf(encode({ token: 'open', note: 'a' }));
    const changes = compareParams(before, now({ token: 'shut', note: 'b' }, ['token']), (name) => name !== 'note');
    expect(changes).toEqual([{ name: 'token', secret: true }]);
  });

  it('prefer the component run with more parameters in common', () => {
    const node = now({ fold: 1, epochs: 30 });
    expect(
      [
        { fold: 2, epochs: 20 },
        { fold: 1, epochs: 20 },
      ].map((one) => likeness(paramsOf(encode(one)), node)),
    ).toEqual([0, 1]);
  });
});

describe('reasons: changes of inputs', () => {
  const side = (...contents: string[]): InputsSide =>
    new Map([['scores', contents.map((content, i) => ({ content, node: `N${i}`, componentRun: `cr-${content}` }))]]);

  it('ignore which component run made equal contents', () => {
    const other: InputsSide = new Map([['scores', [{ content: 'a', node: 'M', componentRun: 'cr-other' }]]]);
    expect(compareInputs(side('a'), other)).toEqual([]);
  });

  it('count the different values and name what made the first of them', () => {
    const [change] = compareInputs(side('a', 'b', 'c'), side('a', 'x', 'y'));
    expect(change).toEqual({
      field: 'scores',
      from: 3,
      to: 3,
      changed: 2,
      madeBy: { node: 'N1', componentRun: 'cr-x' },
      before: { node: 'N1', componentRun: 'cr-b' },
    });
    expect(words({ inputs: [change] })).toBe(
      'input scores changed: 2 of 3 values, the first made by N1 in cr-x, was cr-b',
    );
  });

  it('include inputs with fewer or more values, or on one side only', () => {
    expect(words({ inputs: compareInputs(side('a', 'b'), side('a')) })).toBe(
      'input scores changed: 1 value instead of 2',
    );
    expect(words({ inputs: compareInputs(side('a'), new Map()) })).toBe('input scores changed: 0 values instead of 1');
    expect(words({ inputs: compareInputs(new Map(), side('a')) })).toBe(
      'input scores changed: 1 value instead of 0, the first made by N0 in cr-a',
    );
  });
});

describe('reasons: changes of dependencies', () => {
  const said = (dependencies: readonly DependencyChange[], task?: string): string =>
    wordsOf({ kind: 'changed', comparedWith, code: null, params: [], inputs: [], dependencies }, task);

  it('name the dependency with what used it and how', () => {
    expect(said([{ kind: 'file', name: 'prompt.txt', change: 'changed', access: 'content' }], 'Ask')).toBe(
      'prompt.txt changed (read by Ask)',
    );
    expect(said([{ kind: 'module', name: 'w.mjs', change: 'changed' }], 'Train')).toBe(
      'w.mjs changed (loaded by Train while it ran)',
    );
    expect(said([{ kind: 'variable', name: 'MODEL_DIR', change: 'changed' }], 'Train')).toBe('MODEL_DIR changed');
    expect(
      said(
        [
          { kind: 'file', name: 'data', change: 'changed', access: 'list' },
          { kind: 'file', name: 'on.flag', change: 'gone', access: 'exists' },
          { kind: 'variable', name: 'MODE', change: 'gone' },
          { kind: 'package', name: 'left', change: 'changed' },
        ],
        'Ask',
      ),
    ).toBe('data changed (listed by Ask); on.flag is gone (looked for by Ask); MODE is not set any more; and 1 more');
    expect(said([{ kind: 'resolution', name: "'./w' in src/*.ts", change: 'changed' }])).toBe(
      "'./w' in src/*.ts resolves to another file now",
    );
  });

  it('include those that only one of two component runs used, each file once', () => {
    const none = { modules: [], resolutions: [], packages: [], files: [], variables: [], unknown: [] };
    const file = (path: string, state: string, kind: FileKind = 'content') => ({ path, kind, state });
    const pack = (version: string) => ({ folder: 'node_modules/left', name: 'left', version, files: version });
    const changes = compareDependencies(
      { ...none, packages: [pack('1.0.0')], files: [file('a', '1'), file('a', '1', 'stat'), file('b', '1')] },
      { ...none, packages: [pack('1.1.0')], files: [file('a', '2', 'stat'), file('a', '2'), file('c', '1')] },
    );
    expect(changes.map((change) => dependencyWords(change, 'Ask'))).toEqual([
      'package left changed: 1.0.0 → 1.1.0',
      'a changed (read by Ask)',
      'c is read now, it was not before',
      'b is not read any more',
    ]);
  });
});
