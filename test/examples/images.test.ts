import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { decodePng, encodePng } from '../../examples/images/lib/png.ts';
import { drawn, scaled } from '../../examples/images/lib/picture.ts';
import { startS3 } from '../../src/testing/index.ts';
import { makeProject } from '../support/project.ts';
import { installSdk } from '../support/sdk.ts';

const example = fileURLToPath(new URL('../../examples/images', import.meta.url));
const sources = Object.fromEntries(
  readdirSync(example, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => [name, readFileSync(join(example, name), 'utf8')]),
);
const all = { total: 6, failed: 0, skipped: 0 };

describe('example images', { timeout: 60_000 }, () => {
  test('makes a page of thumbnails, and lists the folder again each time', async () => {
    const project = makeProject(sources);
    const first = await project.json('run-workflow workflow.ts');
    expect(first).toMatchObject({ status: 'succeeded', counts: { ...all, ran: 6, cached: 0 }, output: { images: 24 } });
    const got = await project.run(['clew', 'artifacts', 'cat', first.output.report.artifact]);
    expect(got.stdout.match(/<img src="data:image\/png;base64,/g)).toHaveLength(24);

    // Nothing has changed: so no thumbnail is made again.
    const again = await project.json('run-workflow workflow.ts');
    expect(again).toMatchObject({ counts: { ...all, ran: 1, cached: 5 }, output: first.output });
  });

  test('runs only what one more image changes, in a folder given by --from', async () => {
    const project = makeProject({
      ...sources,
      'mine/a b.png': '',
      'mine/deep/ü.png': '',
      'mine/notes.txt': 'no image',
    });
    const paint = (file: string, number: number): void =>
      writeFileSync(project.path(`mine/${file}`), encodePng(drawn(number, 50)));
    paint('a b.png', 1);
    paint('deep/ü.png', 2);
    const run = ['run-workflow', 'workflow.ts', '--shards', '1', '--from', 'mine'];
    expect(await project.json(run)).toMatchObject({ output: { images: 2 } });
    paint('z.png', 3);
    expect(await project.json(run)).toMatchObject({ counts: { ran: 3, cached: 0 }, output: { images: 3 } });
    const laid = await project.run('clew artifacts get Thumbnails ./thumbnails');
    expect(laid.code).toBe(0);
    expect(readdirSync(project.path('thumbnails')).toSorted()).toEqual(['a b.png', 'deep_ü.png', 'z.png']);
    const thumbnail = decodePng(readFileSync(project.path('thumbnails/z.png')));
    expect(thumbnail).toEqual(scaled(drawn(3, 50), 24));
  });

  test('runs unchanged on S3', async () => {
    await using s3 = await startS3({ buckets: ['pictures'] });
    const settings = `export default { storage: { layers: { s3: ${JSON.stringify(s3.settings('pictures'))} } } };`;
    const project = makeProject({ ...sources, 'clew.config.ts': settings });
    installSdk(project);
    const { env } = s3;
    const first = await project.json('run-workflow workflow.ts', { env });
    expect(first).toMatchObject({ counts: { ...all, ran: 6 }, output: { images: 24 } });
    const puts = (): number => s3.requests.filter(({ operation }) => operation === 'PutObject').length;
    const before = puts();
    expect(before).toBeGreaterThan(48);

    expect(await project.json('run-workflow workflow.ts', { env })).toMatchObject({ counts: { ran: 1, cached: 5 } });
    // The list of the images is new each time, their bytes are there.
    expect(puts() - before).toBeLessThan(3);
    const got = await project.run(['clew', 'artifacts', 'cat', first.output.report.artifact], { env });
    expect(got.stdout.match(/<img /g)).toHaveLength(24);
  });
});
