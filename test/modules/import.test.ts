import { describe, expect, it } from 'vitest';
import { project } from './project.ts';

async function mistake(file: string, files: Record<string, string>) {
  const made = await project(files);
  const { error, stderr } = await made.load(file);
  expect(stderr).toBe('');
  return error;
}

describe('errors of loading a module', () => {
  it('name a missing file and the nearest path', async () => {
    expect(await mistake('flows/workfow.ts', { 'flows/workflow.ts': '', 'flows/other.md': '' })).toEqual({
      code: 'NOT_A_MODULE',
      message: "flows/workfow.ts can't be loaded: there is no such file.",
      next: 'Did you mean flows/workflow.ts?',
    });
    expect(await mistake('none/w.ts', {})).toMatchObject({
      message: "none/w.ts can't be loaded: there is no folder none.",
    });
  });

  it('name a folder, or a file that is not code', async () => {
    expect(await mistake('flows', { 'flows/a.ts': '', 'flows/b.js': '' })).toMatchObject({
      message: "flows can't be loaded: it is a folder.",
      next: 'Name one of its files: a.ts, b.js',
    });
    expect(await mistake('train.py', { 'train.py': '' })).toMatchObject({
      message: "train.py can't be loaded: it is neither TypeScript nor JavaScript.",
    });
  });

  it('show the line of a syntax error in TypeScript, also beyond ASCII', async () => {
    const files = { 'w.ts': 'import "./a";', 'a.ts': 'const mood = "ééé😀";\nexport class A {\n  run( { }\n}\n' };
    expect(await mistake('w.ts', files)).toEqual({
      code: 'SYNTAX',
      message: [
        'a.ts:4:1: Expected `,` or `)` but found `}`',
        ' 2 | export class A {',
        ' 3 |   run( { }',
        '   :      |',
        '   :      `-- Opened here',
        ' 4 | }',
        '   : |',
        '   : `-- `,` or `)` expected',
      ].join('\n'),
      next: 'Mend that line and run it again.',
    });
  });

  it('show the line of a syntax error in JavaScript', async () => {
    expect(await mistake('w.js', { 'w.js': '\nconst x = ;\n' })).toMatchObject({
      code: 'SYNTAX',
      message: "w.js:2: Unexpected token ';'\nconst x = ;\n          ^",
    });
  });

  it('name an unresolved import and the file it is in', async () => {
    expect(
      await mistake('w.ts', { 'w.ts': 'import "./a";', 'a.ts': 'import "./lib/hlper.js";', 'lib/helper.ts': '' }),
    ).toEqual({
      code: 'IMPORT_UNRESOLVED',
      message: "a.ts imports './lib/hlper.js', which can't be found. Did you mean ./lib/helper.ts?",
      next: 'Correct the path.',
    });
    expect(await mistake('w.ts', { 'w.ts': 'import "@acme/gauge/inner";' })).toMatchObject({
      message: "w.ts imports '@acme/gauge/inner', which can't be found.",
      next: 'npm i @acme/gauge',
    });
    const installed = { 'node_modules/dep/package.json': '{ "name": "dep", "exports": { ".": "./main.js" } }' };
    expect(await mistake('w.ts', { 'w.ts': 'import "dep/inner";', ...installed })).toMatchObject({
      message: "w.ts imports 'dep/inner', which can't be found. dep is installed, but holds no such module.",
    });
  });

  it('name a missing export at the line of the import', async () => {
    const files = {
      'a.ts': 'export const one = 1;',
      'w.ts': 'interface Gone {\n  a: number;\n}\nimport { one,\n  two } from "./a.js";\nconsole.log(one, two);',
    };
    expect(await mistake('w.ts', files)).toEqual({
      code: 'EXPORT_MISSING',
      message: `w.ts:5: The requested module './a.js' does not provide an export named 'two'\n  two } from "./a.js";\n  ^`,
      next: 'Correct the name; if it is a type, import it with `import type`.',
    });
  });

  it("show what the module threw, at the user's own line", async () => {
    const files = {
      'w.ts': 'import "./a";',
      'a.ts': 'interface Gone {}\nfunction fit(): never {\n  throw new TypeError("no gpu");\n}\nfit();',
    };
    expect(await mistake('w.ts', files)).toEqual({
      code: 'LOAD_FAILED',
      message: 'w.ts failed while it was loaded: no gpu\n  at a.ts:3',
      next: 'Code at the top of a module runs on import; mend it, or move it into a function or a task.',
    });
    expect(await mistake('w.ts', { 'w.ts': 'throw "just text"' })).toMatchObject({
      message: 'w.ts failed while it was loaded: just text',
    });
    expect(await mistake('w.ts', { 'w.ts': '\nJSON.parse("{");' })).toMatchObject({
      code: 'LOAD_FAILED',
      message: expect.stringMatching(/\n {2}at w\.ts:2$/),
    });
  });

  it('report a module whose top-level await never settles', async () => {
    expect(await mistake('w.ts', { 'w.ts': 'await new Promise(() => {});' })).toEqual({
      code: 'NEVER_LOADED',
      message: 'w.ts never finished loading: it awaits something at its top level that never settles.',
      next: 'Move the await into a function or a task.',
    });
  });

  it('report a broken tsconfig.json', async () => {
    expect(await mistake('w.ts', { 'w.ts': '', 'tsconfig.json': '{ "extends": "./none.json" }' })).toMatchObject({
      code: 'BAD_TSCONFIG',
    });
  });
});

it('loading a module leaves a failed optional import to the code that catches it', async () => {
  const made = await project({
    'w.ts': 'export const main = () => import("sharp" as string).catch((error) => error.code);',
  });
  expect((await made.load('w.ts')).value).toBe('ERR_MODULE_NOT_FOUND');
});
