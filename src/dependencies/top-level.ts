import type { Node } from 'acorn';
import { ownRequire } from '../modules/own-package.ts';
import { readModule } from '../modules/read.ts';
import type { FilePlace } from './call-site.ts';

interface Place {
  readonly line: number;
  readonly column: number;
}

interface Range {
  readonly start: Place;
  readonly end: Place;
}

/** The ranges of each file's functions; undefined where they can't be known. */
const functions = new Map<string, readonly Range[] | undefined>();

/** Tells whether a place runs while its module is evaluated, rather than when one of its functions is called. */
export function isTopLevel({ file, line, column }: FilePlace): boolean {
  if (!functions.has(file)) functions.set(file, functionsIn(file));
  const place = { line, column: column - 1 };
  return !functions.get(file)?.some(({ start, end }) => isBefore(start, place) && isBefore(place, end));
}

const isBefore = (a: Place, b: Place): boolean => a.line < b.line || (a.line === b.line && a.column <= b.column);

function functionsIn(file: string): readonly Range[] | undefined {
  try {
    // Loaded here and not above: few programs need it.
    const acorn = ownRequire('acorn') as typeof import('acorn');
    const { code, source, esm } = readModule(file);
    const sourceType = esm ? 'module' : 'commonjs';
    const ranges: Range[] = [];
    collect(acorn.parse(code ?? source, { ecmaVersion: 'latest', sourceType, locations: true }), ranges);
    return ranges;
  } catch {
    return undefined;
  }
}

/** Functions inside of functions need no mention. */
function collect(value: unknown, ranges: Range[]): void {
  if (Array.isArray(value)) for (const item of value) collect(item, ranges);
  else if (isNode(value)) {
    if (/Function/.test(value.type)) ranges.push((value.body ?? value).loc as Range);
    else for (const inner of Object.values(value)) collect(inner, ranges);
  }
}

type AnyNode = Node & { readonly body?: Node };

const isNode = (value: unknown): value is AnyNode => typeof value === 'object' && value !== null && 'type' in value;
