import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Project, makeProject } from '../support/project.ts';

const serve = `
import { lineage } from 'clew';
export const serve = lineage.register('serve', { params: (n: number) => ({ n }) }, (n: number) => lineage.log('answer-' + n));
export const answer = (from: number, to: number): void => { for (let n = from; n < to; n++) serve(n); };
`;
const files = { 'serve.js': serve.replaceAll(': number', '').replaceAll(': void', '') };

async function runsOf(project: Project): Promise<number> {
  const { components } = await project.json('clew components');
  return components.find(({ name }: any) => name === 'serve')?.runs ?? 0;
}

async function end(
  script: string,
): Promise<{ project: Project; code: number | null; signal: string | null; stderr: string }> {
  const project = makeProject({
    ...files,
    'main.js': `import { lineage } from 'clew';\nimport { answer, serve } from './serve.js';\n${script}`,
  });
  const { ended } = project.startFile('main.js');
  return { project, ...(await ended) };
}

describe('registered calls of a process that ends', () => {
  test.each([
    ['by itself', 'answer(0, 3000);', 0, null],
    ['by process.exit()', 'answer(0, 3000); process.exit(4);', 4, null],
    [
      'by process.exit() a while after the first calls',
      'answer(0, 10); setTimeout(() => { answer(10, 3000); process.exit(4); }, 300);',
      4,
      null,
    ],
    [
      'by SIGTERM',
      "answer(0, 3000); process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1000);",
      null,
      'SIGTERM',
    ],
    ['by Ctrl-C', "answer(0, 3000); process.kill(process.pid, 'SIGINT'); setInterval(() => {}, 1000);", null, 'SIGINT'],
    [
      'by SIGTERM, which the server takes into its own hands',
      "process.on('SIGTERM', () => { answer(1500, 3000); process.exit(5); }); answer(0, 1500); process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1000);",
      5,
      null,
    ],
    ['by closing', 'answer(0, 3000); await lineage.close(); process.reallyExit(6);', 6, null],
  ])('are all recorded when it ends %s', async (_, script, code, signal) => {
    const ended = await end(script);
    expect([ended.code, ended.signal, ended.stderr]).toEqual([code, signal, '']);
    expect(await runsOf(ended.project)).toBe(3000);
  });

  test('are all recorded when it ends by an uncaught error', async () => {
    const { project, code, stderr } = await end("answer(0, 300); throw new Error('out of ideas');");
    expect([code, stderr]).toEqual([1, expect.stringContaining('out of ideas')]);
    expect(await runsOf(project)).toBe(300);
  });
});

test('registered calls: SIGKILL loses no more than the last second', async () => {
  const { project, signal } = await end(`
    serve(0);
    await lineage.flush();
    answer(1, 700);
    setTimeout(() => { answer(700, 1000); process.kill(process.pid, 'SIGKILL'); }, 1000);`);
  expect(signal).toBe('SIGKILL');
  const runs = await runsOf(project);
  expect(runs).toBeGreaterThanOrEqual(700);
  expect((await project.json('clew bt answer-699')).frames).toMatchObject([{ component: 'serve', params: { n: 699 } }]);
});

test('registered calls: another process can read the output ids of a running one', async () => {
  const project = makeProject({
    ...files,
    'main.js':
      "import { serve } from './serve.js';\nserve(7); process.stdin.resume(); setTimeout(() => console.log('there'), 500); setInterval(() => {}, 1000);",
  });
  const { child, ended, until } = project.startFile('main.js');
  await until('there');
  expect((await project.json('clew bt answer-7')).frames).toHaveLength(1);
  child.kill('SIGTERM');
  expect((await ended).signal).toBe('SIGTERM');
});

test('registered calls: an unusable record gives one warning, and lost calls are counted', async () => {
  const { code, stderr } = await end(
    `
    process.on('exit', () => console.error(JSON.stringify(lineage.pressure)));
    answer(0, 100);
    await lineage.flush();
    answer(100, 200);
    await lineage.flush();`.replace('answer(0', "process.env.CLEW_DATABASE_URL = 'package.json/record.db'; answer(0"),
  );
  expect(code).toBe(0);
  expect(stderr.match(/LineageWarning/g)).toHaveLength(1);
  expect(stderr).toContain('[RECORD_UNAVAILABLE]');
  expect(stderr).toContain('"waiting":0,"limit":20000,"held":0,"lost":200');
});

test('registered calls: lineage.open() reports what is wrong with the record', async () => {
  const { stderr, code } = await end("await lineage.open({ profile: 'nowhere' });");
  expect(code).toBe(1);
  expect(stderr).toContain('asks for the profile nowhere');
});

test('registered calls: callers are slowed down when calls cannot be recorded in time, and none is lost', async () => {
  const { project, stderr } = await end(`
    answer(0, 60_000);
    const { held, lost } = lineage.pressure;
    console.error(held > 0 ? 'held' : 'not held', lost);`);
  expect(stderr).toBe('held 0\n');
  expect(await runsOf(project)).toBe(60_000);
});

test('registered calls: importing clew starts no thread, opens no record and reads no settings', async () => {
  const project = makeProject({
    'clew.config.ts': "throw new Error('read');",
    'main.js':
      "import { lineage } from 'clew'; lineage.register('serve', {}, () => 1); console.log(process.getActiveResourcesInfo().join());",
  });
  const { code, stdout, stderr } = await project.startFile('main.js').ended;
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).not.toMatch(/Port|Worker/);
  expect(existsSync(project.path('.clew'))).toBe(false);
});
