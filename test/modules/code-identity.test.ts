import fc from 'fast-check';
import { parseAst } from 'rolldown/parseAst';
import { describe, expect, test } from 'vitest';
import { bare } from '../../src/modules/code-identity.ts';
import { compile } from '../../src/modules/compile.ts';
import { settingsFor } from '../../src/modules/transform.ts';
import { tsconfigOf } from '../../src/modules/tsconfig.ts';

type Goal = 'module' | 'commonjs';

/** What another parser makes of it, without places; undefined where it finds it wrong. */
function meaning(code: string, goal: Goal, lang: 'js' | 'ts' = 'js'): string | undefined {
  try {
    return JSON.stringify(parseAst(code, { lang, sourceType: goal }), (key, value) => {
      if (key === 'start' || key === 'end' || key === 'hashbang') return undefined;
      return typeof value === 'bigint' ? `${value}n` : value;
    });
  } catch {
    return undefined;
  }
}

const identity = (code: string, goal: Goal = 'module'): string => bare(code, goal).identity;
/** A name that is declared twice, say, is for one parser wrong and for the other not: such code counts as it is written. */
const isKnown = (code: string, goal: Goal): boolean => identity(code, goal) === identity(`${code}//`, goal);

/** Everything in which a comment, a blank or the end of a line may mean something. */
const statements = [
  'a = b / c / d',
  'a = b / /c[/*]/g.source',
  'if (a) /re\\/"`/.test(b)',
  'x = a++ / 2; y = (a) / b / g',
  'f`one ${a /* in */ + `two ${{ b: 1 }.b}`} // no comment`',
  'a = `/* not */ \\`${"}"}\\u0041`',
  's = "// not /* a \\" comment"; t = \'it\\\'s\'',
  'function f() { return /* r */ a }',
  'function* g() { yield /x/; yield\na }',
  'a\n++b',
  'a\nb',
  'let q = 1\n;[a, b] = [b, a]',
  'do a(); while (b) c()',
  'for (const k of [1,2]) { if (k) continue\nbreak }',
  'outer: for (;;) { break outer }',
  'class A { static x = 1\n#p = 2; get\ny() { return this.#p } static async *z() {} static { a() } }',
  'class B { async\nx() {} }',
  'const arrow = async (x) => ({ x })',
  'const o = { a, get b() { return 1 }, async c() {}, "d": 1, [e]: 2, ...r }',
  'throw new Error("x")',
  'a ??= b?.c ?? d?.[0]',
  'n = 1_000 + .5 + 0x1F + 10n; m = 1..toString()',
  'a = b ? c : d ? e : f',
  'x = +a + +b - -c - --d',
  'x = typeof a\nvoid b',
  'var async\nasync\nfunction h() {}',
  'if (a) b\nelse c',
  'switch (a) { case 1: b; default: c }',
  'try { a } catch { b } finally { c }',
  '"use strict"',
  'x = a < !b; y = a-- > b',
  '(function () { "use strict"; return this })()',
  '(() => {})()\n',
  'a = b\n(c)',
  'new.target',
  'x = y =>\n{ }',
];
const modular = [
  'import d, { n as m } from "./a.js"',
  'import j from "./j.json" with { type: "json" }',
  'export default class {}',
  'var v; export { v as "b c" }',
  'await a\nawait /x/.exec(b)',
  'const u = import.meta.url; import("./late.js")',
];
const sloppy = ['a <!-- b\n', 'x\n--> y\n', 'with (a) b', 'return\na', 'await / b / c', 'let\nx'];

const program = (goal: Goal): fc.Arbitrary<string> =>
  fc
    .array(
      fc.tuple(
        fc.constantFrom(...statements, ...(goal === 'module' ? modular : sloppy)),
        fc.constantFrom('\n', ';', ' ;\n', '\r\n', ' // end\n', ' /* end */;'),
      ),
      { minLength: 1, maxLength: 4 },
    )
    .map((parts) => parts.flat().join(''))
    .filter((code) => meaning(code, goal) !== undefined && isKnown(code, goal));

const typed = [
  "import { Param, From, type Output } from 'clew';",
  "import { Load, Kind } from './load.ts';",
  'interface Shape { side: number; kind?: Kind }',
  "@Task({ retries: 2 }) export class Fit { @Param({ doc: 'x' }) day!: Date; @Param() shape?: Shape; @From(Load) rows!: Output<Load>; constructor(private readonly s: Store) {} run(): Promise<number> { return this.rows as any } }",
  'export const f = <T extends Shape>(a: T[], b = a satisfies unknown) => (b as T[])!.map((x): string => `${x.side /* it */}//`);',
  'export enum Color { Red = 1, Green = Red << 1, Blue = "b".length }',
  'namespace N { export const n = 1 / 2 / 3; }',
  'declare module "x" { const y: string }',
  'abstract class A<T> { abstract a: T; declare b: string; static #c?: RegExp = /[/*]+/; accessor d = 1; readonly e = <T>1; }',
  'function g(this: void, a?: number, ...rest: readonly string[]): asserts a is number {}',
  'type U = typeof import("./late.ts"); export type { U };',
  'const o = { /* first */ a: 1, /** b */ get b(): number { return 1 /* one */ }, // last\n };',
];

const settings = settingsFor('w.ts', tsconfigOf('/none/w.ts').emit, true);
const identityOfTyped = (code: string): string => compile('/none/w.ts', code, settings).identity;

const gap = fc.constantFrom(
  ' ',
  '\t',
  '\n',
  '\r\n',
  '\u2028',
  '\u00a0',
  '/**/',
  '/* a\nb */',
  '/* `${"\' */',
  '// x\n',
);
const gaps = fc.array(fc.tuple(fc.nat(), gap), { minLength: 1, maxLength: 3 });

function withGaps(code: string, at: readonly (readonly [number, string])[]): string {
  return at.reduce((text, [place, blank]) => {
    const index = place % (text.length + 1);
    return text.slice(0, index) + blank + text.slice(index);
  }, code);
}

const character = fc.constantFrom(
  ...'/*`\'"${}()[]\\;+-<>!=.,#\n\r ab1 \u2028'.split(''),
  '//',
  '/*',
  '*/',
  '<!--',
  '-->',
);

describe.each<Goal>(['module', 'commonjs'])('identity of code of a %s', (goal) => {
  test('changes with whitespace and comments only where they change the meaning', () => {
    fc.assert(
      fc.property(program(goal), gaps, (code, at) => {
        const edited = withGaps(code, at);
        const isSame = meaning(code, goal) === meaning(edited, goal);
        expect(identity(edited, goal) === identity(code, goal)).toBe(isSame);
      }),
      { numRuns: 1000 },
    );
  });

  test('differs for programs with different meanings, whatever the edit', () => {
    fc.assert(
      fc.property(program(goal), fc.nat(), fc.nat(3), character, (code, at, length, text) => {
        const index = at % (code.length + 1);
        const edited = code.slice(0, index) + text + code.slice(index + length);
        if (identity(edited, goal) !== identity(code, goal)) return;
        expect(meaning(edited, goal)).toBe(meaning(code, goal));
      }),
      { numRuns: 2000 },
    );
  });

  test('is that of the code without comments, which keeps its meaning and positions', () => {
    fc.assert(
      fc.property(program(goal), (code) => {
        const { code: blank, identity: same } = bare(code, goal);
        expect(meaning(blank, goal)).toBe(meaning(code, goal));
        expect(identity(blank, goal)).toBe(same);
        expect(blank).toHaveLength(code.length);
        expect(blank.split(/\r\n|[\n\r\u2028\u2029]/)).toHaveLength(code.split(/\r\n|[\n\r\u2028\u2029]/).length);
      }),
      { numRuns: 1000 },
    );
  });
});

test('identity of code of TypeScript does not change with comments and whitespace that change nothing', () => {
  const statement = fc.subarray(typed, { minLength: 1 }).map((lines) => lines.join('\n'));
  fc.assert(
    fc.property(statement, gaps, (code, at) => {
      const edited = withGaps(code, at);
      const same = meaning(code, 'module', 'ts');
      fc.pre(same !== undefined && meaning(edited, 'module', 'ts') === same);
      expect(identityOfTyped(edited)).toBe(identityOfTyped(code));
    }),
    { numRuns: 500 },
  );
});
