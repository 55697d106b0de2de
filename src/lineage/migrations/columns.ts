import { sql, type Kysely, type RawBuilder } from 'kysely';

export type Dialect = 'sqlite' | 'postgres';

/** The column types that the two dialects don't share, and the few clauses that only one of them has. */
export interface ColumnTypes {
  readonly dialect: Dialect;
  /** Compared byte by byte, so that a prefix is a range. */
  readonly id: RawBuilder<unknown>;
  readonly text: RawBuilder<unknown>;
  readonly int: RawBuilder<unknown>;
  /** Milliseconds since the epoch, and sizes. */
  readonly long: RawBuilder<unknown>;
  readonly float: RawBuilder<unknown>;
  readonly bytes: RawBuilder<unknown>;
  /** Rows in the tree of the primary key: one page less to touch for each. */
  readonly clustered: RawBuilder<unknown>;
}

export function columnTypes(dialect: Dialect): ColumnTypes {
  return dialect === 'sqlite'
    ? {
        dialect,
        id: sql`text`,
        text: sql`text`,
        int: sql`integer`,
        long: sql`integer`,
        float: sql`real`,
        bytes: sql`blob`,
        clustered: sql`without rowid`,
      }
    : {
        dialect,
        id: sql`text collate "C"`,
        text: sql`text`,
        int: sql`integer`,
        long: sql`bigint`,
        float: sql`double precision`,
        bytes: sql`bytea`,
        clustered: sql``,
      };
}

/** A statement that can be compiled without a connection. */
export interface Statement {
  compile(): { readonly sql: string };
}

/**
 * One step of the schema. It only says which statements it takes, so that SQLite can execute them all in one
 * synchronous transaction; it never changes once it was released.
 */
export interface Migration {
  readonly name: string;
  up(db: Kysely<unknown>, types: ColumnTypes): readonly Statement[];
}
