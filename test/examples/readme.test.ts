import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeProject } from '../support/project.ts';
import { blocksOf, compile, repository } from './blocks.ts';

const readme = readFileSync(join(repository, 'README.md'), 'utf8');
const contributing = readFileSync(join(repository, 'CONTRIBUTING.md'), 'utf8');
const blocks = blocksOf(readme, 'ts');
const only = (word: string): string => {
  const [block, ...more] = blocks.filter((text) => text.includes(word));
  expect(block, `one block with ${word}`).toBeDefined();
  expect(more).toEqual([]);
  return block!;
};

describe('README', { timeout: 60_000 }, () => {
  it('compiles', () => {
    expect(blocks.length).toBeGreaterThan(2);
    expect(compile(blocks)).toBe('');
    // The check can fail.
    expect(compile([only('class Loudest').replace('readings!: Output', 'readings!: number & Output')])).toContain('TS');
  });

  it('runs the workflow', async () => {
    const { json, run } = makeProject({ 'workflow.ts': only('class Loudest') });
    const { status, counts, output } = await json('run-workflow workflow.ts Loudest --day 2026-11-02');
    expect({ status, counts }).toEqual({
      status: 'succeeded',
      counts: { total: 8, ran: 8, cached: 0, failed: 0, skipped: 0 },
    });
    expect(output).toMatchObject({ machine: 'M-117' });
    // What the text says of `cache: false`.
    const again = await json('run-workflow workflow.ts Loudest --day 2026-11-02');
    expect(again.nodes.filter(({ status: is }: any) => is === 'ran').map(({ task }: any) => task)).toEqual(['Warn']);
    expect((await run('clew runs')).stdout).toContain('Loudest');
  });

  it('runs the workflow with failures, tolerate and handlers', async () => {
    const { json, run } = makeProject({ 'workflow.ts': only('class Survey') });
    const well = await json('run-workflow workflow.ts Survey');
    expect(well).toMatchObject({ status: 'succeeded', output: 9, counts: { total: 12, ran: 11, failed: 1 } });
    const { stdout } = await run('run-workflow workflow.ts Survey');
    const words = '1 of 10 Measure failed, tolerated by Survey.loads: Measure(machine=M-3): its sensor is silent';
    expect(stdout).toContain(words);
    expect(readme.replaceAll(/\n {2}/g, ' ')).toContain(words);
    const failed = await run(['run-workflow', 'workflow.ts', 'Survey', '--machines', '["M-3"]']);
    expect(failed.code).toBe(1);
    expect(failed.stdout).toContain('to ops: Survey(machines=["M-3"]) failed: [');
  });

  it('runs the example of streams', async () => {
    const { json } = makeProject({ 'workflow.ts': only('class Download') });
    const { output } = await json('run-workflow workflow.ts Count');
    expect(output).toEqual({ rows: 2, bytes: 36 });
  });

  it('runs the example of files and folders', async () => {
    const { json, run } = makeProject({ 'workflow.ts': only('class Shards') });
    const { output } = await json('run-workflow workflow.ts Evaluate');
    expect(output).toEqual({ text: 'M-1,0.1\n', size: 8, used: 3 });
    expect((await run('clew artifacts get Shards ./here')).stdout).toBe('./here  24 B  3 files\n');
  });

  it('runs the example of tables', async () => {
    const { json } = makeProject({ 'workflow.ts': only('class MeanLoad') });
    const { output } = await json('run-workflow workflow.ts MeanLoad');
    expect(output).toEqual({
      mean: expect.closeTo(1.05),
      peak: expect.closeTo(1.4),
      first: { machine: 'M-14', load: expect.closeTo(0.7) },
    });
  });

  it('accepts the codec', async () => {
    const { json } = makeProject({
      'points.ts': only('class Points'),
      'clew.config.ts': "import { points } from './points.ts';\nexport default { codecs: [points] };",
      'workflow.ts': `
        import { From, Task } from 'clew';
        import { Points } from './points.ts';
        @Task({ codec: 'points' }) export class Fit { run() { return new Points(new Float64Array([1, 2])); } }
        @Task() export class Sum { @From(Fit) fit!: Points; run() { return this.fit.xy[0] + this.fit.xy[1]; } }`,
    });
    expect((await json('run-workflow workflow.ts Sum')).output).toBe(3);
  });

  it('accepts the settings', async () => {
    const workflow = { 'workflows/peaks.ts': only('class Loudest') };
    const { run } = makeProject({ ...workflow, 'clew.config.ts': only('modelFamilies') });
    const { code, stdout } = await run('run-workflow Loudest --dry-run');
    expect(stdout).toContain('LoadReadings(machine=M-7');
    expect(code).toBe(0);
    const bucket = makeProject({ 'workflow.ts': only('class Loudest'), 'clew.config.ts': only('acme-artifacts') });
    const { stderr } = await bucket.run('run-workflow workflow.ts Loudest --dry-run');
    expect(readme).toContain(/npm i .*$/m.exec(stderr)![0]);
  });

  it('names only commands that exist', async () => {
    const { run } = makeProject({});
    const { stdout } = await run('clew --help');
    const named = [...readme.matchAll(/^\| `clew (\w+)/gm)].map((match) => match[1]!);
    const known = [...stdout.matchAll(/^ {2}(\w+) {2,}/gm)].map((match) => match[1]!);
    expect([...named, 'run'].toSorted()).toEqual(known.toSorted());
  });

  it('shows lines that the example has', () => {
    const places = [...readme.matchAll(/#\d+ +(\w+)\(.* at (examples\/[\w/.-]+):(\d+)$/gm)];
    expect(places.length).toBeGreaterThan(2);
    for (const [, task, file, line] of places) {
      const lines = readFileSync(join(repository, file!), 'utf8').split('\n');
      expect(lines[Number(line) - 1], `${file}:${line}`).toMatch(/^@Task\(/);
      expect(lines.slice(Number(line)).find((text) => text.startsWith('export class'))).toContain(`class ${task} {`);
    }
  });
});

describe.each([
  ['README.md', readme],
  ['CONTRIBUTING.md', contributing],
])('links and paths in %s', (_, text) => {
  it('exist', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map((match) => match[1]!);
    const paths = [...text.matchAll(/`((?:src|test|bin|templates|examples|\.ci)\/[\w./-]*)`/g)].map(
      (match) => match[1]!,
    );
    expect([...links, ...paths].filter((path) => !existsSync(join(repository, path)))).toEqual([]);
    expect(links.length + paths.length).toBeGreaterThan(0);
  });
});
