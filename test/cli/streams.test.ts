import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Project, makeProject } from '../support/project.ts';
import { expectNoStack } from './calm.ts';

const mb = 1024 * 1024;

/** Whole files: what a process that has ended did not finish counts for nothing. */
function files(project: Project, folder: string): string[] {
  if (!existsSync(project.path(folder))) return [];
  return readdirSync(project.path(folder), { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile() && !one.name.endsWith('.partial'))
    .map(({ name }) => name);
}

describe('streams', () => {
  test('a value larger than memory is written and read with flat memory use', async () => {
    const project = makeProject({
      'workflow.ts': `
import { createHash } from 'node:crypto';
import { type Artifact, From, Task, Workflow, type Output } from 'clew';
const rss = () => process.memoryUsage.rss();
const size = ${300 * mb};
export const start = { rss: 0 };
@Task() export class Download {
  async *run() {
    start.rss = rss();
    const chunk = Buffer.alloc(60_000);
    for (let sent = 0; sent < size; sent += chunk.length) { chunk.writeDoubleLE(sent); yield chunk; }
  }
}
@Task() export class Lines {
  *run() { for (let n = 0; n < 1_500_000; n++) yield { n, text: 'x'.repeat(60) }; }
}
@Workflow() export class All {
  @From.artifact(Download) raw!: Artifact<Output<Download>>;
  @From.artifact(Lines) lines!: Artifact<Output<Lines>>;
  async run() {
    const hash = createHash('sha256');
    for await (const chunk of this.raw.stream()) hash.update(chunk);
    let count = 0;
    for await (const { n } of this.lines.items()) if (n === count) count++;
    const peak = process.resourceUsage().maxRSS * 1024;
    return { same: this.raw.digest === 'sha256:' + hash.digest('hex'), size: this.raw.size, lines: this.lines.size, count,
      grown: peak - start.rss, start: start.rss };
  }
}`,
    });
    // V8 gives garbage more room, or less, by how code happens to be compiled: here always the same.
    const env = { NODE_OPTIONS: '--max-semi-space-size=4' };
    const { output } = await project.json('run-workflow workflow.ts All --concurrency 1', { env });
    expect(output).toMatchObject({ same: true, count: 1_500_000 });
    expect(output.size).toBeGreaterThan(300 * mb);
    expect(output.lines).toBeGreaterThan(110 * mb);
    // A third of what went through: garbage that is not yet collected is in it.
    expect(output.grown).toBeLessThan((output.size + output.lines) / 3);
    const again = await project.json('run-workflow workflow.ts All');
    expect(again.output).toEqual(output);
  });

  const slow = `
import { appendFileSync } from 'node:fs';
import { From, Task, Workflow } from 'clew';
import { setTimeout as sleep } from 'node:timers/promises';
const note = (text: string) => { console.error(text); appendFileSync('notes.txt', text + '\\n'); };
async function* endless() {
  try {
    for (;;) { note('piece'); yield Buffer.alloc(100_000); await sleep(5); }
  } finally { note('closed'); }
}`;

  test('a timeout ends a stream, and no file is left', async () => {
    const project = makeProject({
      'workflow.ts': `${slow}
@Task({ timeout: '300 ms', storage: 's3' }) export class Late { run() { return endless(); } }`,
    });
    const { code, stdout } = await project.run('run-workflow workflow.ts Late');
    expectNoStack(stdout);
    expect(code).toBe(1);
    expect(stdout).toContain('300 ms');
    expect(project.lines('notes.txt')[0]).toBe('piece');
    expect(files(project, '.clew/storage/s3')).toEqual([]);
  });

  test('Ctrl-C ends a stream, closes its generator, and no file is left', async () => {
    const project = makeProject({
      'workflow.ts': `${slow}
@Task({ storage: 's3' }) export class Endless { run() { return endless(); } }`,
    });
    const started = project.start('run-workflow workflow.ts Endless');
    await started.until('piece');
    started.child.kill('SIGINT');
    expect((await started.ended).code).toBe(130);
    expect(project.read('notes.txt')).toMatch(/closed\n$/);
    expect(files(project, '.clew/storage/s3')).toEqual([]);
  });

  test('an exception in a generator fails its task, with its line', async () => {
    const project = makeProject({
      'workflow.ts': `
import { Task } from 'clew';
@Task() export class Breaks {
  async *run() {
    yield { n: 1 };
    throw new RangeError('no more rows');
  }
}`,
    });
    const { code, stdout } = await project.run('run-workflow workflow.ts Breaks');
    expect(code).toBe(1);
    expect(stdout).toContain('no more rows');
    expect(stdout).toContain('workflow.ts:6');
  });

  const driver = (put: string): string => `
import { readFileSync, writeFileSync, appendFileSync, rmSync, existsSync, statSync, mkdirSync } from 'node:fs';
import { BytesMissing, defineConfig, type StorageDriver } from 'clew';
const file = (key: string) => 'kept/' + encodeURIComponent(key);
class Own implements StorageDriver {
  kind = 'own';
  place = (key: string) => 'own:' + key;
  ${put}
  async get(key: string) { if (!existsSync(file(key))) throw new BytesMissing(key); return readFileSync(file(key)); }
  async *stream(key: string) { yield await this.get(key); }
  async size(key: string) { return existsSync(file(key)) ? statSync(file(key)).size : undefined; }
  async remove(key: string) { rmSync(file(key), { force: true }); }
  async *list() {}
}
export default defineConfig({ storage: { layers: { own: new Own() } } });`;

  const throughOwn = `
import { type Artifact, From, Task, Workflow, type Output } from 'clew';
@Task({ storage: 'own' }) export class Make { async *run() { for (let i = 0; i < 9; i++) yield Buffer.alloc(300_000, i); } }
@Workflow() export class All {
  @From.artifact(Make) made!: Artifact<Output<Make>>;
  async run() { let n = 0; for await (const c of this.made.stream()) n += c.length; return n; }
}`;

  test('a custom driver accepts streams, in this process and in workers', async () => {
    const put = `async put(key: string, content: Uint8Array | AsyncIterable<Uint8Array>) {
    mkdirSync('kept', { recursive: true });
    if (content instanceof Uint8Array) return writeFileSync(file(key), content);
    for await (const chunk of content) appendFileSync(file(key), chunk);
  }`;
    const project = makeProject({ 'workflow.ts': throughOwn, 'clew.config.ts': driver(put) });
    expect((await project.json('run-workflow workflow.ts All')).output).toBe(2_700_000);
    const apart = throughOwn
      .replace("storage: 'own'", "storage: 'own', isolate: 'thread'")
      .replace('300_000', '200_000');
    project.write({ 'workflow.ts': apart });
    expect((await project.json('run-workflow workflow.ts All')).output).toBe(1_800_000);
  });

  test('a custom driver that does not read a stream to its end fails the task', async () => {
    const put = `async put(key: string, content: any) {
    mkdirSync('kept', { recursive: true });
    for await (const chunk of content) return writeFileSync(file(key), chunk);
  }`;
    const project = makeProject({ 'workflow.ts': throughOwn, 'clew.config.ts': driver(put) });
    const { code, stdout } = await project.run('run-workflow workflow.ts All');
    expect(code).toBe(1);
    expect(stdout).toContain('The storage layer did not keep the returned value at own:');
    expect(files(project, 'kept')).toEqual([]);
  });
});
