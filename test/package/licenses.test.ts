import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { findBundledPackages } from '../../build/bundled-packages.ts';
import { renderLicenses } from '../../build/licenses.ts';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'clew-licenses-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A package of that licence, with these files, of which a module is bundled. */
function bundle(license: string | undefined, files: Readonly<Record<string, string>>): string {
  const here = mkdtempSync(join(folder, 'project-'));
  const own = join(here, 'node_modules/@some/thing');
  mkdirSync(own, { recursive: true });
  const about = { name: '@some/thing', version: '1.2.3', license };
  const all = { 'package.json': JSON.stringify(about), 'index.js': 'export {};', ...files };
  for (const [name, text] of Object.entries(all)) writeFileSync(join(own, name), text);
  const packages = findBundledPackages([join(own, 'index.js'), join(here, 'src/index.ts')], join(here, 'node_modules'));
  return renderLicenses(packages);
}

describe('licences of bundled packages', () => {
  it('stand in the package, each with its text', () => {
    const text = readFileSync(join(dist, 'THIRD-PARTY-LICENSES.md'), 'utf8');
    const rows = [...text.matchAll(/^\| (\S+) \| (\d\S*) \| (\S+) \|$/gm)].map(([, name]) => name);
    expect(rows).toEqual(expect.arrayContaining(['diff', 'hyparquet', 'kysely', 'p-queue']));
    expect([...text.matchAll(/^## (\S+) \d/gm)].map(([, name]) => name)).toEqual(rows);
    // Hyparquet has taken its Snappy from elsewhere, and says so in a comment only.
    expect(text).toContain('Copyright (c) 2016 Zhipeng Jia');
  });

  it('are shown with notices in files and comments', () => {
    const text = bundle('Apache-2.0', {
      'LICENSE.txt': 'Apache License\r\nVersion 2.0\n',
      NOTICE: 'This product includes things.',
      'index.js': '/* nothing */ export {}; /* Copyright 1999 Somebody Else */',
    });
    expect(text).toContain('| @some/thing | 1.2.3 | Apache-2.0 |\n');
    expect(text).toContain(
      'Apache License\nVersion 2.0\n\nThis product includes things.\n\n/* Copyright 1999 Somebody Else */\n',
    );
  });

  it('fail the build if one is not in the list, or if there is no text', () => {
    const files = { LICENSE: 'text' };
    expect(() => bundle('GPL-3.0-only', files)).toThrow('@some/thing has the licence GPL-3.0-only; build/licenses.ts');
    expect(() => bundle(undefined, files)).toThrow('@some/thing has no licence; build/licenses.ts allows 0BSD,');
    expect(() => bundle('MIT', {})).toThrow(
      '@some/thing is bundled, and its package has no text of its licence (MIT).',
    );
  });

  it('fail the build if the bundle holds code of an origin that is not known', () => {
    expect(() => findBundledPackages(['\0somewhere/helper.js'])).toThrow('which package "\\u0000somewhere/helper.js"');
  });
});
