import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PackedPackage, npm, packPackage } from '../support/package.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const outside = mkdtempSync(join(tmpdir(), 'clew-pack-'));
let packed: PackedPackage;

describe('npm package', () => {
  beforeAll(() => {
    packed = packPackage(outside);
  }, 60_000);

  afterAll(() => rmSync(outside, { recursive: true, force: true }));

  /** Our declarations are checked as well, and have to do without anyone else's types. */
  const tsconfig = {
    compilerOptions: {
      target: 'es2022',
      module: 'nodenext',
      strict: true,
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
      skipLibCheck: false,
      noEmit: true,
      types: [],
    },
    files: ['workflow.ts'],
  };

  const workflow = `
import { From, Param, Task, Workflow, type Output } from 'clew';
import type { S3Options, S3Server } from 'clew/testing';

export type Sandbox = (options: S3Options) => S3Server;

@Task({ isolate: 'thread' })
export class Words {
  @Param() text = 'the ball of thread';
  run() { return this.text.split(' '); }
}

@Workflow({ isolate: 'process' })
export class Count {
  @From(Words) words!: Output<Words>;
  run() { return this.words.length; }
}
`;

  test('contains the program, its types, its docs, its examples, its templates and nothing else', () => {
    const places = new Set(
      packed.files.map(({ path }) => path.replace(/^(dist\/types|dist\/chunks|docs|examples)\/.*/, '$1/…')),
    );
    expect([...places].sort()).toEqual([
      'ARCHITECTURE.md',
      'CHANGELOG.md',
      'CONTRIBUTING.md',
      'LICENSE',
      'README.md',
      'bin/clew.js',
      'bin/run-workflow.js',
      'bin/start.js',
      'dist/THIRD-PARTY-LICENSES.md',
      'dist/chunks/…',
      'dist/cli.js',
      'dist/digesting.js',
      'dist/index.js',
      'dist/job.js',
      'dist/recording.js',
      'dist/sbom.cdx.json',
      'dist/testing.js',
      'dist/types/…',
      'dist/user-thread.js',
      'dist/watch.js',
      'dist/worker.js',
      'docs/…',
      'examples/…',
      'package.json',
      'templates/aws/Dockerfile',
      'templates/aws/build-and-push.sh',
      'templates/aws/create-role.sh',
      'templates/aws/role-policy.json',
      'templates/aws/trust-policy.json',
      'templates/aws/user-policy.json',
      'templates/basic/clew.config.ts',
      'templates/basic/workflow.ts',
    ]);
  });

  /** The oldest that `engines` allows, and the newest of the line that the repository brings. */
  describe.each(['22.15.0', '24'])('installed in an empty project with Node %s', (node) => {
    const project = join(outside, `node-${node}`);

    test('runs a workflow and shows its trace', { timeout: 120_000 }, () => {
      execFileSync('mkdir', [project]);
      writeFileSync(join(project, 'package.json'), '{ "name": "elsewhere", "private": true, "type": "module" }');
      writeFileSync(join(project, 'workflow.ts'), workflow);
      writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(tsconfig));
      npm(['install', join(outside, packed.filename), `node@${node}`], project);
      const bin = join(project, 'node_modules', '.bin');
      const env = { ...process.env, PATH: `${bin}:${process.env['PATH']}`, NO_COLOR: '1' };
      const npx = (...args: string[]): string => execFileSync('npx', args, { cwd: project, env, encoding: 'utf8' });

      execFileSync(join(repository, 'node_modules/.bin/tsc'), ['-p', project], { stdio: 'inherit' });
      const sandbox =
        "import { startS3 } from 'clew/testing'; const s3 = await startS3(); console.log(typeof s3.port); await s3.close();";
      expect(npx('node', '--input-type=module', '--eval', sandbox)).toBe('number\n');
      expect(npx('node', '--version')).toMatch(new RegExp(`^v${node}\\b`));
      const done = JSON.parse(npx('run-workflow', 'workflow.ts', 'Count', '--json')) as {
        output: number;
        outputIds: [string];
      };
      expect(done.output).toBe(4);
      const again = JSON.parse(npx('run-workflow', 'workflow.ts', 'Count', '--json')) as { counts: { cached: number } };
      expect(again.counts.cached).toBe(2);
      const trace = npx('clew', 'bt', done.outputIds[0]);
      expect(trace).toContain('Count() at workflow.ts:');
      expect(trace).toContain('Words(text="the ball of thread") at workflow.ts:');
      expect(readdirSync(project)).toContain('.clew');
    });
  });
});
