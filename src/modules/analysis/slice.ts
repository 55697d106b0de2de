import { chosen, isQuiet, linkOf, summaryOf } from './links.ts';
import type { Part, StatementSummary } from './summary.ts';

/** The names of a module that some parts refer to, the choices in them made. */
export interface References {
  readonly locals: ReadonlySet<string>;
  readonly parts: readonly Part[];
}

const slices = new Map<string, ReadonlySet<number>>();
const effects = new Map<string, readonly number[]>();
const indexes = new Map<string, Index>();

/** An index of the statements that declare and change a module's names. */
interface Index {
  readonly declares: ReadonlyMap<string, readonly number[]>;
  readonly changes: ReadonlyMap<string, readonly number[]>;
}

/** Parts without choices. */
export function flat(file: string, parts: readonly Part[]): Exclude<Part, { readonly of: unknown }>[] {
  return parts.flatMap((part) => (typeof part === 'object' && 'of' in part ? flat(file, chosen(file, part)) : [part]));
}

/** Gives the statements of a module that do something when it is evaluated, other than declaring. */
export function effectsIn(file: string): readonly number[] {
  let known = effects.get(file);
  if (!known) {
    const { statements } = summaryOf(file);
    known = statements.flatMap((statement, i) => (isQuiet(file, statement.effects) ? [] : [i]));
    effects.set(file, known);
  }
  return known;
}

/** Packages that are imported for what they do. */
export function barePackages(file: string): string[] {
  return summaryOf(file).bare.filter((specifier) => linkOf(file, { specifier, kind: 'import' }).kind === 'package');
}

/** The start of a root that is a property of the default export. */
const ofDefault = 'default.';

/**
 * Gives the statements that some names of a module's top level reach: those that declare them or change their values,
 * and so on for what is referred to there. Effects of the module are always among them.
 */
export function sliceOf(file: string, roots: readonly string[]): ReadonlySet<number> {
  const key = `${file}\0${roots.join('\0')}`;
  let known = slices.get(key);
  if (!known) slices.set(key, (known = findSlice(file, roots)));
  return known;
}

function findSlice(file: string, roots: readonly string[]): ReadonlySet<number> {
  const { statements } = summaryOf(file);
  const index = indexOf(file);
  const found = new Set(withoutDefault(file, effectsIn(file), roots));
  const names = new Set<string>();
  for (const root of roots) {
    if (root.startsWith(ofDefault)) for (const name of localsIn(file, partsOfRoot(file, root))) names.add(name);
    else names.add(root);
  }
  const add = (name: string): void => {
    for (const at of [...(index.declares.get(name) ?? []), ...(index.changes.get(name) ?? [])]) found.add(at);
  };
  for (const name of names) add(name);
  // Iterating over a set includes items added meanwhile.
  for (const at of found) {
    for (const name of localsIn(file, statements[at]!.parts)) {
      if (names.has(name)) continue;
      names.add(name);
      add(name);
    }
  }
  return found;
}

/** Settings are no code but for those of their properties that are. */
function withoutDefault(file: string, statements: readonly number[], roots: readonly string[]): readonly number[] {
  if (!roots.some((root) => root.startsWith(ofDefault))) return statements;
  const all = summaryOf(file).statements;
  return statements.filter((at) => !all[at]!.declares.includes('*default'));
}

/** Gives the parts of a property of the default export, from a root such as `default.codecs`. */
export function partsOfRoot(file: string, root: string): readonly Part[] {
  const name = root.slice(ofDefault.length);
  const { properties } = summaryOf(file);
  return root.startsWith(ofDefault) && properties && Object.hasOwn(properties, name) ? properties[name]! : [];
}

function localsIn(file: string, parts: readonly Part[]): string[] {
  return flat(file, parts).flatMap((part) => (typeof part === 'object' && 'local' in part ? [part.local] : []));
}

function indexOf(file: string): Index {
  let known = indexes.get(file);
  if (!known) {
    const { statements } = summaryOf(file);
    known = { declares: byName(statements, 'declares'), changes: byName(statements, 'changes') };
    indexes.set(file, known);
  }
  return known;
}

function byName(statements: readonly StatementSummary[], key: 'declares' | 'changes'): Map<string, number[]> {
  const found = new Map<string, number[]>();
  statements.forEach((statement, at) => {
    for (const name of statement[key]) found.set(name, [...(found.get(name) ?? []), at]);
  });
  return found;
}
