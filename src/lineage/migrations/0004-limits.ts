import type { Migration } from './columns.ts';

/** The tables of who has how many units of which limits, and who waits for them. Both go with the holder's row. */
export const limits: Migration = {
  name: '0004-limits',
  up: ({ schema }, { id, text, int, long, clustered }) => [
    schema
      .createTable('limit_use')
      .addColumn('id', id, (c) => c.notNull())
      .addColumn('name', id, (c) => c.notNull())
      .addColumn('units', int, (c) => c.notNull())
      .addColumn('holder', id, (c) => c.notNull().references('holder.id').onDelete('cascade'))
      .addColumn('node', text, (c) => c.notNull())
      .addColumn('taken_at', long, (c) => c.notNull())
      .addPrimaryKeyConstraint('limit_use_key', ['id', 'name'])
      .modifyEnd(clustered),
    schema
      .createTable('limit_wait')
      .addColumn('name', id, (c) => c.notNull())
      .addColumn('holder', id, (c) => c.notNull().references('holder.id').onDelete('cascade'))
      .addColumn('since', long, (c) => c.notNull())
      .addColumn('asked_at', long, (c) => c.notNull())
      .addPrimaryKeyConstraint('limit_wait_key', ['name', 'holder'])
      .modifyEnd(clustered),
    schema.createIndex('limit_wait_by_holder').on('limit_wait').column('holder'),
    schema.createIndex('limit_use_by_name').on('limit_use').column('name'),
    schema.createIndex('limit_use_by_holder').on('limit_use').column('holder'),
  ],
};
