import type { Migration } from './columns.ts';

/**
 * The tables of who is at work on this record now, and which identities are theirs. Rows live as long as the work does.
 */
export const lease: Migration = {
  name: '0003-lease',
  up: ({ schema }, { id, text, int, long, clustered }) => [
    schema
      .createTable('holder')
      .addColumn('id', id, (c) => c.primaryKey().notNull())
      .addColumn('process', id, (c) => c.notNull().references('process.id'))
      .addColumn('run', id, (c) => c.notNull().references('pipeline_run.id'))
      .addColumn('alone', int, (c) => c.notNull())
      .addColumn('expires_at', long, (c) => c.notNull())
      .modifyEnd(clustered),
    schema
      .createTable('lease')
      .addColumn('identity', id, (c) => c.primaryKey().notNull())
      .addColumn('holder', id, (c) => c.notNull().references('holder.id').onDelete('cascade'))
      .addColumn('node', text, (c) => c.notNull())
      .addColumn('taken_at', long, (c) => c.notNull())
      .modifyEnd(clustered),
    schema.createIndex('holder_by_process').on('holder').column('process'),
    schema.createIndex('holder_by_run').on('holder').column('run'),
    schema.createIndex('lease_by_holder').on('lease').column('holder'),
  ],
};
