import type { Dependencies, FileKind } from './dependencies.ts';

/** One thing that is not what it was when a component run used it. */
export interface DependencyChange {
  readonly kind: 'module' | 'package' | 'resolution' | 'file' | 'variable' | 'unknown';
  /** The path, the name of a package or of a variable, an import; of `unknown` a sentence. */
  readonly name: string;
  /** `new` and `gone`: it wasn't there then, or isn't there now. Of two component runs: used by only one of them. */
  readonly change: 'changed' | 'new' | 'gone' | 'only-now' | 'only-before';
  /** The way that a file was looked at; only for files. */
  readonly access?: FileKind;
  /** The versions of a package, before and now; only if they differ. */
  readonly from?: string;
  readonly to?: string;
}

/** The name of the folder that a program is started in. */
export const workingDirectory = 'the working directory';

/** Gives the differences between the dependencies of two component runs. */
export function compareDependencies(before: Dependencies, now: Dependencies): DependencyChange[] {
  return [
    ...compareBy(before.modules, now.modules, ({ path }) => path).map(({ item, old, change }): DependencyChange => {
      return { kind: 'module', name: item.path, change: presence(change, old?.identity, item.identity) };
    }),
    ...compareBy(before.packages, now.packages, ({ folder }) => folder).map(({ item, old, change }) => {
      const [from, to] = [old?.version, item.version];
      const versions = typeof from === 'string' && typeof to === 'string' && from !== to ? { from, to } : {};
      return { kind: 'package', name: item.name, change, ...versions } as const;
    }),
    ...mergeFiles(
      compareBy(before.files, now.files, ({ path, kind }) => `${kind} ${path}`).map(({ item, old, change }) => {
        const { path, kind: access, state } = item;
        const name = access === 'cwd' ? workingDirectory : path;
        return { kind: 'file', name, change: presence(change, old?.state, state), access } as const;
      }),
    ),
    ...compareBy(before.variables, now.variables, ({ name }) => name).map(({ item, old, change }): DependencyChange => {
      return { kind: 'variable', name: item.name, change: presence(change, old?.hash, item.hash) };
    }),
    ...now.unknown.map((name): DependencyChange => ({ kind: 'unknown', name, change: 'changed' })),
  ];
}

/** Tells how one state became another; null and `absent` both mean that nothing was there. */
export function changeOf(before: string | null, now: string | null): 'changed' | 'new' | 'gone' {
  const isNothing = (state: string | null): boolean => state === null || state === 'absent';
  if (isNothing(now)) return 'gone';
  return isNothing(before) ? 'new' : 'changed';
}

function presence(change: Difference<unknown>['change'], old: string | null | undefined, now: string | null) {
  return change === 'changed' ? changeOf(old ?? null, now) : change;
}

/** The most telling way first in which a file can be looked at. */
const accesses: readonly FileKind[] = ['content', 'list', 'glob', 'cwd', 'link', 'stat', 'exists'];

/** Leaves one change of each file: one path may have been looked at in several ways. */
export function mergeFiles(changes: readonly DependencyChange[]): DependencyChange[] {
  const rank = ({ access }: DependencyChange): number => accesses.indexOf(access ?? 'exists');
  const merged = new Map<string, DependencyChange>();
  for (const change of changes) {
    const known = merged.get(change.name);
    if (!known || rank(change) < rank(known)) merged.set(change.name, change);
  }
  return [...merged.values()];
}

interface Difference<T> {
  /** The one that is used now, if there is one. */
  readonly item: T;
  readonly old: T | undefined;
  readonly change: 'changed' | 'only-now' | 'only-before';
}

function compareBy<T>(before: readonly T[], now: readonly T[], keyOf: (item: T) => string): Difference<T>[] {
  const [old, fresh] = [Map.groupBy(before, keyOf), Map.groupBy(now, keyOf)];
  const differences: Difference<T>[] = [];
  for (const [key, items] of fresh) {
    const others = old.get(key);
    if (!others) differences.push({ item: items[0]!, old: undefined, change: 'only-now' });
    else if (JSON.stringify(others) !== JSON.stringify(items))
      differences.push({ item: items[0]!, old: others[0], change: 'changed' });
  }
  for (const [key, items] of old)
    if (!fresh.has(key)) differences.push({ item: items[0]!, old: items[0], change: 'only-before' });
  return differences;
}
