import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DigestCache, stampOf } from '../../src/dependencies/digest-cache.ts';
import {
  type Dependencies,
  decodeDependencies,
  decodePackageFiles,
  noDependencies,
  encodeDependencies,
  encodePackageFiles,
  isEmpty,
} from '../../src/dependencies/dependencies.ts';
import { fileState } from '../../src/dependencies/file-state.ts';
import { sha256 } from './scene.ts';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'clew-digests-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

const wait = (ms: number): Promise<void> => new Promise((done) => void setTimeout(done, ms));

describe('digest cache', () => {
  const stampOn = (path: string): string => stampOf(statSync(path, { bigint: true }));
  const other = sha256('something else');
  const old = { changedNs: 0n, at: 1e12 };

  it('returns a digest while the stamp of the file is the same, in this process and the next', () => {
    const at = folder();
    const path = join(at, 'x');
    writeFileSync(path, 'x');
    const first = new DigestCache(join(at, 'cache/digests'));
    first.set(path, stampOn(path), other, old);
    expect(fileState('content', path, first)).toBe(other);
    first.save();
    expect(fileState('content', path, new DigestCache(join(at, 'cache/digests')))).toBe(other);
    expect(fileState('content', path, new DigestCache())).toBe(sha256('x'));
    utimesSync(path, 1, 1);
    expect(fileState('content', path, first)).toBe(sha256('x'));
  });

  it('does not pass on the digest of a file that has just changed', async () => {
    const at = folder();
    const path = join(at, 'x');
    writeFileSync(path, 'x');
    const first = new DigestCache(join(at, 'digests'));
    expect(fileState('content', path, first)).toBe(sha256('x'));
    expect(first.get(path, stampOn(path))).toBe(sha256('x'));
    first.save();
    expect(new DigestCache(join(at, 'digests')).get(path, stampOn(path))).toBeUndefined();
    await wait(2100);
    const later = new DigestCache(join(at, 'digests'));
    fileState('content', path, later);
    later.save();
    expect(new DigestCache(join(at, 'digests')).get(path, stampOn(path))).toBe(sha256('x'));
  });

  it('computes digests again when its own file is damaged or cannot be written', () => {
    const at = folder();
    const path = join(at, 'x');
    writeFileSync(path, 'x');
    const file = join(at, 'digests');
    const first = new DigestCache(file);
    first.set(path, stampOn(path), other, old);
    first.save();
    writeFileSync(file, readFileSync(file, 'utf8').replace(other, sha256('a lie')));
    expect(fileState('content', path, new DigestCache(file))).toBe(sha256('x'));
    const nowhere = new DigestCache(join(path, 'digests'));
    expect(fileState('content', path, nowhere)).toBe(sha256('x'));
    nowhere.set(path, stampOn(path), other, old);
    nowhere.save();
    expect(existsSync(join(path, 'digests'))).toBe(false);
  });

  it('merges the digests of two processes', () => {
    const file = join(folder(), 'digests');
    const [one, two] = [new DigestCache(file), new DigestCache(file)];
    for (const [cache, name] of [
      [one, 'a'],
      [two, 'b'],
    ] as const)
      cache.set(name, 'stamp', sha256(name), old);
    one.save();
    two.save();
    const merged = new DigestCache(file);
    expect([merged.get('a', 'stamp'), merged.get('b', 'stamp'), merged.get('a', 'stamp2')]).toEqual([
      sha256('a'),
      sha256('b'),
      undefined,
    ]);
  });
});

it('file state of a path is the one on disk', () => {
  const at = folder();
  const digests = new DigestCache();
  const file = join(at, 'file');
  writeFileSync(file, 'abc');
  const states = (path: string) =>
    (['content', 'exists', 'list', 'stat', 'link'] as const).map((kind) => fileState(kind, path, digests));
  expect(states(file)).toEqual([sha256('abc'), 'file', 'absent', 'file:3', 'none']);
  expect(states(at)).toEqual(['folder', 'folder', sha256('["file"]'), 'folder', 'none']);
  expect(states(join(at, 'gone'))).toEqual(['absent', 'absent', 'absent', 'absent', 'absent']);
  expect(states(join(file, 'in a file'))).toEqual(['absent', 'absent', 'absent', 'absent', 'absent']);
  expect(fileState('content', '/dev/null', digests)).toBe('unreadable');
  chmodSync(file, 0);
  // Who is root may read everything.
  if (process.getuid?.() !== 0) expect(fileState('content', file, new DigestCache())).toBe('unreadable');
});

it('dependencies are encoded the same in any order, and without duplicates', () => {
  const dependencies: Dependencies = {
    modules: [
      { path: 'b.ts', identity: 'sha256:2', digest: 'sha256:5' },
      { path: 'a.ts', identity: null, digest: null },
    ],
    resolutions: [{ from: '*.ts', specifier: './b.ts', kind: 'import', to: null }],
    packages: [{ folder: 'node_modules/p', name: 'p', version: null, files: 'sha256:3' }],
    files: [
      { path: 'x', kind: 'content', state: 'absent' },
      { path: 'x', kind: 'content', state: 'sha256:4' },
    ],
    variables: [{ name: 'A', hash: null }],
    unknown: ['x changed while it was read'],
  };
  const text = encodeDependencies(dependencies);
  const turned = Object.fromEntries(
    Object.entries(dependencies).map(([name, list]: [string, readonly unknown[]]) => [
      name,
      [...list, ...list].reverse(),
    ]),
  ) as unknown as Dependencies;
  expect(encodeDependencies(turned)).toBe(text);
  expect(encodeDependencies(decodeDependencies(text))).toBe(text);
  expect(decodeDependencies(text).modules.map(({ path }) => path)).toEqual(['a.ts', 'b.ts']);
  expect(decodeDependencies(text).files).toHaveLength(2);
  expect([
    isEmpty(noDependencies),
    isEmpty(dependencies),
    isEmpty(decodeDependencies(encodeDependencies(noDependencies))),
  ]).toEqual([true, false, true]);
  const files = [
    { path: 'b', state: 'absent' },
    { path: 'a', state: 'sha256:1' },
  ];
  expect(encodePackageFiles(files)).toEqual(encodePackageFiles(files.toReversed()));
  expect(decodePackageFiles(encodePackageFiles(files).text)).toEqual(files.toReversed());
});
