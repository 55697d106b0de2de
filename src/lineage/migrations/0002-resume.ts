import type { Migration } from './columns.ts';

/** The columns that `clew resume` needs of a run: null where it was not started from a command line. */
export const resume: Migration = {
  name: '0002-resume',
  up: (db, { text }) => {
    const runs = db.schema.alterTable('pipeline_run');
    return [runs.addColumn('module', text), runs.addColumn('arguments', text)];
  },
};
