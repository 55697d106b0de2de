import type { Migration } from './columns.ts';

/**
 * Jobs that run elsewhere, which cost money and outlive whoever started them: each is written down before it is created.
 * What runs them need not be on record (yet): its component run comes with the result. And when those who share the rates
 * of a service may ask it next.
 */
export const jobs: Migration = {
  name: '0009-jobs',
  up: ({ schema }, { id, text, int, long, float, clustered }) => [
    schema
      .createTable('job')
      .addColumn('name', id, (c) => c.primaryKey().notNull())
      .addColumn('kind', id, (c) => c.notNull())
      .addColumn('region', id, (c) => c.notNull())
      .addColumn('instance', text, (c) => c.notNull())
      .addColumn('layer', text, (c) => c.notNull())
      .addColumn('run', id, (c) => c.notNull())
      .addColumn('process', id, (c) => c.notNull())
      .addColumn('state', id, (c) => c.notNull())
      .addColumn('settled', int, (c) => c.notNull())
      .addColumn('created_at', long, (c) => c.notNull())
      .addColumn('ended_at', long)
      .addColumn('reason', text)
      .addColumn('billable', int)
      .addColumn('price', float)
      .modifyEnd(clustered),
    schema
      .createTable('job_node')
      .addColumn('job', id, (c) => c.notNull().references('job.name').onDelete('cascade'))
      .addColumn('position', int, (c) => c.notNull())
      .addColumn('identity', id, (c) => c.notNull())
      .addColumn('component_run', id, (c) => c.notNull())
      .addColumn('sent_as', id, (c) => c.notNull())
      .addColumn('task', text, (c) => c.notNull())
      .addColumn('node', text, (c) => c.notNull())
      .addColumn('attempt', int, (c) => c.notNull())
      .addPrimaryKeyConstraint('job_node_key', ['job', 'position'])
      .modifyEnd(clustered),
    schema
      .createTable('rate')
      .addColumn('gate', id, (c) => c.primaryKey().notNull())
      .addColumn('next_at', long, (c) => c.notNull())
      .modifyEnd(clustered),
    schema.createIndex('job_by_time').on('job').columns(['created_at', 'name']),
    schema.createIndex('job_by_run').on('job').column('run'),
    schema.createIndex('job_open').on('job').columns(['settled', 'created_at']),
    schema.createIndex('job_node_by_identity').on('job_node').column('identity'),
    schema.createIndex('job_node_by_component_run').on('job_node').column('component_run'),
    schema.createIndex('job_node_by_task').on('job_node').column('task'),
  ],
};
