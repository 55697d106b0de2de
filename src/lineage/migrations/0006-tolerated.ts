import type { Migration } from './columns.ts';

/** The failures that a run put up with, as JSON: null where there were none. */
export const tolerated: Migration = {
  name: '0006-tolerated',
  up: (db, { text }) => [db.schema.alterTable('pipeline_run').addColumn('tolerated', text)],
};
