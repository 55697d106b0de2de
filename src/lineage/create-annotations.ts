import type { Kysely } from 'kysely';
import { idMaker } from '../values/id.ts';
import { checkNameLength } from './name-length.ts';
import type { Annotations, FlagMark, SubjectAnnotations, Subject } from './annotations.ts';
import type { Tables } from './schema.ts';
import type { Store } from './store.ts';

const newNoteId = idMaker('note', 5);
const newFlagId = idMaker('flag', 5);

/** Over an open database. */
export function createAnnotations({ db, write }: Pick<Store, 'db' | 'write'>): Annotations {
  return {
    flag: async (outputId, { flagged, because, author }) => {
      const [id, at] = [newFlagId(), Date.now()];
      const row = {
        id,
        output_id: outputId,
        flagged: Number(flagged),
        because,
        author,
        created_at: at,
      };
      await write([{ table: 'flag', rows: [row] }]);
    },
    note: async ({ kind, id: subject }, text, author) => {
      const row = {
        id: newNoteId(),
        kind,
        subject,
        content: text,
        author,
        created_at: Date.now(),
      };
      await write([{ table: 'note', rows: [row] }]);
    },
    tag: async ({ kind, id: subject }, names, author) => {
      const at = Date.now();
      for (const name of names) checkNameLength('tag', name);
      const rows = names.map((name) => ({ kind, subject, name, author, created_at: at }));
      await write([{ table: 'tag', rows, onConflict: { keep: true } }]);
    },
    remarks: (subject) => remarksOf(db, subject),
    flagged: ({ limit, offset }) => flagged(db, limit, offset),
  };
}

async function remarksOf(db: Kysely<Tables>, { kind, id: subject }: Subject): Promise<SubjectAnnotations> {
  const tags = await db
    .selectFrom('tag')
    .select(['name', 'author', 'created_at as at'])
    .where('kind', '=', kind)
    .where('subject', '=', subject)
    .orderBy('created_at')
    .orderBy('name')
    .execute();
  const notes = await db
    .selectFrom('note')
    .select(['content as text', 'author', 'created_at as at'])
    .where('kind', '=', kind)
    .where('subject', '=', subject)
    .orderBy('id')
    .execute();
  const flags =
    kind === 'output id' ? await selectFlags(db).where('output_id', '=', subject).orderBy('id').execute() : [];
  return { tags, notes, flags: flags.map(markOf) };
}

/** The latest word on each, as far as that is that it is bad. */
async function flagged(db: Kysely<Tables>, limit: number, offset = 0): Promise<FlagMark[]> {
  const rows = await selectFlags(db)
    .where('flagged', '=', 1)
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('flag as later')
            .select('later.id')
            .whereRef('later.output_id', '=', 'flag.output_id')
            .whereRef('later.id', '>', 'flag.id'),
        ),
      ),
    )
    .orderBy('id', 'desc')
    .limit(limit)
    .offset(offset)
    .execute();
  return rows.map(markOf);
}

const selectFlags = (db: Kysely<Tables>) =>
  db.selectFrom('flag').select(['output_id', 'flagged', 'because', 'author', 'created_at']);

const markOf = (
  row: Pick<Tables['flag'], 'output_id' | 'flagged' | 'because' | 'author' | 'created_at'>,
): FlagMark => ({
  outputId: row.output_id,
  flagged: row.flagged === 1,
  because: row.because,
  author: row.author,
  at: row.created_at,
});
