import { linkOf, originOf, summaryOf } from './links.ts';
import type { ProgramEffects } from './program-effects.ts';
import { type Extent, holdsState, Reach } from './reach.ts';
import { anyName, type StatementSummary } from './summary.ts';

/** A statement whose functions change variables while tasks run. */
interface Writer {
  readonly file: string;
  readonly statement: StatementSummary;
  /** Imported names whose values it changes; `*` is the whole module. */
  readonly imported: readonly (readonly [file: string, name: string])[];
}

const writers = new Map<string, readonly Writer[]>();

function writersIn(file: string): readonly Writer[] {
  let known = writers.get(file);
  if (!known) {
    known = summaryOf(file).statements.flatMap((statement): Writer[] => {
      const { changesLater, changesImported, changesGlobals } = statement;
      if (changesLater.length + changesImported.length + changesGlobals.length === 0) return [];
      return [{ file, statement, imported: changesImported.flatMap((name) => importedFrom(file, name)) }];
    });
    writers.set(file, known);
  }
  return known;
}

function importedFrom(file: string, root: string): [file: string, name: string][] {
  const origin = originOf(file, { root, path: [] });
  if (origin.kind === 'local') return [[origin.file, origin.name]];
  const { bindings } = summaryOf(file);
  const link = Object.hasOwn(bindings, root) ? linkOf(file, bindings[root]!) : undefined;
  return link?.kind === 'file' ? [[link.file, anyName]] : [];
}

/**
 * The code that may have left something in memory for a task to find: its own, and any other code that changes a
 * variable which the task reaches. It is no part of the task's identity.
 */
export class TaskMemory {
  readonly reach: Reach;
  /** True if something in the task's code outlives a component run. */
  readonly holdsState: boolean;

  constructor(
    entries: readonly (readonly [file: string, extent: Extent])[],
    own: Reach,
    { imports, files, changed }: ProgramEffects,
  ) {
    const all = [...entries];
    const found = new Set<StatementSummary>();
    let reach = own;
    for (let size = -1; size !== found.size;) {
      size = found.size;
      for (const { file, statement } of othersOf(reach, new Set([...files, ...reach.files]))) {
        found.add(statement);
        all.push([file, [...statement.declares, ...statement.changes]]);
      }
      if (found.size > size) reach = new Reach(all, imports);
    }
    this.reach = reach;
    this.holdsState = found.size > 0 || own.files.some((file) => holdsState(file, own.statementsOf(file), changed));
  }

  reaches(file: string, line: number, column: number): boolean {
    const extent = this.reach.extentOf(file);
    if (extent === undefined || extent === 'whole') return extent === 'whole';
    return this.reach.statementsOf(file).some(({ range: [from, left, to, right] }) => {
      const isBehind = line > from || (line === from && column >= left);
      return isBehind && (line < to || (line === to && column < right));
    });
  }
}

/** Statements outside of some code that change variables of it. */
function othersOf(reach: Reach, files: ReadonlySet<string>): Writer[] {
  const reached = new Map(reach.files.map((file) => [file, new Set(reach.statementsOf(file))]));
  const all = [...reached.values()].flatMap((statements) => [...statements]);
  const globals = new Set(all.flatMap((statement) => statement.globals));
  const names = new Map<string, ReadonlySet<string>>();
  const declares = (file: string, name: string): boolean => {
    const statements = reached.get(file);
    if (!statements) return false;
    if (name === anyName || reach.extentOf(file) === 'whole') return true;
    let known = names.get(file);
    if (!known) names.set(file, (known = new Set([...statements].flatMap((statement) => statement.declares))));
    return known.has(name);
  };
  return [...files].flatMap(writersIn).filter(({ file, statement, imported }) => {
    if (reached.get(file)?.has(statement)) return false;
    if (statement.changesLater.some((name) => declares(file, name))) return true;
    if (imported.some(([from, name]) => declares(from, name))) return true;
    return statement.changesGlobals.some((name) =>
      name === anyName ? globals.size > 0 : globals.has(name) || globals.has(anyName),
    );
  });
}
