import { sql, type Kysely } from 'kysely';
import type { UserError } from '../../errors.ts';
import { nearest } from '../../values/nearest-names.ts';
import { sanitizeText } from '../sanitize-text.ts';
import { unknownId } from '../errors.ts';
import type { IdKind, Resolved } from '../query-results.ts';
import { external } from '../external.ts';
import type { Tables } from '../schema.ts';
import type { Store } from '../store.ts';

type IdTable = 'output_id' | 'component_run' | 'pipeline_run' | 'artifact';

/** In the order in which they are tried. */
const kinds: readonly { readonly kind: IdKind; readonly table: IdTable; readonly prefix: string }[] = [
  { kind: 'output id', table: 'output_id', prefix: 'out-' },
  { kind: 'component run', table: 'component_run', prefix: 'cr-' },
  { kind: 'run', table: 'pipeline_run', prefix: 'run-' },
  { kind: 'artifact', table: 'artifact', prefix: 'art-' },
];

/** The character that sorts after all others, in UTF-8 byte by byte. */
const last = '\u{10ffff}';
const maxCandidates = 5;
const looksAt = 300;

/**
 * Tells what an id or the beginning of one names. Output ids are people's own words, so they are tried with every text;
 * the other kinds only where the text begins like one of theirs, or with their prefix put before it. What is wanted
 * comes before what is not, so that the beginning of a run's id is no question where only runs are asked for.
 */
export async function resolve({ db }: Pick<Store, 'db'>, asked: string, wanted?: readonly IdKind[]): Promise<Resolved> {
  const id = sanitizeText(asked);
  for (const { kind, table } of kinds) {
    if (await has(db, table, id)) return { found: true, kind, id };
  }
  const own = kinds.find(({ prefix }) => id.startsWith(prefix));
  for (const { kind, table, prefix } of wantedFirst(wanted)) {
    if (own && own.kind !== kind && kind !== 'output id') continue;
    for (const start of startsOf(id, own !== undefined, kind, prefix)) {
      const matches = await startingWith(db, table, start);
      if (matches.length === 1) return { found: true, kind, id: matches[0]! };
      if (matches.length > 1) return { found: false, ambiguous: true, candidates: matches };
    }
  }
  const table = own?.table ?? 'output_id';
  const recent = await newest(db, table);
  const similar = nearest(id, [...(await beside(db, table, id)), ...recent], maxCandidates);
  return { found: false, ambiguous: false, candidates: similar.length > 0 ? similar : recent.slice(0, maxCandidates) };
}

/** The error that names what is called similarly. */
export async function noSuchId(
  store: Pick<Store, 'db'>,
  kind: IdKind | 'output id or component run',
  id: string,
): Promise<UserError> {
  const resolved = await resolve(store, id);
  return unknownId(kind, id, resolved.found ? [resolved.id] : resolved.candidates);
}

const wantedFirst = (wanted: readonly IdKind[] | undefined): typeof kinds =>
  kinds.toSorted((a, b) => Number(wanted?.includes(b.kind) ?? false) - Number(wanted?.includes(a.kind) ?? false));

/** The beginnings that an id of this kind may have, the likelier one first. */
function startsOf(id: string, prefixed: boolean, kind: IdKind, prefix: string): string[] {
  if (id === '') return [];
  if (prefixed) return [id];
  return kind === 'output id' ? [id, prefix + id] : [prefix + id];
}

async function has(db: Kysely<Tables>, table: IdTable, id: string): Promise<boolean> {
  if (id === external.componentRun) return false;
  const row = await db
    .selectFrom(table)
    .select(sql.lit(1).as('there'))
    .where('id', '=', id)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** A range of the key rather than `like`: nothing to escape, and it always uses the index. */
async function startingWith(db: Kysely<Tables>, table: IdTable, start: string): Promise<string[]> {
  const rows = await db
    .selectFrom(table)
    .select('id')
    .distinct()
    .where('id', '>=', start)
    .where('id', '<', start + last)
    .where('id', '<>', external.componentRun)
    .orderBy('id')
    .limit(maxCandidates)
    .execute();
  return rows.map(({ id }) => id);
}

/**
 * Gives the ids that would stand next to it: what is mistyped has its first letters in common with them, however many
 * there are.
 */
async function beside(db: Kysely<Tables>, table: IdTable, id: string): Promise<string[]> {
  const query = db.selectFrom(table).select('id').where('id', '<>', external.componentRun).limit(maxCandidates);
  const before = await query.where('id', '<', id).orderBy('id', 'desc').execute();
  const after = await query.where('id', '>', id).orderBy('id').execute();
  return [...before, ...after].map((row) => row.id);
}

/** Ids that we make sort by time; output ids may be anything. */
async function newest(db: Kysely<Tables>, table: IdTable): Promise<string[]> {
  const query = db.selectFrom(table).select('id').where('id', '<>', external.componentRun).limit(looksAt);
  const rows = await (table === 'output_id'
    ? query.orderBy(sql.ref('created_at'), 'desc').execute()
    : query.orderBy('id', 'desc').execute());
  return [...new Set(rows.map(({ id }) => id))];
}
