import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { table } from '../../src/config/settings-table.ts';
import { allSettings, pagePath, settingsPage } from './settings-page.ts';

describe('page of settings', () => {
  it('is up to date with the table of settings', () => {
    const page = readFileSync(pagePath, 'utf8');
    expect(page, 'npm run docs:settings writes it anew').toBe(settingsPage(page));
  });

  it('has every setting', () => {
    const paths = allSettings().map(({ path }) => path);
    expect(Object.keys(table).filter((name) => !paths.includes(name))).toEqual([]);
    expect(paths).toContain('storage.copiesGb');
  });
});
