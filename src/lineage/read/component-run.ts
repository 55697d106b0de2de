import { type Kysely, sql } from 'kysely';
import type { ComponentRunDetails } from '../query-results.ts';
import { isExternalLayer, external } from '../external.ts';
import type { Tables } from '../schema.ts';
import type { Store } from '../store.ts';
import { displayParams } from '../../values/display.ts';
import { madeBy } from './artifacts.ts';
import { checks } from './checks-query.ts';
import { metricsOf, nodeRowOf } from './nodes.ts';
import { outputIdsOf } from './output-ids.ts';
import { noSuchId } from './resolve.ts';
import { processColumns, processOf } from './processes.ts';

/** One component run with all that hangs on it. What a cached one found again is shown as its own. */
export async function componentRun(store: Pick<Store, 'db' | 'dialect'>, id: string): Promise<ComponentRunDetails> {
  const { db } = store;
  const row = await db
    .selectFrom('component_run')
    .innerJoin('process', 'process.id', 'component_run.process')
    .innerJoin('component', 'component.name', 'component_run.component')
    .selectAll('component_run')
    .select(processColumns)
    .leftJoin('caller', 'caller.component_run', 'component_run.id')
    .select(['component.owner', 'component.doc', 'component.kind', 'component.fields', 'component.fresh_for'])
    .select('caller.caller')
    .where('component_run.id', '=', id)
    .executeTakeFirst();
  if (!row) throw await noSuchId(store, 'component run', id);
  const maker = row.cached_from ?? id;
  return {
    ...nodeRowOf(row),
    run: row.run,
    identity: row.identity,
    code: row.code,
    place: row.place,
    executor: row.executor,
    process: processOf(row),
    owner: row.owner,
    doc: row.doc,
    kind: row.kind,
    fields: row.fields === null ? {} : displayParams(row.fields),
    freshFor: row.fresh_for,
    ...(row.caller !== null && { caller: row.caller }),
    metrics: metricsOf(await metrics(db, maker)),
    checks: (await checks(store, [maker])).get(maker) ?? [],
    inputs: await inputs(db, id),
    artifacts: await artifacts(db, maker),
    outputIds: await outputIdsOf(db, maker === id ? [id] : [id, maker]),
  };
}

function metrics(db: Kysely<Tables>, maker: string) {
  return db.selectFrom('metric').select(['name', 'value']).where('component_run', '=', maker).orderBy('name').execute();
}

async function inputs(db: Kysely<Tables>, id: string): Promise<ComponentRunDetails['inputs']> {
  const rows = await db
    .selectFrom('component_run_input as input')
    .innerJoin('artifact', 'artifact.id', 'input.artifact')
    .select(['input.name', 'input.artifact', 'artifact.key', 'artifact.layer', 'artifact.digest'])
    .select('artifact.made_by as from')
    .where('input.component_run', '=', id)
    .orderBy('input.position')
    .execute();
  return rows.map(({ name, artifact, key, layer, digest, from }) => {
    const at = isExternalLayer(layer) && key !== null ? { at: key } : {};
    return from === external.componentRun
      ? { name, artifact, from: null, ...at, digest }
      : { name, artifact, from, ...at };
  });
}

async function artifacts(db: Kysely<Tables>, maker: string): Promise<ComponentRunDetails['artifacts']> {
  const rows = await db
    .selectFrom('component_run as r')
    .innerJoin('artifact as a', (join) => join.on(sql<boolean>`${sql.raw(madeBy('a', 'r.id'))}`))
    .select(['a.id', 'a.name', 'a.codec', 'a.digest', 'a.size', 'a.layer', 'a.key', 'a.damaged'])
    .where('r.id', '=', maker)
    .orderBy('a.id')
    .execute();
  return rows.map((artifact) => ({ ...artifact, damaged: artifact.damaged === 1 }));
}
