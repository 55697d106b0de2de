import type { Migration } from './columns.ts';

/**
 * The blocks by which a part of a large artifact is read and checked by itself, and the previews that people see of one
 * without reading it.
 */
export const blocks: Migration = {
  name: '0007-blocks',
  up: ({ schema }, { id, text, bytes, clustered }) => [
    schema.alterTable('artifact').addColumn('blocks', bytes),
    schema
      .createTable('preview')
      .addColumn('artifact', id, (c) => c.primaryKey().notNull().references('artifact.id'))
      .addColumn('content', text, (c) => c.notNull())
      .modifyEnd(clustered),
  ],
};
