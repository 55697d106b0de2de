import { digestOf } from '../values/digest.ts';
import { type Goal, type Parsed, identityOfTokens, parseText } from './analysis/syntax.ts';

export type { Goal } from './analysis/syntax.ts';

/** The part of some JavaScript that runs. */
export interface Bare {
  /** The JavaScript with blanks for comments, so that everything stands where it stood. */
  readonly code: string;
  /**
   * The same for texts that differ in comments and whitespace alone. What the parser doesn't know counts as it is
   * written.
   */
  readonly identity: string;
  /** The parsed text; undefined if the parser doesn't understand it. */
  readonly parsed: Parsed | undefined;
}

export function bare(code: string, goal: Goal): Bare {
  const parsed = parseText(code, goal);
  if (!parsed) return { code, identity: digestOf(`text ${code}`), parsed };
  return { code: withoutComments(parsed), identity: identityOfTokens(parsed), parsed };
}

function withoutComments({ text, comments }: Parsed): string {
  const parts: string[] = [];
  let end = 0;
  for (const { start, end: to } of comments) {
    parts.push(text.slice(end, start), text.slice(start, to).replace(/[^\r\n\u2028\u2029]/g, ' '));
    end = to;
  }
  return end === 0 ? text : [...parts, text.slice(end)].join('');
}
