import { sql } from 'kysely';
import type { Migration } from './columns.ts';

/**
 * The columns that `clew rerun` needs of a run: all code that it may load, and which run it repeats, null for others.
 */
export const rerun: Migration = {
  name: '0005-rerun',
  up: ({ schema }, { id }) => [
    schema.alterTable('pipeline_run').addColumn('code', id, (c) => c.references('code.digest')),
    schema.alterTable('pipeline_run').addColumn('repeats', id, (c) => c.references('pipeline_run.id')),
    schema
      .createIndex('pipeline_run_by_repeats')
      .on('pipeline_run')
      .column('repeats')
      .where(sql.ref('repeats'), 'is not', null),
  ],
};
