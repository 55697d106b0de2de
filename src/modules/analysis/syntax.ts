import type { AnyNode, Comment, Options, Parser, Program } from 'acorn';
import { digestOf } from '../../values/digest.ts';
import { ownRequire } from '../own-package.ts';

type Acorn = typeof import('acorn');

/** The way Node reads a file; `either`: it tries both, and the file's syntax decides. */
export type Goal = 'module' | 'commonjs' | 'either';

/** A token of a text. The semicolon that the end of a line stands for has no length. */
export interface Token {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** The same for literals that are written in other ways and mean the same: `'a'` and `"a"`, `1000` and `1e3`. */
  readonly word: string;
}

/** A text that the parser knows. */
export interface Parsed {
  readonly text: string;
  readonly program: Program;
  readonly sourceType: 'module' | 'commonjs';
  readonly tokens: readonly Token[];
  readonly comments: readonly Comment[];
}

/** Gives the parsed text; undefined if it is no JavaScript that the parser understands. */
export function parseText(text: string, goal: Goal): Parsed | undefined {
  // Loaded here and not above: a warm cache never needs it.
  const acorn = ownRequire('acorn') as Acorn;
  const goals = goal === 'either' ? (['commonjs', 'module'] as const) : [goal];
  for (const sourceType of goals) {
    try {
      return parse(acorn, text, sourceType);
    } catch {
      // Node itself reports any error in better words.
    }
  }
  return undefined;
}

function parse(acorn: Acorn, text: string, sourceType: 'module' | 'commonjs'): Parsed {
  const tokens: Token[] = [];
  const comments: Comment[] = [];
  const options: Options = {
    ecmaVersion: 'latest',
    sourceType,
    locations: false,
    onToken(token) {
      const { type, start, end, value } = token as typeof token & { readonly value: unknown };
      const slice = text.slice(start, end);
      // In a template, a line ending is one character, whatever the file uses.
      const plain = type === acorn.tokTypes['template'] ? slice.replace(/\r\n?/g, '\n') : slice;
      // A directive only counts without escapes.
      const isText = type === acorn.tokTypes['string'] && !(value === 'use strict' && slice.includes('\\'));
      const isNumber = type === acorn.tokTypes['num'] && typeof value === 'number';
      tokens.push({ start, end, text: plain, word: isText ? JSON.stringify(value) : isNumber ? String(value) : plain });
    },
    onInsertedSemicolon: (at) => void tokens.push({ start: at, end: at, text: ';', word: ';' }),
    onComment: comments,
  };
  const program = parserOf(acorn).parse(text, options);
  return { text, program, sourceType, tokens, comments };
}

let known: typeof Parser | undefined;

/**
 * Gives a parser that doesn't look for names that are declared twice: Node does, and acorn compares each name with all
 * others of its scope, which takes a quarter of a minute in a module of 60 000 functions.
 */
function parserOf({ Parser: Plain }: Acorn): typeof Parser {
  return (known ??= Plain.extend(
    (Base) =>
      class extends (Base as unknown as new (...args: unknown[]) => Parser) {
        declareName(): void {}
        checkLocalExport(): void {}
      } as unknown as typeof Parser,
  ));
}

/**
 * Gives the digest of the tokens, with a semicolon wherever the end of a line stands for one. Nothing else in the
 * grammar depends on the end of a line, so that equal tokens mean equal programs.
 */
export const identityOfTokens = ({ sourceType, tokens }: Parsed): string =>
  digestOf(`${sourceType} ${JSON.stringify(tokens.map(({ text }) => text))}`);

/** Gives the nodes right below one, in the order of the text. */
export function childrenOf(node: AnyNode): AnyNode[] {
  const found: AnyNode[] = [];
  const fields = node as unknown as Record<string, unknown>;
  // Much of the time of an analysis is spent here: this way of walking is the fastest.
  for (const key in fields) {
    const value = fields[key];
    if (typeof value !== 'object' || value === null) continue;
    if (!Array.isArray(value)) {
      if (isNode(value)) found.push(value);
    } else for (const one of value as unknown[]) if (isNode(one)) found.push(one);
  }
  return found;
}

const isNode = (value: unknown): value is AnyNode =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';

/** Calls `visit` for a node and all below it, as long as it doesn't say `false`. */
export function walk(node: AnyNode, visit: (node: AnyNode) => boolean | void): void {
  if (visit(node) === false) return;
  for (const child of childrenOf(node)) walk(child, visit);
}

export const isFunction = (node: AnyNode): boolean =>
  node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression';

/** Gives the name of a property; undefined if only running the code can tell. */
export function nameIn(property: AnyNode, computed: boolean): string | undefined {
  if (property.type === 'Identifier') return computed ? undefined : property.name;
  if (property.type === 'Literal' && typeof property.value === 'string') return property.value;
  if (property.type === 'TemplateLiteral' && property.expressions.length === 0)
    return property.quasis[0]?.value.cooked ?? undefined;
  return undefined;
}
