import { sql, type Kysely } from 'kysely';
import type { ColumnTypes, Migration, Statement } from './columns.ts';

/** The tables that the record began with. */
export const first: Migration = {
  name: '0001-first',
  up: (db, types) => [...components(db, types), ...runs(db, types), ...artifacts(db, types), ...indexes(db)],
};

const table = (db: Kysely<unknown>, name: string) => db.schema.createTable(name);

function components(db: Kysely<unknown>, { id, text, int, long, clustered }: ColumnTypes): Statement[] {
  return [
    table(db, 'component')
      .addColumn('name', id, (c) => c.primaryKey().notNull())
      .addColumn('kind', text, (c) => c.notNull())
      .addColumn('doc', text)
      .addColumn('owner', text)
      .addColumn('model_family', text)
      .addColumn('task_type', text)
      .addColumn('created_at', long, (c) => c.notNull()),
    table(db, 'component_dependency')
      .addColumn('component', id, (c) => c.notNull().references('component.name'))
      .addColumn('depends_on', id, (c) => c.notNull().references('component.name'))
      .addPrimaryKeyConstraint('component_dependency_key', ['component', 'depends_on'])
      .modifyEnd(clustered),
    table(db, 'process')
      .addColumn('id', id, (c) => c.primaryKey().notNull())
      .addColumn('host', text, (c) => c.notNull())
      .addColumn('pid', int, (c) => c.notNull())
      .addColumn('user', text)
      .addColumn('cwd', text, (c) => c.notNull())
      .addColumn('clew_version', text, (c) => c.notNull())
      .addColumn('node_version', text, (c) => c.notNull())
      .addColumn('git_commit', text)
      .addColumn('git_dirty', int),
    table(db, 'code')
      .addColumn('digest', id, (c) => c.primaryKey().notNull())
      .addColumn('kind', text, (c) => c.notNull())
      .addColumn('content', text, (c) => c.notNull()),
  ];
}

function runs(db: Kysely<unknown>, { id, text, int, long, float, clustered }: ColumnTypes): Statement[] {
  return [
    table(db, 'pipeline_run')
      .addColumn('id', id, (c) => c.primaryKey().notNull())
      .addColumn('target', text, (c) => c.notNull())
      .addColumn('params', text, (c) => c.notNull())
      .addColumn('profile', text, (c) => c.notNull())
      .addColumn('command', text)
      .addColumn('process', id, (c) => c.notNull().references('process.id'))
      .addColumn('status', text, (c) => c.notNull())
      .addColumn('started_at', long, (c) => c.notNull())
      .addColumn('ended_at', long)
      .addColumn('counts', text)
      .addColumn('error', text),
    table(db, 'component_run')
      .addColumn('id', id, (c) => c.primaryKey().notNull())
      .addColumn('component', id, (c) => c.notNull().references('component.name'))
      .addColumn('run', id, (c) => c.references('pipeline_run.id'))
      .addColumn('process', id, (c) => c.notNull().references('process.id'))
      .addColumn('node', text)
      .addColumn('identity', id)
      .addColumn('code', id, (c) => c.references('code.digest'))
      .addColumn('place', text)
      .addColumn('params', text, (c) => c.notNull())
      .addColumn('status', text, (c) => c.notNull())
      .addColumn('reason', text, (c) => c.notNull())
      .addColumn('attempt', int, (c) => c.notNull())
      .addColumn('cached_from', id, (c) => c.references('component_run.id'))
      .addColumn('executor', text, (c) => c.notNull())
      .addColumn('started_at', long, (c) => c.notNull())
      .addColumn('ended_at', long, (c) => c.notNull())
      .addColumn('error', text),
    table(db, 'metric')
      .addColumn('component_run', id, (c) => c.notNull().references('component_run.id'))
      .addColumn('name', id, (c) => c.notNull())
      .addColumn('value', float)
      .addPrimaryKeyConstraint('metric_key', ['component_run', 'name'])
      .modifyEnd(clustered),
  ];
}

function artifacts(db: Kysely<unknown>, { id, text, int, long, bytes, clustered }: ColumnTypes): Statement[] {
  return [
    // In the key's own tree: one page less to touch. The bytes come last, in pages of their own once they are long.
    table(db, 'artifact')
      .addColumn('id', id, (c) => c.primaryKey().notNull())
      .addColumn('made_by', id, (c) => c.notNull().references('component_run.id'))
      .addColumn('name', text, (c) => c.notNull())
      .addColumn('codec', text, (c) => c.notNull())
      .addColumn('digest', id, (c) => c.notNull())
      .addColumn('size', long, (c) => c.notNull())
      .addColumn('layer', text, (c) => c.notNull())
      .addColumn('key', text)
      .addColumn('damaged', int, (c) => c.notNull())
      .addColumn('inline', bytes)
      .modifyEnd(clustered),
    table(db, 'component_run_input')
      .addColumn('component_run', id, (c) => c.notNull().references('component_run.id'))
      .addColumn('position', int, (c) => c.notNull())
      .addColumn('name', text, (c) => c.notNull())
      .addColumn('artifact', id, (c) => c.notNull().references('artifact.id'))
      .addPrimaryKeyConstraint('component_run_input_key', ['component_run', 'position'])
      .modifyEnd(clustered),
    // Ids are often the user's own words: the same one may be handed out again by a later component run.
    table(db, 'output_id')
      .addColumn('id', id, (c) => c.notNull())
      .addColumn('component_run', id, (c) => c.notNull().references('component_run.id'))
      .addColumn('label', text)
      .addColumn('created_at', long, (c) => c.notNull())
      .addPrimaryKeyConstraint('output_id_key', ['id', 'component_run'])
      .modifyEnd(clustered),
  ];
}

function indexes(db: Kysely<unknown>): Statement[] {
  const on = (table: string, ...columns: string[]) =>
    db.schema.createIndex(`${table}_by_${columns[0]!}`).on(table).columns(columns);
  return [
    on('component_dependency', 'depends_on'),
    on('pipeline_run', 'process'),
    on('pipeline_run', 'started_at'),
    on('component_run', 'component', 'ended_at'),
    on('component_run', 'run', 'ended_at'),
    // The component runs of a pipeline run are found by way of it; every index less makes each commit a tenth faster.
    on('component_run', 'process').where(sql.ref('run'), 'is', null),
    on('component_run', 'cached_from').where(sql.ref('cached_from'), 'is not', null),
    on('component_run', 'identity', 'ended_at').where(sql.ref('status'), '=', sql.lit('ran')),
    on('artifact', 'key').where(sql.ref('key'), 'is not', null),
    on('component_run_input', 'artifact'),
    on('output_id', 'component_run'),
    on('output_id', 'created_at'),
  ];
}
