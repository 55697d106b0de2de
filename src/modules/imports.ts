import { parse } from 'es-module-lexer/js';
import type { ModuleSummary, Specifier } from './analysis/summary.ts';
import { opaqueSummary, summarizeAs } from './analysis/summarize.ts';
import { namesOf } from './analysis/scope.ts';
import type { Parsed } from './analysis/syntax.ts';
import type { Entry } from './cache.ts';

/**
 * Gives what is to be known of some JavaScript besides its text. `parsed` is undefined where the parser doesn't
 * understand it; `printed`: the same code, where the tokens are to be taken from that.
 */
export function describe(
  javascript: string,
  parsed: Parsed | undefined,
  printed?: Parsed,
): Pick<Entry, 'imports' | 'esm' | 'summary'> {
  const summary = parsed ? summarizeAs(parsed, printed) : opaqueSummary(javascript, lexedImports(javascript));
  const imports = [...new Set(summary.imports.map(({ specifier }) => specifier))];
  return { imports, esm: isEsm(parsed, summary), summary };
}

const commonjs = new Set(['require', 'module', 'exports', '__dirname', '__filename']);

/** Tells whether it can only be an ES module. */
function isEsm(parsed: Parsed | undefined, { goal, imports }: ModuleSummary): boolean {
  if (!parsed) return imports.length > 0;
  return goal === 'module' || ![...namesOf(parsed.program).globals.values()].some((name) => commonjs.has(name));
}

/** Gives the static imports of a text that the parser doesn't understand. */
function lexedImports(javascript: string): Specifier[] {
  try {
    const [imports] = parse(javascript);
    return imports.flatMap((found) => {
      if (found.type === 'dynamic' && found.glob) return [];
      return found.specifier ? [{ specifier: found.specifier, kind: 'import' as const }] : [];
    });
  } catch {
    // JavaScript that Node itself will refuse, in better words, when it loads it.
    return [];
  }
}
