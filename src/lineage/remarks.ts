import type { Kysely } from 'kysely';
import { idMaker } from '../values/id.ts';
import { clean, cleanOrNull } from './clean.ts';
import type { IdKind } from './answers.ts';
import type { Tables } from './schema.ts';
import type { Store } from './store.ts';

/** What people can say something of. */
export interface Subject {
  readonly kind: IdKind | 'component';
  readonly id: string;
}

/** Who says it, and when. */
export interface Said {
  readonly author: string | null;
  readonly at: number;
}

export interface Note extends Said {
  readonly text: string;
}

export interface Tag extends Said {
  readonly name: string;
}

/** That an output is bad, or that it is not after all. */
export interface FlagMark extends Said {
  readonly outputId: string;
  readonly flagged: boolean;
  readonly because: string | null;
}

/** All that people have said of something, oldest first. */
export interface Remarks {
  readonly tags: readonly Tag[];
  readonly notes: readonly Note[];
  /** Of an output id: the last one is how it is now. */
  readonly flags: readonly FlagMark[];
}

/** What people say of what is on record. Nothing of it is ever changed or taken away. */
export interface Commentary {
  flag(
    outputId: string,
    mark: { readonly flagged: boolean; readonly because: string | null; readonly author: string | null },
  ): Promise<void>;
  note(subject: Subject, text: string, author: string | null): Promise<void>;
  /** A tag that is there already stays as it was. */
  tag(subject: Subject, names: readonly string[], author: string | null): Promise<void>;
  remarks(subject: Subject): Promise<Remarks>;
  /** The output ids that are flagged now, the latest first. */
  flagged(options: { readonly limit: number }): Promise<readonly FlagMark[]>;
}

const newNoteId = idMaker('note', 5);
const newFlagId = idMaker('flag', 5);

export function commentaryOver({ db, write }: Pick<Store, 'db' | 'write'>): Commentary {
  return {
    flag: async (outputId, { flagged, because, author }) => {
      const [id, at] = [newFlagId(), Date.now()];
      const row = {
        id,
        output_id: clean(outputId),
        flagged: Number(flagged),
        because: cleanOrNull(because),
        author,
        created_at: at,
      };
      await write([{ table: 'flag', rows: [row] }]);
    },
    note: async ({ kind, id: subject }, text, author) => {
      const row = {
        id: newNoteId(),
        kind,
        subject: clean(subject),
        content: clean(text),
        author,
        created_at: Date.now(),
      };
      await write([{ table: 'note', rows: [row] }]);
    },
    tag: async ({ kind, id: subject }, names, author) => {
      const at = Date.now();
      const rows = names.map((name) => ({ kind, subject: clean(subject), name: clean(name), author, created_at: at }));
      await write([{ table: 'tag', rows, onConflict: { keep: true } }]);
    },
    remarks: (subject) => remarksOf(db, subject),
    flagged: ({ limit }) => flagged(db, limit),
  };
}

async function remarksOf(db: Kysely<Tables>, { kind, id }: Subject): Promise<Remarks> {
  const subject = clean(id);
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
async function flagged(db: Kysely<Tables>, limit: number): Promise<FlagMark[]> {
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
