import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ownNode } from '../../support/project.ts';

const making = new URL('../../../src/storage/previews/create-preview.ts', import.meta.url).href;

/** Rows whose texts are pieces of large ones, as those who split files have them: each keeps its whole in memory. */
const program = `
const { PreviewMaker } = await import(${JSON.stringify(making)});
const maker = new PreviewMaker();
for (let i = 0; i < 3000; i++) {
  const large = String(i).padStart(8) + 'x'.repeat(200_000) + ' the end of ' + i;
  for (let j = 0; j < 100; j++) {
    maker.item({ id: i * 100 + j, start: large.slice(0, 40), end: large.slice(-40), all: large, at: new Date(i), more: { large } });
  }
}
const table = maker.head(new Uint8Array())(1);
console.log(JSON.stringify([table.rows, table.columns.map(({ name }) => name), Buffer.byteLength(JSON.stringify(table))]));
`;

describe('previews: memory', () => {
  it('is 40 MB of heap for a stream of sixty gigabytes', () => {
    const { stdout, stderr, status } = spawnSync(
      ownNode,
      ['--max-old-space-size=40', '--disable-warning=ExperimentalWarning', '--input-type=module', '-e', program],
      { cwd: fileURLToPath(new URL('.', import.meta.url)), encoding: 'utf8' },
    );
    expect([status, stderr]).toEqual([0, '']);
    const [rows, columns, size] = JSON.parse(stdout) as [number, string[], number];
    expect([rows, columns]).toEqual([300_000, ['id', 'start', 'end', 'all', 'at', 'more']]);
    expect(size).toBeLessThanOrEqual(16 * 1024);
  });
});
