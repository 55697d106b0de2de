import { type CaseFiles, type Edit, Link, cached, installed, one, runs, task, two } from './case.ts';
import { identityGroup } from './group.ts';

const uses = (name: string, line: string, files: CaseFiles, edit: Edit, use = 'value') =>
  runs(name, { 'task.ts': task(`return ${use};`, line), ...files }, edit);

const left = `import { value } from 'left';`;

/** A package as pnpm keeps it, once for each version. */
const stored = (version: string, value: number, more: object = {}): CaseFiles =>
  installed('left', version, value, more, `node_modules/.pnpm/left@${version}/node_modules`);
const link = (version: string): Link => new Link(`.pnpm/left@${version}/node_modules/left`);
const deep = (version: string, value: number): CaseFiles =>
  installed('deep', version, value, {}, `node_modules/.pnpm/deep@${version}/node_modules`);
const deepLink = (version: string): Link => new Link(`../../deep@${version}/node_modules/deep`);
const throughDeep: CaseFiles = {
  ...stored('1.0.0', 0),
  'node_modules/.pnpm/left@1.0.0/node_modules/left/index.js': `export { value } from 'deep';`,
  'node_modules/left': link('1.0.0'),
  ...deep('1.0.0', 1),
  ...deep('2.0.0', 2),
  'node_modules/.pnpm/left@1.0.0/node_modules/deep': deepLink('1.0.0'),
};

/** A package of the project's own workspace, in TypeScript. */
const workspace = (value: string): CaseFiles => ({
  '/packages/$here/package.json': { name: '@shop/$here', version: '1.0.0', type: 'module', exports: './index.ts' },
  '/packages/$here/index.ts': value,
});
const linked: CaseFiles = { '/node_modules/@shop/$here': new Link('../../packages/$here') };
const shop = `import { value } from '@shop/$here';`;

identityGroup({
  name: 'links and layouts of packages',
  cases: [
    uses(
      'a linked package',
      left,
      { 'node_modules/left': new Link('../linked'), ...installed('linked', '1.0.0', 1, { name: 'left' }, '.') },
      installed('linked', '1.0.0', 2, { name: 'left' }, '.'),
    ),
    uses(
      'a linked package outside of the project',
      left,
      {
        'node_modules/left': new Link('$outside/$here'),
        ...installed('$here', '1.0.0', 1, { name: 'left' }, '$outside'),
      },
      installed('$here', '1.0.0', 2, { name: 'left' }, '$outside'),
    ),
    uses(
      'a link to another package',
      left,
      {
        'node_modules/left': new Link('../v1'),
        ...installed('v1', '1.0.0', 1, { name: 'left' }, '.'),
        ...installed('v2', '2.0.0', 2, { name: 'left' }, '.'),
      },
      { 'node_modules/left': new Link('../v2') },
    ),
    uses(
      'a link to another package of the same version',
      left,
      {
        'node_modules/left': new Link('../v1'),
        ...installed('v1', '1.0.0', 1, { name: 'left' }, '.'),
        ...installed('v2', '1.0.0', 2, { name: 'left' }, '.'),
      },
      { 'node_modules/left': new Link('../v2') },
    ),
    cached(
      'a package that nobody imports',
      { 'task.ts': task('return 1;'), ...installed('left', '1.0.0', 1) },
      installed('left', '2.0.0', 2),
    ),
    cached(
      'a package of types',
      { 'task.ts': task('return 1 as Left;', `import type { Left } from 'left';`), ...installed('left', '1.0.0', 1) },
      installed('left', '2.0.0', 2),
    ),
    cached(
      'a package of which only a type is imported',
      { 'task.ts': task('return 1 as Left;', `import { type Left } from 'left';`), ...installed('left', '1.0.0', 1) },
      installed('left', '2.0.0', 2),
    ),
    cached(
      'a package that is declared and unused',
      { 'task.ts': task('return value;', left), ...installed('left', '1.0.0', 1), ...installed('idle', '1.0.0', 1) },
      installed('idle', '1.0.1', 2),
    ),
    uses(
      'a link of pnpm to another version',
      left,
      { ...stored('1.0.0', 1), ...stored('2.0.0', 2), 'node_modules/left': link('1.0.0') },
      { 'node_modules/left': link('2.0.0') },
    ),
    uses(
      'a package of pnpm that was packed again',
      left,
      { ...stored('1.0.0', 1), 'node_modules/left': link('1.0.0') },
      stored('1.0.0', 2),
    ),
    uses('a link of pnpm to another version behind a package', left, throughDeep, {
      'node_modules/.pnpm/left@1.0.0/node_modules/deep': deepLink('2.0.0'),
    }),
    uses('a package of pnpm behind a package that was packed again', left, throughDeep, deep('1.0.0', 3)),
    cached(
      'a version in the store of pnpm that nothing links to',
      { 'task.ts': task('return value;', left), ...throughDeep },
      deep('2.0.0', 3),
    ),
    uses('a package of the workspace', shop, { ...workspace(one), ...linked }, workspace(two)),
    uses(
      'a module of a package of the workspace',
      shop,
      { ...workspace(`export { value } from './lib.ts';`), '/packages/$here/lib.ts': one, ...linked },
      { '/packages/$here/lib.ts': two },
    ),
    uses(
      'a module that a package of the workspace imports late',
      `import { load } from '@shop/$here';`,
      {
        ...workspace(`export const load = async (name = 'lib') => (await import('./' + name + '.ts')).value;`),
        '/packages/$here/lib.ts': one,
        ...linked,
      },
      { '/packages/$here/lib.ts': two },
      'await load()',
    ),
    uses(
      'a package of the workspace by its path',
      `import { value } from '../packages/$here/index.ts';`,
      workspace(one),
      workspace(two),
    ),
    uses(
      'the exports of a package of the workspace',
      shop,
      { ...workspace(one), '/packages/$here/other.ts': two, ...linked },
      {
        '/packages/$here/package.json': {
          name: '@shop/$here',
          version: '1.0.0',
          type: 'module',
          exports: './other.ts',
        },
      },
    ),
    cached(
      'a type of a package of the workspace',
      { 'task.ts': task('return value;', shop), ...workspace(`type A = 1;\n${one}`), ...linked },
      workspace(`type A = 2;\n${one}`),
    ),
    cached(
      'the version of a package of the workspace whose code is the same',
      { 'task.ts': task('return value;', shop), ...workspace(one), ...linked },
      {
        '/packages/$here/package.json': {
          name: '@shop/$here',
          version: '1.0.1',
          type: 'module',
          exports: './index.ts',
        },
      },
      { cantBeKnown: 'wholePackage' },
    ),
  ],
});

/** A lock file of npm. */
const lock = (integrity: Readonly<Record<string, string>>, version = '1.0.0'): object => ({
  lockfileVersion: 3,
  packages: Object.fromEntries(
    Object.entries(integrity).map(([name, hash]) => [
      `node_modules/${name}`,
      { version, resolved: `https://registry.example/${name}.tgz`, integrity: `sha512-${hash}` },
    ]),
  ),
});

identityGroup({
  name: 'lock files of npm',
  edits: 'one by one',
  files: { 'package-lock.json': lock({ 'left-c01': 'a', 'left-c02': 'a', 'left-c03': 'a' }) },
  cases: [
    uses(
      'a package that was packed again and locked again',
      left.replace('left', 'left-$here'),
      installed('left-$here', '1.0.0', 1, {}, '/node_modules'),
      {
        ...installed('left-$here', '1.0.0', 2, {}, '/node_modules'),
        '/package-lock.json': lock({ 'left-c01': 'b', 'left-c02': 'a', 'left-c03': 'a' }),
      },
    ),
    uses(
      'an installed package that was edited by hand, its lock as before',
      left.replace('left', 'left-$here'),
      installed('left-$here', '1.0.0', 1, {}, '/node_modules'),
      installed('left-$here', '1.0.0', 2, {}, '/node_modules'),
    ),
    cached(
      'a lock file with one more package',
      {
        'task.ts': task('return value;', left.replace('left', 'left-$here')),
        ...installed('left-$here', '1.0.0', 1, {}, '/node_modules'),
      },
      { '/package-lock.json': lock({ 'left-c01': 'b', 'left-c02': 'a', 'left-c03': 'a', other: 'a' }) },
    ),
  ],
});
