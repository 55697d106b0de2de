import type { Migration } from './columns.ts';

/** What lets a part of a large artifact be read and checked by itself, and what people see of one without reading it. */
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
