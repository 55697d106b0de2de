import { type CaseFiles, type Edit, cached, one, runs, task, two } from './case.ts';
import { identityGroup } from './group.ts';

const uses = (name: string, line: string, files: CaseFiles, edit: Edit, use = 'value') =>
  runs(name, { 'task.ts': task(`return ${use};`, line), ...files }, edit);

/** The files that decide how specifiers are resolved and TypeScript is compiled, in the case's own folder. */
const scope = (more: object): CaseFiles => ({ 'package.json': { name: 'self', type: 'module', ...more } });
const compiler = (compilerOptions: object): CaseFiles => ({ 'tsconfig.json': { compilerOptions } });
const ab: CaseFiles = { 'a.ts': one, 'b.ts': two };
const fields = `import { Task } from 'clew';
class Base { value = 1; }
class More extends Base { value; }
@Task() export class $Task { run() { return new More().value ?? 'none'; } }`;

identityGroup({
  name: 'resolution of specifiers',
  cases: [
    uses(
      'the imports of package.json',
      `import { value } from '#lib';`,
      { ...scope({ imports: { '#lib': './a.ts' } }), ...ab },
      scope({ imports: { '#lib': './b.ts' } }),
    ),
    uses(
      'a module behind the imports of package.json',
      `import { value } from '#lib';`,
      { ...scope({ imports: { '#lib': './a.ts' } }), ...ab },
      { 'a.ts': two },
    ),
    uses(
      'a pattern in the imports of package.json',
      `import { value } from '#lib/a';`,
      { ...scope({ imports: { '#lib/*': './v1/*.ts' } }), 'v1/a.ts': one, 'v2/a.ts': two },
      scope({ imports: { '#lib/*': './v2/*.ts' } }),
    ),
    uses(
      'the imports of package.json behind import()',
      '',
      { ...scope({ imports: { '#lib': './a.ts' } }), ...ab },
      scope({ imports: { '#lib': './b.ts' } }),
      `(await import(['#', 'lib'].join(''))).value`,
    ),
    uses(
      'the project’s own name',
      `import { value } from 'self/lib';`,
      { ...scope({ exports: { './lib': './a.ts' } }), ...ab },
      scope({ exports: { './lib': './b.ts' } }),
    ),
    uses(
      'the `type` of package.json',
      '',
      { ...scope({ type: 'commonjs' }), 'lib.js': 'var a = 1;' },
      scope({}),
      `Object.keys(await import('./lib.js')).join()`,
    ),
    uses(
      'the `paths` of tsconfig.json',
      `import { value } from '@lib';`,
      { ...compiler({ paths: { '@lib': ['./a.ts'] } }), ...ab },
      compiler({ paths: { '@lib': ['./b.ts'] } }),
    ),
    uses(
      'a module behind the `paths` of tsconfig.json',
      `import { value } from '@lib/a';`,
      { ...compiler({ paths: { '@lib/*': ['./*'] } }), ...ab },
      { 'a.ts': two },
    ),
    uses(
      'the `paths` of a tsconfig that is extended',
      `import { value } from '@lib';`,
      {
        'tsconfig.json': { extends: './base.json' },
        'base.json': { compilerOptions: { paths: { '@lib': ['./a.ts'] } } },
        ...ab,
      },
      { 'base.json': { compilerOptions: { paths: { '@lib': ['./b.ts'] } } } },
    ),
    uses(
      'the `baseUrl` of tsconfig.json',
      `import { value } from 'lib.ts';`,
      { ...compiler({ baseUrl: './v1' }), 'v1/lib.ts': one, 'v2/lib.ts': two },
      compiler({ baseUrl: './v2' }),
    ),
    uses(
      'the `paths` of tsconfig.json behind import()',
      '',
      { ...compiler({ paths: { '@lib': ['./a.ts'] } }), ...ab },
      compiler({ paths: { '@lib': ['./b.ts'] } }),
      `(await import(['@', 'lib'].join(''))).value`,
    ),
    runs(
      'what tsconfig.json makes of fields',
      { 'task.ts': fields, ...compiler({ useDefineForClassFields: true }) },
      compiler({ useDefineForClassFields: false }),
    ),
    cached(
      'what tsconfig.json says to the checker only',
      { 'task.ts': task('return 1;'), ...compiler({ noUnusedLocals: true }) },
      compiler({ noUnusedLocals: false }),
    ),
    cached(
      'a path of tsconfig.json that nobody uses',
      {
        'task.ts': task('return value;', `import { value } from '@lib';`),
        ...compiler({ paths: { '@lib': ['./a.ts'] } }),
        ...ab,
      },
      compiler({ paths: { '@lib': ['./a.ts'], '@idle': ['./b.ts'] } }),
    ),
    cached(
      'a field of package.json that decides nothing',
      {
        'task.ts': task('return value;', `import { value } from '#lib';`),
        ...scope({ imports: { '#lib': './a.ts' } }),
        ...ab,
      },
      scope({ imports: { '#lib': './a.ts' }, description: 'more', version: '2.0.0', scripts: { test: 'true' } }),
    ),
    runs(
      'a nearer tsconfig.json',
      {
        'lib/use.ts': `export { value } from '@lib';`,
        'task.ts': task('return value;', `import { value } from './lib/use.ts';`),
        ...compiler({ paths: { '@lib': ['./a.ts'] } }),
        ...ab,
      },
      { 'lib/tsconfig.json': { compilerOptions: { paths: { '@lib': ['../b.ts'] } } } },
    ),
  ],
});
