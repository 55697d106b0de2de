import { globSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { npm, packPackage } from '../support/package.ts';
import { makeProject } from '../support/project.ts';
import { sizeBudget } from './size-budget.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const hook = new URL('../support/loaded-files.mjs', import.meta.url).href;
const outside = mkdtempSync(join(tmpdir(), 'clew-size-'));
afterAll(() => rmSync(outside, { recursive: true, force: true }));

interface Part {
  readonly name: string;
  readonly size: number;
}

const sumOf = (parts: readonly Part[]): number => parts.reduce((sum, { size }) => sum + size, 0);
const readable = (size: number): string => size.toLocaleString('en').replaceAll(',', ' ');

/** Fails with the excess and the biggest parts. */
function expectWithin(name: keyof typeof sizeBudget, size: number, parts: readonly Part[]): void {
  const budget = sizeBudget[name];
  const biggest = parts.toSorted((a, b) => b.size - a.size).slice(0, 15);
  const rows = biggest.map((one) => `${readable(one.size).padStart(12)}  ${one.name}`);
  expect(
    size,
    `${name}: ${readable(size)}, which is ${readable(size - budget)} more than test/package/size-budget.ts allows. The biggest:\n${rows.join('\n')}\n`,
  ).toBeLessThanOrEqual(budget);
}

/** Gives the files that a program loads from its start to its end, each with its gzipped size. */
async function loadedBy(args: readonly string[]): Promise<Part[]> {
  const project = makeProject({
    'workflow.ts': `
import { Task } from 'clew';

@Task()
export class Answer {
  run() { return 42; }
}`,
  });
  const [program, ...rest] = args;
  const words = program!.startsWith('-') ? args : [project.program(program!), ...rest];
  const { code, stderr } = await project.startFile('--import', [hook, ...words], {
    env: { LOADED_FILES: project.path('loaded.json') },
  }).ended;
  expect(code, stderr).toBe(0);
  const urls = JSON.parse(project.read('loaded.json')) as string[];
  const files = urls.map((url) => fileURLToPath(url)).filter((file) => !file.startsWith(project.folder));
  return files.map((file) => ({
    name: file.replace(/^.*\/node_modules\//, ''),
    size: gzipSync(readFileSync(file), { level: 9 }).length,
  }));
}

describe('size of the package', () => {
  it('is within the budget: the tarball', { timeout: 60_000 }, () => {
    const { size, unpackedSize, files } = packPackage(outside);
    const parts = files.map((file) => ({ name: file.path, size: file.size }));
    expectWithin('tarball', size, parts);
    expectWithin('tarball, unpacked', unpackedSize, parts);
    expectWithin('number of files in the tarball', files.length, parts);
  });

  it('is within the budget: what is installed with it', { timeout: 60_000 }, () => {
    const { unpackedSize } = packPackage(outside);
    const [, ...folders] = npm(['ls', '--all', '--omit=dev', '--parseable'], repository).trim().split('\n');
    const parts = folders.map((folder) => ({
      name: relative(join(repository, 'node_modules'), folder),
      // A package inside of another one is a line of its own.
      size: globSync('**', { cwd: folder, exclude: (name) => name === 'node_modules' })
        .map((file) => statSync(join(folder, file)))
        .filter((entry) => entry.isFile())
        .reduce((sum, entry) => sum + entry.size, 0),
    }));
    expect(parts.map(({ name }) => name)).toContain('oxc-transform');
    const all = [...parts, { name: 'clew', size: unpackedSize }];
    expectWithin('installed with its dependencies', sumOf(all), all);
  });

  it.each([
    ["loaded by import 'clew', gzipped", ['--input-type=module', '--eval', "import 'clew'"]],
    ["loaded by import 'clew/testing', gzipped", ['--input-type=module', '--eval', "import 'clew/testing'"]],
    ['loaded by clew --version, gzipped', ['clew', '--version']],
    ['loaded by clew runs, gzipped', ['clew', 'runs']],
    ['loaded by run-workflow --version, gzipped', ['run-workflow', '--version']],
    ['loaded by run-workflow workflow.ts, gzipped', ['run-workflow', 'workflow.ts']],
  ] as const)('is within the budget: what is %s', async (name, args) => {
    const parts = await loadedBy(args);
    expect(parts.length).toBeGreaterThan(2);
    expectWithin(name, sumOf(parts), parts);
  });
});
