import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { type PackedPackage, npm } from '../support/package.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const outside = mkdtempSync(join(realpathSync(tmpdir()), 'clew-reproducible-'));
const about = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
  readonly files: readonly string[];
};
const files = about.files.filter((file) => file !== 'dist');
const configs = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];
afterAll(() => rmSync(outside, { recursive: true, force: true }));

/** Builds and packs the repository's sources in a folder of their own. */
function buildIn(name: string, env: NodeJS.ProcessEnv): PackedPackage {
  const folder = join(outside, name);
  for (const file of [...files, 'README.md', 'LICENSE', 'build.ts', 'build', 'src', ...configs])
    cpSync(join(repository, file), join(folder, file), {
      recursive: true,
      filter: (path) => !path.endsWith('.vitepress'),
    });
  // A link to the packages would be followed, and the bundler goes by paths. Links to each file are quick where one
  // file system has both.
  const copy = 'cp -al "$0"/* "$0/.bin" "$1" 2>/dev/null || cp -a "$0"/* "$0/.bin" "$1"';
  mkdirSync(join(folder, 'node_modules'));
  execFileSync('bash', ['-c', copy, join(repository, 'node_modules'), join(folder, 'node_modules')]);
  const answer = npm(['pack', '--json', '--pack-destination', folder], folder, { ...process.env, ...env });
  return (JSON.parse(answer) as [PackedPackage])[0];
}

describe('reproducible package', () => {
  it('has the same digest, wherever and whenever the same sources are built', { timeout: 180_000 }, () => {
    const first = buildIn('first', { TZ: 'UTC', LANG: 'C' });
    const second = buildIn('in another/place', { TZ: 'Asia/Tokyo', LANG: 'de_DE.UTF-8' });
    // What differs is told by name and size before the digests are compared.
    expect(second.files).toEqual(first.files);
    expect(second.integrity).toBe(first.integrity);
  });
});
