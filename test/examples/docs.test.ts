import { existsSync, readFileSync } from 'node:fs';
import { posix, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sidebarGroups } from '../../docs/.vitepress/sidebar.ts';
import { readExample } from '../cli/commands-page.ts';
import { makeProject } from '../support/project.ts';
import { blocksOf, compile, guides, linksOf, proseOf, repository, slugsOf } from './blocks.ts';

const textOf = (page: string): string => readFileSync(join(repository, page), 'utf8');
const pages = new Map(
  [...guides, 'ARCHITECTURE.md', 'CHANGELOG.md', 'CONTRIBUTING.md'].map((page) => [page, textOf(page)]),
);
const docs = guides.map((page) => pages.get(page)!).join('\n');
const blocks = blocksOf(docs, 'ts');
const only = (word: string): string => {
  const [block, ...more] = blocks.filter((text) => text.includes(word));
  expect(block, `one block with ${word}`).toBeDefined();
  expect(more).toEqual([]);
  return block!;
};

describe('docs', { timeout: 60_000 }, () => {
  it('compiles', () => {
    expect(blocks.length).toBeGreaterThan(20);
    expect(compile(blocks)).toBe('');
    // The check can fail.
    expect(compile([only('class Loudest').replace('readings!: Output', 'readings!: number & Output')])).toContain('TS');
  });

  it('runs the workflow of the README', async () => {
    const { json, run } = makeProject({ 'workflow.ts': only('class Vibration') });
    const first = await json('run-workflow workflow.ts Vibration --day 2026-11-02');
    expect(first).toMatchObject({ output: { peak: 3.9624294227794814, alarm: true }, counts: { ran: 3, cached: 0 } });
    const { stdout } = await run('run-workflow workflow.ts Vibration --day 2026-11-02 --limit 3');
    expect(stdout).toContain('1 ran, 2 cached');
    expect(stdout).toContain('  why Vibration(day=2026-11-02, limit=3): parameter limit changed: 3.5 → 3\n');
  });

  it('shows the workflow that clew init writes, and what becomes of an edit', async () => {
    const written = textOf('templates/basic/workflow.ts');
    expect(only('class First')).toBe(written);
    const project = makeProject({ 'workflow.ts': written });
    expect((await project.run('run-workflow workflow.ts')).stdout).toContain('"the mean of 10 squares is 28.5"');
    project.write({ 'workflow.ts': written.replace('i * i', 'i ** 3') });
    const { stdout } = await project.run('run-workflow workflow.ts --dry-run');
    expect(docs).toContain(`$ npx run-workflow workflow.ts --dry-run\n${stdout}\`\`\``);
  });

  it('runs the task', async () => {
    const { json } = makeProject({ 'tasks.ts': only('class Greet') });
    const { output } = await json('run-workflow tasks.ts Greet --name Ana --times 2');
    expect(output).toEqual(['Hello, Ana!', 'Hello, Ana!']);
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
    expect(docs.replaceAll(/\n */g, ' ')).toContain(words);
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
    expect(docs).toContain(/npm i .*$/m.exec(stderr)![0]);
  });

  it('names only commands that exist', async () => {
    const { run } = makeProject({});
    const { stdout } = await run('clew --help');
    const named = [...docs.matchAll(/^\| `clew (\w+)/gm)].map((match) => match[1]!);
    const known = [...stdout.matchAll(/^ {2}(\w+) {2,}/gm)].map((match) => match[1]!);
    expect([...named, 'run'].toSorted()).toEqual(known.toSorted());
  });

  it('shows lines that the example has', () => {
    const places = [...docs.matchAll(/#\d+ +(\w+)\(.* at (examples\/[\w/.-]+):(\d+)$/gm)];
    expect(places.length).toBeGreaterThan(2);
    for (const [, task, file, line] of places) {
      const lines = readFileSync(join(repository, file!), 'utf8').split('\n');
      expect(lines[Number(line) - 1], `${file}:${line}`).toMatch(/^@Task\(/);
      expect(lines.slice(Number(line)).find((text) => text.startsWith('export class'))).toContain(`class ${task} {`);
    }
  });
});

/** Lists the commands typed in shell blocks, but for placeholders. Generated pages have tests of their own. */
const written = guides
  .filter((page) => page !== 'docs/errors.md' && page !== 'docs/commands.md')
  .map(textOf)
  .join('\n');
const typed = [
  ...blocksOf(written, 'sh').flatMap((block) => block.split(/\n| && /)),
  ...[
    ...blocksOf(written, 'console')
      .join('\n')
      .matchAll(/^\$ (.*)$/gm),
  ].map((match) => match[1]!),
].filter((line) => /^(?:\w+=\S+ )*npx (?:clew|run-workflow) /.test(line) && !/[<…]| --(?:help|version)/.test(line));

describe.each([...new Set(typed)])('docs: the command %s', (line) => {
  it('is parsed without an error', async () => {
    const { called, input } = await readExample(line, (option) => ['day', 'limit', 'name', 'times'].includes(option));
    await expect(input).resolves.toMatchObject({ invoked: called.invoked });
  });
});

describe.each([...pages])('docs: links and paths in %s', (page, text) => {
  it('exist', () => {
    const links = linksOf(text);
    const dead = links.filter((link) => {
      const [file, anchor] = link.split('#') as [string, string?];
      const target = file ? posix.join(posix.dirname(page), file) : page;
      if (target.startsWith('..') || !existsSync(join(repository, target))) return true;
      return anchor !== undefined && !slugsOf(textOf(target)).includes(anchor);
    });
    const paths = [...text.matchAll(/`((?:src|test|bin|templates|examples|\.ci)\/[\w./-]*)`/g)].map(
      (match) => match[1]!,
    );
    expect([...dead, ...paths.filter((path) => !existsSync(join(repository, path)))]).toEqual([]);
  });
});

describe('docs: pages', () => {
  it('can all be reached from the README', () => {
    const reached = new Set(['README.md']);
    for (const page of reached) {
      for (const link of linksOf(pages.get(page)!)) {
        const target = posix.join(posix.dirname(page), link.split('#')[0]!);
        if (pages.has(target)) reached.add(target);
      }
    }
    expect([...pages.keys()].filter((page) => !reached.has(page))).toEqual([]);
  });

  it('begin with one title, and the README is a door', () => {
    for (const [page, text] of pages) expect([page, proseOf(text).match(/^# .+$/gm)?.length]).toEqual([page, 1]);
    expect(textOf('README.md').split('\n').length - 1).toBeLessThanOrEqual(160);
  });

  it('stand in the sidebar of the site, each once', () => {
    const listed = sidebarGroups.flatMap((group) => group.pages);
    expect(listed.toSorted()).toEqual([...pages.keys(), 'LICENSE'].toSorted());
  });

  it('are in the package wherever the README links to them', () => {
    const { files } = JSON.parse(textOf('package.json')) as { files: string[] };
    // npm adds these by itself.
    const own = new Set(['README.md', 'LICENSE']);
    const left = linksOf(textOf('README.md'))
      .map((link) => link.split('#')[0]!)
      .filter((link) => !own.has(link))
      .filter((link) => !files.some((file) => link === file || link.startsWith(`${file}/`)));
    expect(left).toEqual([]);
  });
});
