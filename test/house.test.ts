import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

/** From top to bottom: a room imports only from the rooms below it. */
const rooms = ['index', 'cli', 'testing', 'register', 'project', 'config', 'executors', 'scheduler', 'runtime', 'plan', 'lineage', 'storage',
  'authoring', 'modules', 'values', 'errors']; // prettier-ignore

const src = fileURLToPath(new URL('../src', import.meta.url));
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.split(path.sep).join('/'))
  .toSorted();

interface Import {
  readonly file: string;
  readonly line: number;
  /** As it is written. */
  readonly specifier: string;
  /** Below `src`, where it is one of our files. */
  readonly target: string | undefined;
}

const imports: readonly Import[] = files.flatMap(importsOf);

/** Static, dynamic, of types and re-exports; what stands in comments is no import. */
function importsOf(file: string): Import[] {
  const source = readFileSync(path.join(src, file), 'utf8').replaceAll(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, (comment) =>
    comment.replaceAll(/[^\n]/g, ' '),
  );
  const found = source.matchAll(
    /^\s*(?:import|export)\b[^;'"]*?\bfrom\s*'([^']+)'|^\s*import\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm,
  );
  return Array.from(found, (match) => {
    const specifier = match[1] ?? match[2] ?? match[3]!;
    const line = source.slice(0, match.index + match[0].length).split('\n').length;
    const target = specifier.startsWith('.') ? path.posix.join(path.posix.dirname(file), specifier) : undefined;
    return { file, line, specifier, target: target && files.includes(target) ? target : undefined };
  });
}

const roomOf = (file: string): string => file.split('/')[0]!.replace(/\.ts$/, '');
const shown = ({ file, line, specifier }: Import): string => `src/${file}:${line} imports '${specifier}'`;

it('every file is in a room, and every import of ours leads to a file', () => {
  expect(files.length).toBeGreaterThan(100);
  expect(files.filter((file) => !rooms.includes(roomOf(file)))).toEqual([]);
  const lost = imports.filter(
    ({ specifier, target }) => specifier.startsWith('.') && !target && !specifier.endsWith('package.json'),
  );
  expect(lost.map(shown)).toEqual([]);
  // What is counted here would otherwise prove nothing.
  expect(imports.filter(({ target }) => target).length).toBeGreaterThan(300);
});

it('imports go downwards only', () => {
  const upwards = imports.filter(
    ({ file, target }) =>
      target && roomOf(file) !== roomOf(target) && rooms.indexOf(roomOf(target)) < rooms.indexOf(roomOf(file)),
  );
  expect(upwards.map(shown)).toEqual([]);
});

it('typedi is behind one file', () => {
  const users = new Set(imports.filter(({ specifier }) => specifier === 'typedi').map(({ file }) => file));
  expect([...users]).toEqual(['runtime/container.ts']);
});

it('no files import each other in a circle', () => {
  const below = new Map(files.map((file) => [file, [] as string[]]));
  for (const { file, target } of imports) if (target) below.get(file)!.push(target);
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, way: readonly string[]): void => {
    if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file].join(' → '));
    if (way.includes(file) || done.has(file)) return;
    for (const next of below.get(file)!) visit(next, [...way, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  expect(circles).toEqual([]);
});

it('files stay small', () => {
  const sizes = files.map((file) => readFileSync(path.join(src, file), 'utf8').split('\n').length - 1);
  const large = files.filter((_, i) => sizes[i]! > 300);
  expect(large).toEqual([]);
  expect(sizes.toSorted((a, b) => a - b)[Math.floor(sizes.length / 2)]).toBeLessThanOrEqual(100);
});
