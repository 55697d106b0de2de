import { sql } from 'kysely';
import type { Migration } from './columns.ts';

/** Indexes for keys of any length: of a plain one, PostgreSQL refuses rows that are longer than a third of a page. */
export const longKeys: Migration = {
  name: '0012-long-keys',
  up: ({ schema }, { dialect }) =>
    dialect === 'sqlite'
      ? []
      : [
          schema.dropIndex('artifact_by_key'),
          schema
            .createIndex('artifact_by_key')
            .on('artifact')
            .using('hash')
            .column('key')
            .where(sql.ref('key'), 'is not', null),
          schema.dropIndex('artifact_by_version'),
          schema
            .createIndex('artifact_by_version')
            .on('artifact')
            .expression(sql`md5(key), digest, id`)
            .where(sql.ref('layer'), 'in', sql`('path', 'url')`),
        ],
};
