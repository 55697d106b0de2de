import type { Options } from 'acorn';
import { digestOf } from '../values/digest.ts';
import { ownRequire } from './own.ts';

type Acorn = typeof import('acorn');

/** How Node takes a file; `either`: its own syntax decides, as Node tries it. */
export type Goal = 'module' | 'commonjs' | 'either';

/** What of some JavaScript runs. */
export interface Bare {
  /** The JavaScript with blanks for comments, so that everything stands where it stood. */
  readonly code: string;
  /**
   * The same for texts that differ in comments and whitespace alone: a digest of the tokens, with a semicolon wherever
   * the end of a line stands for one. Nothing else in the grammar depends on the end of a line, so that equal tokens
   * mean equal programs. What the parser doesn't know counts as it is written.
   */
  readonly identity: string;
}

export function bare(code: string, goal: Goal): Bare {
  // Loaded here and not above: a warm cache never needs it.
  const acorn = ownRequire('acorn') as Acorn;
  const goals = goal === 'either' ? (['commonjs', 'module'] as const) : [goal];
  for (const sourceType of goals) {
    try {
      return parse(acorn, code, sourceType);
    } catch {
      // Node itself says in better words what is wrong with it, if anything is.
    }
  }
  return { code, identity: digestOf(`text ${code}`) };
}

function parse(acorn: Acorn, code: string, sourceType: 'module' | 'commonjs'): Bare {
  const tokens: string[] = [];
  const parts: string[] = [];
  let end = 0;
  const options: Options = {
    ecmaVersion: 'latest',
    sourceType,
    onToken({ type, start, end: to }) {
      const text = code.slice(start, to);
      // In a template, the end of a line is one character however the file has it.
      tokens.push(type === acorn.tokTypes['template'] ? text.replace(/\r\n?/g, '\n') : text);
    },
    onInsertedSemicolon: () => tokens.push(';'),
    onComment(_isBlock, _text, start, to) {
      parts.push(code.slice(end, start), code.slice(start, to).replace(/[^\r\n\u2028\u2029]/g, ' '));
      end = to;
    },
  };
  acorn.parse(code, options);
  return {
    code: end === 0 ? code : [...parts, code.slice(end)].join(''),
    identity: digestOf(`${sourceType} ${JSON.stringify(tokens)}`),
  };
}
