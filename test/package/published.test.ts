import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linksOf } from '../examples/blocks.ts';
import { type PackedPackage, packPackage } from '../support/package.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const outside = mkdtempSync(join(tmpdir(), 'clew-published-'));
let packed: PackedPackage;
let tarball: Uint8Array<ArrayBuffer>;

describe('published package', () => {
  beforeAll(() => {
    packed = packPackage(outside);
    tarball = new Uint8Array(readFileSync(join(outside, packed.filename)));
  }, 60_000);

  afterAll(() => rmSync(outside, { recursive: true, force: true }));

  it('is published without a warning', { timeout: 60_000 }, () => {
    // With its scripts it would build, under the feet of other tests.
    const args = ['publish', '--dry-run', '--ignore-scripts', '--loglevel=warn'];
    const { status, stderr } = spawnSync('npm', args, { cwd: repository, encoding: 'utf8' });
    const warnings = stderr.split('\n').filter((line) => /^npm (?:warn|error)/i.test(line));
    // Who publishes logs in; who tests doesn't.
    expect(warnings.filter((line) => !line.includes('requires you to be logged in'))).toEqual([]);
    expect(status).toBe(0);
  });

  it('holds every page and file that its pages link to', () => {
    const paths = packed.files.map(({ path }) => path);
    const held = (target: string): boolean => paths.some((path) => path === target || path.startsWith(`${target}/`));
    const links = paths
      .filter((path) => path.endsWith('.md') && !path.startsWith('dist/'))
      .flatMap((page) =>
        linksOf(readFileSync(join(repository, page), 'utf8'))
          .map((link) => link.replace(/#.*/s, ''))
          .filter((link) => link !== '' && !/^[a-z]+:/.test(link))
          .map((link) => posix.join(posix.dirname(page), link).replace(/\/$/, '')),
      );
    expect(links.length).toBeGreaterThan(50);
    expect(links.filter((link) => !held(link))).toEqual([]);
  });

  it('has exports in which publint finds nothing to mend', async () => {
    const { messages, pkg } = await publint({ pack: { tarball: tarball.buffer }, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });

  it('has types that every resolution finds', { timeout: 60_000 }, async () => {
    const result = await checkPackage(createPackageFromTarballData(tarball));
    if (!result.types) throw new Error('There are no types in the package.');
    expect(Object.keys(result.entrypoints)).toEqual(['.', './testing', './watch', './package.json']);
    // The profile `esm-only` of attw: the package is ECMAScript modules alone, for a Node whose `require` loads them as
    // well. `node10` is TypeScript's resolution for Nodes that know no `exports`.
    const ignored = new Set<unknown>(['node10', 'node16-cjs']);
    const problems = result.problems.filter((one) => !('resolutionKind' in one && ignored.has(one.resolutionKind)));
    expect(problems).toEqual([]);
  });
});
