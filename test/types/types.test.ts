import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';

const here = import.meta.dirname;
const bin = join(here, '../../node_modules/.bin');
const cases = join(here, 'cases');

interface Diagnostic {
  readonly file: string;
  readonly line: number;
  text: string;
}

/** What the compiler says about all cases, in one go. */
function compile(): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const line of output().split('\n')) {
    const match = /^(?:.*\/)?([\w.-]+)\((\d+),\d+\): error (.*)$/.exec(line);
    if (match) found.push({ file: match[1]!, line: Number(match[2]), text: match[3]! });
    else if (line.startsWith(' ') && found.length > 0) found.at(-1)!.text += `\n${line}`;
    else if (line.trim() !== '') found.push({ file: '(the compiler)', line: 0, text: line });
  }
  return found;
}

function output(): string {
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` };
  try {
    return execFileSync(join(bin, 'tsc'), ['-p', here, '--pretty', 'false'], { encoding: 'utf8', env });
  } catch (error) {
    // It ends with 2 when there are diagnostics.
    return String((error as { stdout?: unknown }).stdout);
  }
}

/** The lines after a comment `// error: words`, with the words. */
function marks(file: string): Map<number, string> {
  const lines = readFileSync(join(cases, file), 'utf8').split('\n');
  return new Map(
    lines.flatMap((line, index) => {
      const words = /^\s*\/\/ error: (.+)$/.exec(line)?.[1];
      return words === undefined ? [] : [[index + 2, words] as const];
    }),
  );
}

let diagnostics: Diagnostic[] = [];
beforeAll(() => {
  diagnostics = compile();
}, 120_000);

const files = readdirSync(cases);

describe.each(files)('type errors of the compiler: cases/%s', (file) => {
  const marked = marks(file);

  it('accepts correct uses', () => {
    const unexpected = diagnostics.filter((found) => found.file === file && !marked.has(found.line));
    expect(unexpected.map(({ line, text }) => `${file}:${line} ${text}`)).toEqual([]);
  });

  if (marked.size === 0) return;

  it('reports wrong uses in words', () => {
    const missing = [...marked].flatMap(([line, words]) => {
      const said = diagnostics.filter((found) => found.file === file && found.line === line).map(({ text }) => text);
      if (said.some((text) => text.includes(words))) return [];
      return `${file}:${line} should say: ${words}\n  but says: ${said.join('\n') || 'nothing'}`;
    });
    expect(missing).toEqual([]);
  });
});

it('type errors of the compiler occur only in the cases', () => {
  expect(diagnostics.filter(({ file }) => !files.includes(file))).toEqual([]);
});

it('type errors of the compiler are expected in every file of cases', () => {
  const silent = files.filter((file) => marks(file).size === 0);
  expect(silent.sort()).toEqual(['right.ts', 'tasks.ts']);
});
