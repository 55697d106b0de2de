import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transformSync } from 'oxc-transform';
import { afterAll, describe, expect, it } from 'vitest';
import { parsePlace } from '../../src/authoring/source-place.ts';

const folder = mkdtempSync(join(tmpdir(), 'clew-place (é)-'));
// The compiled file finds its helpers as it would in a project.
symlinkSync(join(import.meta.dirname, '../../node_modules'), join(folder, 'node_modules'));
afterAll(() => rmSync(folder, { recursive: true }));

const authoring = (file: string): string => pathToFileURL(join(import.meta.dirname, '../../src/authoring', file)).href;

/** Three types above the class, which the compiled file hasn't, so that its line differs. */
const source = `import { Task } from '${authoring('index.ts')}';
import { noteOf } from '${authoring('notes.ts')}';
interface A {
  a: string;
}
interface B {
  b: A;
}
@Task({ doc: 'found' })
export class Found {
  run(): B | undefined { return undefined; }
}
console.log(JSON.stringify([noteOf(Found)?.place, Error.stackTraceLimit]));
`;

/** What a fresh process says that compiled the source with a map and runs it. */
function placeWith(...flags: string[]): unknown {
  const { code, map } = transformSync('found.ts', source, {
    sourcemap: true,
    decorator: { legacy: true, emitDecoratorMetadata: true },
  });
  const inline = Buffer.from(JSON.stringify({ ...map, sources: [pathToFileURL(join(folder, 'found.ts')).href] }));
  const file = join(folder, 'found.mjs');
  writeFileSync(file, `${code}\n//# sourceMappingURL=data:application/json;base64,${inline.toString('base64')}\n`);
  return JSON.parse(execFileSync(process.execPath, [...flags, file], { encoding: 'utf8' }));
}

describe('source location of a class', () => {
  it('is in the TypeScript file when source maps are enabled', () => {
    expect(placeWith('--enable-source-maps')).toEqual([{ file: join(folder, 'found.ts'), line: 9 }, 10]);
  });

  it('is in the compiled file when source maps are disabled', () => {
    expect(placeWith()).toEqual([{ file: join(folder, 'found.mjs'), line: expect.any(Number) }, 10]);
  });

  it.each([
    ['    at file:///home/ana/flow.ts:3:1', '/home/ana/flow.ts', 3],
    ['    at async file:///home/ana/my%20flow.ts?v=2:3:1', '/home/ana/my flow.ts', 3],
    ['    at Object.<anonymous> (/home/ana/(group)/flow.ts:12:4)', '/home/ana/(group)/flow.ts', 12],
    ['    at /home/ana (old)/flow.ts:12:4', '/home/ana (old)/flow.ts', 12],
    ['    at __decorate (C:\\work\\flow.ts:7:2)', 'C:\\work\\flow.ts', 7],
  ])('is parsed from the stack frame %j', (frame, file, line) => {
    expect(parsePlace(`Error\n${frame}\n    at file:///other.ts:1:1`)).toEqual({ file, line });
  });

  it.each([
    ['Error'],
    ['Error\n    at <anonymous>:1:1'],
    ['Error\n    at eval (eval at start (/home/ana/flow.ts:1:1), <anonymous>:1:1)'],
    ['Error\n    at node:internal/modules/run:3:1'],
    [undefined],
  ])('is unknown for %j', (stack) => {
    expect(parsePlace(stack)).toBeUndefined();
  });
});
