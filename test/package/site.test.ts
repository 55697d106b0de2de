import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { guides } from '../examples/blocks.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const site = join(repository, 'docs/.vitepress/dist');

/** Finds the file that a server of static files would answer with. */
const isServed = (path: string): boolean =>
  [path, `${path}.html`, join(path, 'index.html')].some((file) => /\.\w+$/.test(file) && existsSync(join(site, file)));

describe('site of the docs', () => {
  beforeAll(() => {
    execFileSync('npm', ['run', 'docs'], { cwd: repository, stdio: 'pipe', encoding: 'utf8' });
  }, 300_000);

  test('has every page, and the reference of every entry that exports something', () => {
    const pages = guides.map((page) => (page === 'README.md' ? 'index' : page.replace(/\.md$/, '')));
    expect(pages.length).toBeGreaterThan(15);
    for (const page of [...pages, 'api/clew/index', 'api/clew/testing/index', '404']) {
      expect(isServed(page), page).toBe(true);
    }
  });

  test('has no dead link', { timeout: 120_000 }, () => {
    const files = globSync('**/*.html', { cwd: site });
    const links = new Set(
      files.flatMap((file) =>
        Array.from(readFileSync(join(site, file), 'utf8').matchAll(/\shref="(\/[^"#?]*)/g), ([, link]) =>
          decodeURIComponent(link!),
        ),
      ),
    );
    expect(links.size).toBeGreaterThan(100);
    expect([...links].filter((link) => !isServed(link === '/' ? 'index' : link.slice(1)))).toEqual([]);
  });
});
