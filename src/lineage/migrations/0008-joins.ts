import { sql } from 'kysely';
import { external } from '../external.ts';
import type { Migration } from './columns.ts';

/**
 * The tables that code outside of plans needs to join: who called whom, versions of files that something else wrote,
 * and what people say of all that is on record. Notes, tags and flags are only ever added to.
 */
export const joins: Migration = {
  name: '0008-joins',
  up: ({ schema }, { id, text, int, long, clustered }) => [
    // A call is recorded before its caller has come to its end: that one need not be there yet.
    schema
      .createTable('caller')
      .addColumn('component_run', id, (c) => c.primaryKey().notNull().references('component_run.id'))
      .addColumn('caller', id, (c) => c.notNull())
      .modifyEnd(clustered),
    schema.createIndex('caller_by_caller').on('caller').column('caller'),
    schema
      .createIndex('artifact_by_version')
      .on('artifact')
      .columns(['key', 'digest', 'id'])
      .where(sql.ref('layer'), 'in', sql`('path', 'url')`),
    schema
      .createTable('tag')
      .addColumn('kind', id, (c) => c.notNull())
      .addColumn('subject', id, (c) => c.notNull())
      .addColumn('name', id, (c) => c.notNull())
      .addColumn('author', text)
      .addColumn('created_at', long, (c) => c.notNull())
      .addPrimaryKeyConstraint('tag_key', ['kind', 'subject', 'name'])
      .modifyEnd(clustered),
    schema.createIndex('tag_by_name').on('tag').columns(['name', 'kind']),
    schema
      .createTable('note')
      .addColumn('id', id, (c) => c.primaryKey().notNull())
      .addColumn('kind', id, (c) => c.notNull())
      .addColumn('subject', id, (c) => c.notNull())
      .addColumn('content', text, (c) => c.notNull())
      .addColumn('author', text)
      .addColumn('created_at', long, (c) => c.notNull())
      .modifyEnd(clustered),
    schema.createIndex('note_by_subject').on('note').columns(['subject', 'id']),
    schema
      .createTable('flag')
      .addColumn('id', id, (c) => c.primaryKey().notNull())
      .addColumn('output_id', id, (c) => c.notNull())
      .addColumn('flagged', int, (c) => c.notNull())
      .addColumn('because', text)
      .addColumn('author', text)
      .addColumn('created_at', long, (c) => c.notNull())
      .modifyEnd(clustered),
    schema.createIndex('flag_by_output_id').on('flag').columns(['output_id', 'id']),
    insert('component', { name: external.component, kind: 'outside', created_at: 0 }),
    insert('process', { id: external.process, host: '', pid: 0, cwd: '', clew_version: '', node_version: '' }),
    insert('component_run', {
      id: external.componentRun,
      component: external.component,
      process: external.process,
      params: '{}',
      status: 'ran',
      reason: '',
      attempt: 1,
      executor: '',
      started_at: 0,
      ended_at: 0,
    }),
  ],
};

/** Constants of ours, so that nothing has to be escaped: the statements of a migration take no parameters. */
function insert(table: string, row: Readonly<Record<string, string | number>>): { compile(): { sql: string } } {
  const values = Object.values(row).map((value) => (typeof value === 'string' ? `'${value}'` : value));
  const text = `insert into ${table} (${Object.keys(row).join(', ')}) values (${values.join(', ')})`;
  return { compile: () => ({ sql: text }) };
}
