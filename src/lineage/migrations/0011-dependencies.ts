import type { Migration } from './columns.ts';

/** Tables for the dependencies of component runs, and for the keys that hide the values of variables and of secret parameters. */
export const dependencies: Migration = {
  name: '0011-dependencies',
  up: ({ schema }, { id, text }) => [
    schema.alterTable('component_run').addColumn('dependencies', id, (c) => c.references('code.digest')),
    schema
      .createTable('secret_key')
      .addColumn('name', id, (c) => c.primaryKey().notNull())
      .addColumn('value', text, (c) => c.notNull()),
  ],
};
