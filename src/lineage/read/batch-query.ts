import { sanitizeText } from '../sanitize-text.ts';
import { sql, type RawBuilder } from 'kysely';
import type { OutputContent } from '../query-results.ts';
import type { ProcessInfo } from '../entries.ts';
import type { Store } from '../store.ts';
import { madeBy } from './artifacts.ts';
import { lookUp } from './look-up.ts';
import { type ProcessColumns, processColumns, processOf } from './processes.ts';
import { inBatches } from '../../values/in-batches.ts';

type Database = Pick<Store, 'db' | 'dialect'>;

export async function inGroups<Row>(
  ids: readonly string[],
  ask: (ids: readonly string[]) => Promise<Row[]>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const batch of inBatches(ids)) for (const row of await ask(batch)) rows.push(row);
  return rows;
}

/** One row for each id, to look others up by. */
export const asked = (dialect: Store['dialect'], ids: readonly string[]): RawBuilder<unknown> =>
  dialect === 'sqlite'
    ? sql`(select value as id from json_each(${JSON.stringify(ids.map(sanitizeText))})) as asked`
    : sql`unnest(${ids}::text[]) as asked(id)`;

const processes = sql.raw(
  processColumns
    .map((column) => (column.includes(' as ') ? column : `${column} as "${column.split('.')[1]}"`))
    .join(', '),
);

export async function processesOf(
  { db, dialect }: Database,
  componentRuns: readonly string[],
): Promise<ReadonlyMap<string, ProcessInfo>> {
  const run = lookUp(dialect, 'component_run', 'r', sql`r.id = asked.id`);
  const rows = await inGroups(componentRuns, async (ids) => {
    const query = sql<ProcessColumns & { readonly asked: string }>`
      select asked.id as asked, ${processes} from ${asked(dialect, ids)} ${run} join process on process.id = r.process`;
    return (await query.execute(db)).rows;
  });
  return new Map(rows.map((row) => [row.asked, processOf(row)]));
}

interface MadeRow extends OutputContent {
  readonly asked: string;
  readonly name: string;
  readonly node: string | null;
}

/** Several as if they were one. */
function together(rows: readonly MadeRow[]): OutputContent {
  const all = rows.toSorted((a, b) => (a.artifact < b.artifact ? -1 : 1));
  const [codec, digest] = [all.map((one) => one.codec).join(' '), all.map((one) => one.digest).join(' ')];
  return { artifact: all[0]!.artifact, codec, digest };
}

export async function outputsOf(
  { db, dialect }: Database,
  componentRuns: readonly string[],
): Promise<ReadonlyMap<string, OutputContent>> {
  const run = lookUp(dialect, 'component_run', 'r', sql`r.id = asked.id`);
  const made = lookUp(dialect, 'artifact', 'a', sql.raw(madeBy('a', 'asked.id')));
  const rows = await inGroups(componentRuns, async (ids) => {
    const query = sql<MadeRow>`
      select asked.id as asked, a.id as artifact, a.name, a.codec, a.digest, r.node
      from ${asked(dialect, ids)} ${run} ${made}`;
    return (await query.execute(db)).rows;
  });
  const found = new Map<string, OutputContent>();
  // No node: what a registered call has given is all that it gave, whatever it is called.
  const [calls, nodes] = [rows.filter(({ node }) => node === null), rows.filter(({ node }) => node !== null)];
  for (const [id, of] of Map.groupBy(calls, (row) => row.asked)) found.set(id, together(of));
  for (const { asked: id, name, artifact, codec, digest } of nodes) {
    const known = found.get(id);
    // What a task has stored may be called the same; what it returned comes first.
    if (name === 'output' && (!known || artifact < known.artifact)) found.set(id, { artifact, codec, digest });
  }
  return found;
}

/** Digests of what they used besides their code; those that used nothing else are not in it. */
export async function dependenciesOf(
  { db, dialect }: Database,
  componentRuns: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const run = lookUp(dialect, 'component_run', 'r', sql`r.id = asked.id`);
  const maker = lookUp(dialect, 'component_run', 'm', sql`m.id = coalesce(r.cached_from, r.id)`);
  const rows = await inGroups(componentRuns, async (ids) => {
    const query = sql<{ readonly asked: string; readonly dependencies: string | null }>`
      select asked.id as asked, m.dependencies from ${asked(dialect, ids)} ${run} ${maker}`;
    return (await query.execute(db)).rows;
  });
  return new Map(rows.flatMap((row) => (row.dependencies === null ? [] : [[row.asked, row.dependencies] as const])));
}
