import { describe, expect, it } from 'vitest';
import { codeWith, type Files, pathsOf } from './code.ts';

const base: Files = {
  'w.ts': `import { From, Param, Task, Workflow, type Output } from 'clew';
import { Load } from './load.ts';
import { fit as learn } from './fit.ts';
import { other } from './other.ts';
interface Row { a: number }
const size = 3;
const sizes: any = {};
sizes.small = size;
let count = 0;
function helper(n: number) { return n * size; }
@Task({ doc: 'a', owner: '@a', retries: 2, codec: 'json' })
export class A {
  @Param({ doc: 'p' }) n = 1;
  @From(Load) rows!: Output<Load>;
  run() { return learn(this.rows, helper(this.n)); }
}
@Task()
export class B { run() { count += 1; return [other(), sizes.small]; } }
@Workflow({ onFailure: A, finally: [B] })
export class C { @From(A) a!: Output<A>; @From(B) b!: Output<B>; run() { return 1; } }
`,
  'load.ts': `import { Task } from 'clew'; @Task() export class Load { run() { return [1]; } }`,
  'fit.ts': `export const fit = (a: any, b: number) => b;`,
  'other.ts': `export const other = () => 1;`,
};

const edited = (from: string, to: string, file = 'w.ts'): Files => {
  expect(base[file]).toContain(from);
  return { ...base, [file]: base[file]!.replace(from, to) };
};

/** Which of the three tasks are others now. */
async function changedBy(files: Files, before = base): Promise<string> {
  const changed = [];
  for (const name of ['A', 'B', 'C']) {
    const [old, fresh] = [await codeWith(before, [name]), await codeWith(files, [name])];
    if (old.identity !== fresh.identity) changed.push(name);
  }
  return changed.join(' ');
}

describe('identity of code: slice of a file', () => {
  it.each<[edit: string, from: string, to: string, changed: string]>([
    ['its own run', 'return learn', 'return 1 + learn', 'A'],
    ["a neighbour's run", 'run() { return 1; }', 'run() { return 2; }', 'C'],
    ['a constant that both reach', 'size = 3', 'size = 4', 'A B'],
    ['a helper', 'n * size', 'n + size', 'A'],
    ['what fills a table', 'sizes.small = size', 'sizes.small = 1', 'B'],
    ['the begin of a variable', 'count = 0', 'count = 1', 'B'],
    ['something that no task reaches', 'interface Row', 'export const unused = 1; interface Row', ''],
    ['a parameter', 'n = 1', 'n = 2', 'A'],
    ["a parameter's type", 'n = 1;', 'n: number = 1;', 'A'],
    [
      'options that change nothing',
      "doc: 'a', owner: '@a', retries: 2",
      "timeout: '1 s', storage: 's3', tags: ['a']",
      '',
    ],
    ['an option that does', "codec: 'json'", "codec: 'text'", 'A'],
    ["a parameter's words", "{ doc: 'p' }", "{ doc: 'q' }", ''],
    ['what is asked for', '@From(A) a!: Output<A>', '@From(B) a!: Output<B>', ''],
    ['the type of an input', 'rows!: Output<Load>', 'rows!: number[]', ''],
    ['the field of an input', '@From(A) a', '@From(A) x', 'C'],
    ['handlers', 'onFailure: A, finally: [B]', 'finally: []', ''],
    [
      'another name of an import',
      "import { fit as learn } from './fit.ts'",
      "import { fit as f } from './fit.ts'; const learn = f",
      'A',
    ],
    [
      'the order of things',
      'let count = 0;\nfunction helper(n: number) { return n * size; }',
      'function helper(n: number) { return n * size; }\nlet count = 0;',
      '',
    ],
  ])('changes for the right tasks after an edit of %s', async (_edit, from, to, changed) => {
    expect(await changedBy(edited(from, to))).toBe(changed);
  });

  it('is the same with options that change nothing and without options', async () => {
    const of = (options: string): Promise<{ identity: string }> =>
      codeWith({ 'w.ts': `import { Task } from 'clew'; @Task(${options}) export class A { run() {} }` }, ['A']);
    const { identity } = await of('');
    for (const options of ['{}', "{ on: 'here' }", "{ on: { instance: 'ml.m5.xlarge' } }"])
      expect((await of(options)).identity).toBe(identity);
    expect((await of("{ codec: 'text' }")).identity).not.toBe(identity);
  });

  it('does not depend on the names of imports', async () => {
    const renamed = base['w.ts']!.replaceAll('learn', 'fit').replace('fit as fit', 'fit');
    expect(await changedBy({ ...base, 'w.ts': renamed })).toBe('');
    const namespace = base['w.ts']!.replace('{ fit as learn }', '* as fitting').replace('learn(', 'fitting.fit(');
    expect(await changedBy({ ...base, 'w.ts': namespace })).toBe('');
    const moved = { ...base, 'lib/fit.ts': base['fit.ts']!, 'w.ts': base['w.ts']!.replace('./fit.ts', './lib/fit.ts') };
    expect(await changedBy(moved)).toBe('');
    const aliased = base['w.ts']!.replace('{ From,', '{ From as Input,').replaceAll('@From', '@Input');
    expect(await changedBy({ ...base, 'w.ts': aliased })).toBe('');
  });

  it('does not depend on the names of constants, unless the code uses its own name', async () => {
    const of = async (code: string): Promise<string> =>
      (await codeWith({ 'w.ts': code }, ['A'], { modules: [] })).identity;
    const run = (name: string): string => `export class A { run() { return [${name}, { a: ${name} }]; } }`;
    const code = `const a = 1; let b = [a]; ${run('b')}`;
    expect(await of(`const c = 1; let d = [c]; ${run('d')}`)).toBe(await of(code));
    expect(await of(`const b = 1; let a = [b]; ${run('a')}`)).toBe(await of(code));
    expect(await of(`const a = 1; let b = [a]; ${run('a')}`)).not.toBe(await of(code));
    expect(await of(`const b = 1; export class A { run() { return { b }; } }`)).not.toBe(
      await of(`const a = 1; export class A { run() { return { a }; } }`),
    );
    for (const made of ['() => 1', 'class {}', 'function () {}', '1; a = () => 1']) {
      const [one, other] = [`let a = ${made}; ${run('a')}`, `let c = ${made.replace('a =', 'c =')}; ${run('c')}`];
      expect(await of(one)).not.toBe(await of(other));
    }
  });

  it("does not depend on the name of the task's own file", async () => {
    const { 'w.ts': text, ...rest } = base;
    const [before, after] = [
      await codeWith(base, ['A']),
      await codeWith({ ...rest, 'z/v.ts': text!.replaceAll("'./", "'../") }, ['A'], { file: 'z/v.ts' }),
    ];
    expect(after.identity).toBe(before.identity);
    expect(after.digest).not.toBe(before.digest);
  });

  it('depends on the path for code that uses its own location', async () => {
    const files = (name: string): Files => ({
      [name]: `import { Task } from 'clew'; const here = import.meta.dirname; @Task() export class A { run() { return here; } } @Task() export class B { run() {} }`,
    });
    const of = async (name: string, task: string): Promise<string> =>
      (await codeWith(files(name), [task], { file: name })).identity;
    expect(await of('w.ts', 'A')).not.toBe(await of('v.ts', 'A'));
    expect(await of('w.ts', 'B')).toBe(await of('v.ts', 'B'));
  });

  it('follows only the imports that the task reaches', async () => {
    expect(pathsOf(await codeWith(base, ['A']))).toEqual(['fit.ts', 'w.ts']);
    expect(pathsOf(await codeWith(base, ['B']))).toEqual(['other.ts', 'w.ts']);
    expect(pathsOf(await codeWith(base, ['C']))).toEqual(['w.ts']);
    expect(await changedBy(edited('=> b', '=> b + 1', 'fit.ts'))).toBe('A');
    expect(await changedBy(edited('[1]', '[2]', 'load.ts'))).toBe('');
  });

  it('says which lines and columns count', async () => {
    const files = {
      'w.mjs':
        'export function a() {\n  return b();\n}\nfunction b() { return 1; }\nexport const c = 1; export const d = 2;\n',
    };
    const {
      reach,
      files: [file],
    } = await codeWith(files, ['a'], { file: 'w.mjs' });
    const path = [...reach.files][0]!;
    const places: [number, number][] = [
      [1, 1],
      [2, 10],
      [3, 1],
      [3, 2],
      [4, 5],
      [5, 8],
      [5, 27],
    ];
    expect(places.map(([line, column]) => reach.reaches(path, line, column))).toEqual([
      false,
      true,
      true,
      false,
      true,
      false,
      false,
    ]);
    expect(reach.reaches('/elsewhere.ts', 1, 1)).toBe(false);
    expect(file!.roots).toEqual(['a']);
  });
});

describe('identity of code: an input is not code of the task', () => {
  const load = { 'load.ts': `export class Load { static size = 1; } export const helper = 1;` };
  const head = `import { From as FromClew, FromEach, FromIf, Task, Workflow } from 'clew';`;
  const kit = {
    'kit.ts': `export { From, Task as OwnTask } from 'clew'; export const more = 1;`,
    'all.ts': `export * from './kit.ts';`,
  };
  it.each<[what: string, code: string, paths: string[]]>([
    [
      'a value',
      `import { From } from 'clew'; import { Load } from './load.ts'; export class A { @From(Load) a: any; }`,
      ['w.ts'],
    ],
    [
      'a handle',
      `import { From } from 'clew'; import { Load } from './load.ts'; export class A { @From.artifact(Load) a: any; }`,
      ['w.ts'],
    ],
    [
      'by another name',
      `${head} import { Load as L } from './load.ts'; export class A { @FromClew(L) a: any; }`,
      ['w.ts'],
    ],
    [
      'many',
      `${head} import { Load } from './load.ts'; export class A { @FromEach(Load, () => []) a: any; }`,
      ['w.ts'],
    ],
    [
      'of a whole module',
      `${head} import * as all from './load.ts'; export class A { @FromIf(all.Load, () => true) a: any; }`,
      ['w.ts'],
    ],
    [
      'with Clew as a whole',
      `import * as clew from 'clew'; import { Load } from './load.ts'; export class A { @clew.From(Load) a: any; }`,
      ['w.ts'],
    ],
    [
      'by a custom kit',
      `import { From } from './all.ts'; import { Load } from './load.ts'; export class A { @From(Load) a: any; }`,
      ['w.ts'],
    ],
    [
      'by a custom kit as a namespace',
      `import * as kit from './all.ts'; import { Load } from './load.ts'; export class A { @kit.From.artifact(Load) a: any; }`,
      ['w.ts'],
    ],
    [
      'by a constant',
      `import { From } from 'clew'; import { Load } from './load.ts'; const Input = From; export class A { @Input(Load) a: any; }`,
      ['w.ts'],
    ],
    [
      'at the end of a workflow',
      `${head} import { Load } from './load.ts'; @Workflow({ onFailure: Load, finally: [Load] }) export class A { run() {} }`,
      ['w.ts'],
    ],
    [
      'but used as well',
      `${head} import { Load } from './load.ts'; export class A { @FromClew(Load) a: any; run() { return Load.size; } }`,
      ['load.ts', 'w.ts'],
    ],
    [
      'but with something else',
      `${head} import { Load, helper } from './load.ts'; export class A { @FromClew(Load) a: any; run() { return helper; } }`,
      ['load.ts', 'w.ts'],
    ],
    [
      'but of another From',
      `import { From } from './from.ts'; import { Load } from './load.ts'; export class A { @From(Load) a: any; }`,
      ['from.ts', 'load.ts', 'w.ts'],
    ],
    [
      'but in a mapping',
      `${head} import { Load } from './load.ts'; export class A { @FromEach(A as any, () => [Load.size]) a: any; }`,
      ['load.ts', 'w.ts'],
    ],
  ])('follows only what the task uses itself: %s', async (_what, code, paths) => {
    const from = { 'from.ts': 'export const From = (a: any) => () => {};' };
    expect(pathsOf(await codeWith({ ...load, ...kit, ...from, 'w.ts': code }, ['A']))).toEqual(paths);
  });
});
