import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { impact, traces } from './lineage/asking.ts';
import { makeHistory } from './lineage/history.ts';
import { BenchProject, here, measure } from './measure.ts';
import { serving } from './serving.ts';

// Nobody measures every day: what is measured changes, and the bench must keep up. In small, all parts of it run.
describe('benchmarks of npm run bench', () => {
  let project: BenchProject;
  beforeAll(() => {
    project = new BenchProject();
    copyFileSync(join(here, 'graphs.ts'), join(project.folder, 'graphs.ts'));
    writeFileSync(join(project.folder, 'source'), Buffer.alloc(1024 ** 2));
    return () => project[Symbol.dispose]();
  });

  it.each([
    ['child.ts', 'graphs.ts', 'Chain', '--count', '3', '--quiet'],
    ['child.ts', 'graphs.ts', 'FanOut', '--count', '3', '--quiet'],
    ['child.ts', 'graphs.ts', 'Stream', '--count', '3', '--quiet'],
    ['floor.ts', 'chain', '3'],
    ['floor.ts', 'fan-out', '3'],
    ['serving-child.ts', 'calls', '3'],
    ['tables-bare.ts', 'write', '1000'],
    ['tables-bare.ts', 'read', '1000'],
    ['streaming-child.ts', 'in'],
    ['streaming-child.ts', 'out'],
    ['streaming-child.ts', 'hash'],
  ])('runs %s %s %s', (script, ...args) => {
    const { ms, mb } = measure(script, args, project.folder);
    expect(ms).toBeGreaterThan(0);
    expect(mb).toBeGreaterThan(0);
  });

  it('measures a server with and without register', async () => {
    const { share, without } = await serving(1, 50);
    expect(share).toBeGreaterThan(0);
    expect(without.perSecond).toBeGreaterThan(0);
  });

  it('measures a large record', async () => {
    const settings = { sqlite: join(project.folder, 'history.db') };
    const size = { runs: 1110, outputIds: 2220, descendants: 20, nights: 20, seed: 7 };
    const landmarks = await makeHistory(settings, size);
    const answers = await traces(settings, landmarks);
    expect(answers.map(({ frames }) => frames)).toEqual([10, 100, 1000, 10]);
    expect((await impact(settings, landmarks)).rows).toBe(21);
  });
});
