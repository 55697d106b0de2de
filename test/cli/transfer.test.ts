import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { barText } from '../../src/cli/render/transfer.ts';
import { makeProject, ownNode } from '../support/project.ts';

describe('progress bar of transfers', () => {
  test.each([
    [0, 2_000_000, 1000, `${'─'.repeat(24)} 0 %  0 B of 2.0 MB  0 B/s`],
    [1_000_000, 2_000_000, 1000, `${'━'.repeat(12)}${'─'.repeat(12)} 50 %  1.0 MB of 2.0 MB  1.0 MB/s  1.0 s left`],
    [1_990_000, 2_000_000, 1000, `${'━'.repeat(24)} 99 %  2.0 MB of 2.0 MB  2.0 MB/s  5 ms left`],
    [0, 0, 0, `${'━'.repeat(24)} 100 %  0 B of 0 B  0 B/s`],
  ])('%i of %i bytes in %i ms are rendered as a bar', (done, size, ms, text) => {
    expect(barText(done, size, ms)).toBe(text);
  });

  test('is drawn and cleared in a terminal, and is not printed into a pipe', async () => {
    const project = makeProject({
      'clew.config.ts': `
import { setTimeout } from 'node:timers/promises';
const kept = new Map<string, Uint8Array>();
import { readFileSync } from 'node:fs';
const bytes = () => readFileSync('bytes.bin');
export default { storage: { default: 'slow', layers: { slow: {
  kind: 'slow', place: (key: string) => 'slow:' + key,
  put: async () => {}, get: async () => bytes(), size: async () => bytes().length, remove: async () => {}, list: async function* () {},
  stream: async function* () { for (let i = 0; i < 10; i++) { await setTimeout(100); yield bytes().subarray(i * 10_000, (i + 1) * 10_000); } },
} } } };`,
      'workflow.ts': `
import { readFileSync } from 'node:fs';
import { Task } from 'clew';
@Task({ storage: 'slow' }) export class Slow { run() { return new Uint8Array(readFileSync('bytes.bin')); } }`,
    });
    writeFileSync(project.path('bytes.bin'), Buffer.alloc(100_000, 7));
    await project.json('run-workflow workflow.ts Slow');
    const piped = await project.run('clew artifacts get Slow piped.bin');
    expect(piped).toMatchObject({ code: 0, stderr: '', stdout: 'piped.bin  100 kB\n' });
    const words = `${ownNode} ${project.program('clew')} artifacts get Slow out.bin`;
    const child = spawn('script', ['-qec', words, '/dev/null'], {
      cwd: project.folder,
      env: { ...process.env, TERM: 'xterm', NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let screen = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (screen += text));
    await new Promise((resolve) => child.once('close', resolve));
    expect(screen).toMatch(/━+─* +\d+ % {2}\d+ kB of 100 kB/);
    // The line is empty before the answer comes.
    expect(screen.trimEnd().endsWith('\r\u001b[2Kout.bin  100 kB')).toBe(true);
    expect(project.read('out.bin')).toHaveLength(100_000);
  });
});
