import type { Migration } from './columns.ts';

/** The values that components of a kind are asked for, and what became of the checks around their runs. */
export const kinds: Migration = {
  name: '0010-kinds',
  up: ({ schema }, { id, text, int, long, clustered }) => [
    schema.alterTable('component').addColumn('fields', text),
    schema.alterTable('component').addColumn('fresh_for', long),
    schema
      .createTable('component_check')
      .addColumn('component_run', id, (c) => c.notNull().references('component_run.id'))
      .addColumn('position', int, (c) => c.notNull())
      .addColumn('phase', text, (c) => c.notNull())
      .addColumn('name', text, (c) => c.notNull())
      .addColumn('outcome', text, (c) => c.notNull())
      .addColumn('message', text)
      .addPrimaryKeyConstraint('component_check_key', ['component_run', 'position'])
      .modifyEnd(clustered),
  ],
};
