import { isBuiltin } from 'node:module';
import { isTypeScript } from '../candidates.ts';
import { readModule } from '../read.ts';
import { resolveImport, type Resolved } from '../resolve.ts';
import { isNodeValueCall } from './builtins.ts';
import {
  anyName,
  type Callee,
  type Choice,
  type ClewRole,
  type Effects,
  type ModuleSummary,
  type Part,
  type Specifier,
  type Target,
} from './summary.ts';

/** The final origin of a name. */
export type Origin =
  | { readonly kind: 'clew'; readonly path: readonly string[] }
  | { readonly kind: 'node'; readonly specifier: string; readonly path: readonly string[] }
  | { readonly kind: 'local'; readonly file: string; readonly name: string; readonly path: readonly string[] }
  /** A package, or code whose exports only running it can tell. */
  | { readonly kind: 'unknown' }
  /** A name that no existing module exports. */
  | { readonly kind: 'missing' };

const links = new Map<string, Map<string, Resolved>>();
const quiet = new Map<string, boolean>();
const loud = new Map<string, ReadonlySet<string>>();

export const summaryOf = (file: string): ModuleSummary => readModule(file).summary;

/** Gives the module that a specifier in a file stands for. */
export function linkOf(file: string, { specifier, kind }: Specifier): Resolved {
  let known = links.get(file);
  if (!known) links.set(file, (known = new Map()));
  const key = `${kind === 'require' ? 'require' : 'import'} ${specifier}`;
  let link = known.get(key);
  if (!link) {
    // Imports that the transformer adds are Clew's.
    const isHelper = isTypeScript(file) && specifier.startsWith('@oxc-project/runtime/');
    known.set(key, (link = isHelper ? { kind: 'given' } : resolveImport(specifier, file, kind)));
  }
  return link;
}

/** Finds the origin of a name of a module's top level, through re-exports and aliases. */
export function originOf(file: string, target: Target): Origin {
  const origin = makerOf(file, target);
  // Something made by Clew's functions is no part of Clew.
  const isMade = origin.kind === 'clew' && origin.path.includes('()');
  return isMade ? localOrigin(file, target, new Set(), false) : origin;
}

/**
 * Does the same as {@link originOf}, except that something made by one of Clew's functions originates in that function.
 */
const makerOf = (file: string, target: Target): Origin => localOrigin(file, target, new Set(), true);

function localOrigin(file: string, { root, path }: Target, seen: Set<string>, throughCalls: boolean): Origin {
  const { bindings, aliases } = summaryOf(file);
  const key = `${file}\0${root}`;
  if (seen.has(key)) return { kind: 'unknown' };
  seen.add(key);
  const binding = Object.hasOwn(bindings, root) ? bindings[root] : undefined;
  if (binding) return importedOrigin(file, binding, binding.name, path, seen, throughCalls);
  const alias = Object.hasOwn(aliases, root) ? aliases[root] : undefined;
  const isCall = alias?.path.includes('()') ?? false;
  if (!alias || (isCall && !throughCalls)) return { kind: 'local', file, name: root, path };
  const origin = localOrigin(file, { root: alias.root, path: [...alias.path, ...path] }, seen, throughCalls);
  // The result of a call is only known for Clew's own functions.
  return origin.kind === 'clew' || !isCall ? origin : { kind: 'local', file, name: root, path };
}

function importedOrigin(
  file: string,
  from: Specifier,
  name: string,
  path: readonly string[],
  seen: Set<string>,
  throughCalls: boolean,
): Origin {
  const link = linkOf(file, from);
  const whole = name === '*' ? path : [name, ...path];
  if (link.kind === 'given') {
    if (isBuiltin(from.specifier))
      return { kind: 'node', specifier: from.specifier.replace(/^node:/, ''), path: whole };
    return from.specifier.startsWith('@oxc-project/runtime/') ? { kind: 'unknown' } : { kind: 'clew', path: whole };
  }
  if (link.kind !== 'file') return { kind: 'unknown' };
  const [first, ...rest] = whole;
  return first === undefined ? { kind: 'unknown' } : exportedOrigin(link.file, first, rest, seen, throughCalls);
}

function exportedOrigin(
  file: string,
  name: string,
  path: readonly string[],
  seen: Set<string>,
  throughCalls: boolean,
): Origin {
  const { exports, stars, goal } = summaryOf(file);
  const target = Object.hasOwn(exports, name) ? exports[name] : undefined;
  if (target) {
    if ('local' in target) return localOrigin(file, { root: target.local, path }, seen, throughCalls);
    return importedOrigin(file, { specifier: target.specifier, kind: 'import' }, target.name, path, seen, throughCalls);
  }
  if (goal !== 'module') return { kind: 'unknown' };
  const key = `${file}\0*${name}`;
  if (seen.has(key)) return { kind: 'missing' };
  seen.add(key);
  const origins = (name === 'default' ? [] : stars).map((specifier) =>
    importedOrigin(file, { specifier, kind: 'import' }, name, path, seen, throughCalls),
  );
  // Modules outside the project aren't asked what they export: the name is theirs if nothing else exports it.
  return (
    origins.find(({ kind }) => kind === 'local') ??
    origins.find(({ kind }) => kind === 'unknown') ??
    origins.find(({ kind }) => kind !== 'missing') ?? { kind: 'missing' }
  );
}

const roles: Readonly<Record<string, ClewRole>> = {
  From: 'input',
  FromEach: 'input',
  FromIf: 'input',
  Task: 'task',
  Workflow: 'task',
  Param: 'param',
  Register: 'plain',
};

/** Gives the role that all the targets have for Clew; undefined if one isn't Clew's, or their roles differ. */
export function roleOf(file: string, targets: readonly Target[]): ClewRole | undefined {
  const found = new Set(
    targets.map((target) => {
      const origin = originOf(file, target);
      return origin.kind === 'clew' ? roles[origin.path[0] ?? ''] : undefined;
    }),
  );
  return found.size === 1 ? [...found][0] : undefined;
}

/** Gives the parts of a choice that hold in a file. */
export function chosen(file: string, { of, cases, otherwise }: Choice): readonly Part[] {
  const role = roleOf(file, of);
  return cases.find(([one]) => one === role)?.[1] ?? otherwise;
}

/**
 * Tells whether effects, in the end, do nothing but give values. `ofAccessor`: the properties that the accessor reads
 * in turn are checked separately.
 */
export function isQuiet(
  file: string,
  effects: Effects,
  seen: ReadonlySet<string> = new Set(),
  ofAccessor = false,
): boolean {
  if (effects === null) return false;
  return effects.every((one) =>
    'reads' in one ? ofAccessor || isQuietAccess(file, one.reads) : isQuietCall(file, one, seen, ofAccessor),
  );
}

/** Tells whether no getter or setter of these names does anything, among the objects that the module can have got. */
function isQuietAccess(file: string, names: readonly string[]): boolean {
  const loud = loudNames(file);
  return loud.size === 0 || !(loud.has(anyName) || names.some((name) => name === anyName || loud.has(name)));
}

/**
 * Gives the names of accessors that do something: those of a module, and of the modules where its imports are declared.
 */
function loudNames(file: string): ReadonlySet<string> {
  let known = loud.get(file);
  if (!known) {
    const makers = new Set([file]);
    for (const root of Object.keys(summaryOf(file).bindings)) {
      const origin = originOf(file, { root, path: [] });
      if (origin.kind === 'local') makers.add(origin.file);
    }
    loud.set(file, (known = new Set([...makers].flatMap(loudAccessors))));
  }
  return known;
}

function loudAccessors(file: string): string[] {
  const all = Object.entries(summaryOf(file).accessors);
  const found = new Set(all.flatMap(([name, effects]) => (isQuiet(file, effects, undefined, true) ? [] : [name])));
  const reads = (effects: Effects): readonly string[] =>
    (effects ?? []).flatMap((one) => ('reads' in one ? one.reads : []));
  // Adds accessors that use ones already found.
  for (let size = -1; size !== found.size;) {
    size = found.size;
    if (size > 0)
      for (const [name, effects] of all)
        if (reads(effects).some((one) => one === anyName || found.has(one) || found.has(anyName))) found.add(name);
  }
  return [...found];
}

function isQuietCall(file: string, callee: Callee, seen: ReadonlySet<string>, ofAccessor: boolean): boolean {
  const origin = makerOf(file, callee);
  if (origin.kind === 'clew') return true;
  if (origin.kind === 'node') return isNodeValueCall(origin.specifier, origin.path);
  if (origin.kind !== 'local' || origin.path.length > 1) return false;
  const name = [origin.name, ...origin.path].join('.');
  const key = `${origin.file}\0${name}\0${callee.calls}\0${ofAccessor}`;
  // Recursion adds no effects.
  if (seen.has(key)) return true;
  const known = quiet.get(key);
  if (known !== undefined) return known;
  const { functions } = summaryOf(origin.file);
  const found = Object.hasOwn(functions, name) ? functions[name]! : undefined;
  const effects = found && (callee.calls === 2 ? found.result : found.call);
  const answer = effects !== undefined && isQuiet(origin.file, effects, new Set([...seen, key]), ofAccessor);
  if (seen.size === 0) quiet.set(key, answer);
  return answer;
}

/** Tells whether a value made by the target may remember what happened before. */
export function makesState(file: string, target: Target): boolean {
  const origin = makerOf(file, target);
  if (origin.kind === 'clew' || origin.kind === 'node') return false;
  if (origin.kind !== 'local' || origin.path.length > 1) return true;
  const { functions } = summaryOf(origin.file);
  const name = [origin.name, ...origin.path].join('.');
  return Object.hasOwn(functions, name) ? functions[name]!.remembers : true;
}
