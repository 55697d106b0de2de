import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished, test } from 'vitest';
import { DependencyChecker } from '../../src/dependencies/check-dependencies.ts';
import {
  type Dependencies,
  type FileKind,
  encodeDependencies,
  encodePackageFiles,
  noDependencies,
} from '../../src/dependencies/dependencies.ts';
import { DiskState } from '../../src/dependencies/disk-state.ts';
import { ProcessLog } from '../../src/dependencies/process-log.ts';
import { conditionsIn } from '../../src/modules/conditions.ts';
import { digestOf } from '../../src/values/digest.ts';

type Files = Readonly<Record<string, string | null>>;

interface Change {
  readonly before: Files;
  readonly after: Files;
  /** Notes the files as a run would, as they are now. */
  readonly note: (state: DiskState) => Partial<Dependencies>;
  /** Lists what is reported as changed. */
  readonly says: string;
}

const file = (kind: FileKind, path: string) => (state: DiskState) => ({
  files: [{ kind, path, state: state.file(kind, path) }],
});
const packageJson = (more: object): string => JSON.stringify({ name: 'left', version: '1.0.0', ...more });

const changes: Readonly<Record<string, Change>> = {
  content: { before: { x: '1' }, after: { x: '2' }, note: file('content', 'x'), says: 'file x changed' },
  'the content of what was not there': {
    before: { x: null },
    after: { x: '2' },
    note: file('content', 'x'),
    says: 'file x new',
  },
  exists: { before: { x: '1' }, after: { x: null }, note: file('exists', 'x'), says: 'file x gone' },
  stat: { before: { x: '1' }, after: { x: '12' }, note: file('stat', 'x'), says: 'file x changed' },
  list: { before: { 'f/a': '1' }, after: { 'f/b': '1' }, note: file('list', 'f'), says: 'file f changed' },
  link: { before: { x: '-> a' }, after: { x: '-> b' }, note: file('link', 'x'), says: 'file x changed' },
  glob: { before: { 'f/a': '1' }, after: { 'f/a': '2' }, note: file('glob', 'f/*'), says: 'file f/* changed' },
  'an import of a project file': {
    before: { 'src/a.js': '', 'src/a.ts': null },
    after: { 'src/a.js': null, 'src/a.ts': '' },
    note: (state) => {
      const asked = { from: 'src/*.ts', specifier: './a.js', kind: 'import', to: 'src/a.js' } as const;
      return { resolutions: [{ ...asked, to: state.resolution(asked) }] };
    },
    says: "resolution './a.js' in src/*.ts changed",
  },
  'an import of a package by its exports': {
    before: { 'node_modules/left/package.json': packageJson({ exports: './a.js' }) },
    after: { 'node_modules/left/package.json': packageJson({ exports: './b.js' }) },
    note: (state) => {
      const asked = { from: 'src/*.ts', specifier: 'left', kind: 'import', to: null } as const;
      return { resolutions: [{ ...asked, to: state.resolution(asked) }] };
    },
    says: "resolution 'left' in src/*.ts changed",
  },
  'a package nearer by': {
    before: { 'node_modules/left/package.json': packageJson({ main: 'a.js' }), 'src/node_modules': null },
    after: { 'src/node_modules/left/package.json': packageJson({ main: 'a.js' }) },
    note: (state) => {
      const asked = { from: 'src/*.ts', specifier: 'left', kind: 'import', to: null } as const;
      return { resolutions: [{ ...asked, to: `${state.resolution(asked)}/a.js` }] };
    },
    says: "resolution 'left' in src/*.ts changed",
  },
};

function project(): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'clew-check-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  return root;
}

function write(root: string, files: Files): void {
  for (const [name, text] of Object.entries(files)) {
    const path = join(root, name);
    rmSync(path, { recursive: true, force: true });
    if (text === null) continue;
    mkdirSync(dirname(path), { recursive: true });
    if (text.startsWith('-> ')) symlinkSync(text.slice(3), path);
    else writeFileSync(path, text);
  }
}

function stateOf(root: string): DiskState {
  const log = new ProcessLog({});
  const scope = log.scopeOf(root, join(root, '.clew'));
  scope.variableKey = 'key';
  return new DiskState(log, scope);
}

/** Holds several dependencies against what is there, as a lookup does: the newest first. */
async function check(root: string, ...noted: readonly Partial<Dependencies>[]): Promise<string[][]> {
  const texts = new Map(
    noted.map((one) => {
      const text = encodeDependencies({ ...noDependencies, ...one });
      return [digestOf(text), text];
    }),
  );
  const checker = new DependencyChecker(async () => texts, stateOf(root));
  const found: string[][] = [];
  for (const digest of texts.keys()) {
    found.push((await checker.check(digest)).map(({ kind, name, change }) => `${kind} ${name} ${change}`));
  }
  expect([...checker.outdated]).toEqual([...texts.keys()].filter((_, at) => found[at]!.length > 0));
  return found;
}

describe('checking of dependencies', () => {
  test.each(Object.entries(changes))(
    '%s: noted dependencies hold again once the change is taken back',
    async (_, one) => {
      const root = project();
      // What a folder holds of packages is known for as long as a process lives: each state has a folder of its own.
      const [old, edited] = [join(root, 'old'), join(root, 'edited')];
      for (const at of [old, edited]) write(at, one.before);
      write(edited, one.after);
      const [first, second] = [one.note(stateOf(old)), one.note(stateOf(edited))];
      expect(await check(edited, first)).toEqual([[one.says]]);
      expect(await check(edited, second)).toEqual([[]]);
      const [newest, older] = await check(old, second, first);
      expect([newest!.length > 0, older]).toEqual([true, []]);
    },
  );

  it('a variable, a module and the files of a package hold again too', async () => {
    const root = project();
    write(root, { 'node_modules/left/a.js': '1', 'm.mjs': 'export const a = 1;' });
    const state = stateOf(root);
    const files = encodePackageFiles([{ path: 'a.js', state: state.file('content', 'node_modules/left/a.js') }]);
    const noted: Dependencies = {
      ...noDependencies,
      modules: [{ path: 'm.mjs', identity: state.module('m.mjs'), digest: null }],
      packages: [{ folder: 'node_modules/left', name: 'left', version: '1.0.0', files: files.digest }],
      variables: [{ name: 'CLEW_CHECKED', hash: state.variable('CLEW_CHECKED') }],
    };
    const text = encodeDependencies(noted);
    const texts = new Map([
      [digestOf(text), text],
      [files.digest, files.text],
    ]);
    const changesNow = async () => {
      const found = await new DependencyChecker(async () => texts, stateOf(root)).check(digestOf(text));
      return found.map(({ kind }) => kind);
    };
    onTestFinished(() => void delete process.env['CLEW_CHECKED']);
    expect(await changesNow()).toEqual([]);
    write(root, { 'node_modules/left/a.js': '2' });
    process.env['CLEW_CHECKED'] = 'x';
    expect(await changesNow()).toEqual(['variable', 'package']);
    write(root, { 'node_modules/left/a.js': '1' });
    delete process.env['CLEW_CHECKED'];
    expect(await changesNow()).toEqual([]);
  });

  it('reads the conditions of a command line as Node does', () => {
    expect(conditionsIn(['--conditions=a', '-C', 'b', '--conditions', 'c', '-C=d', '--other', 'e', '-C'])).toEqual([
      'a',
      'b',
      'c',
      'd',
    ]);
  });
});
