import { type Kysely, sql } from 'kysely';
import type { Store } from '../store.ts';
import type { Tables } from '../schema.ts';
import { isGone } from '../read/process-liveness.ts';
import type { JobFilter, Jobs, JobSum, JobState, KnownJob, NewJob } from './job-types.ts';
import { inBatches } from '../../values/in-batches.ts';
import { sharedNow } from '../../values/stopwatch.ts';
import { now as serverNow } from '../postgres/holders.ts';

/** So many of a task's latest jobs say how long the next one will take. */
const sampleSize = 20;

/** Over an open database. Each statement bears being done twice: the first answer may have been lost. */
export function createJobs(store: Store): Jobs {
  const { db } = store;
  const find = async (choose: (query: ReturnType<typeof selectJobs>) => ReturnType<typeof selectJobs>) =>
    known(store, await choose(selectJobs(db)).execute());
  return {
    begin: (job) => Promise.resolve(store.write(rowsOf(job))),
    async tell(name, { state, endedAt = null, reason = null, billable = null, price = null }) {
      const news = { state, ended_at: endedAt, reason, billable, price };
      await db.updateTable('job').set(news).where('name', '=', name).execute();
    },
    async orphansOf(identity) {
      const found = await find((query) =>
        query.where('settled', '=', 0).where((job) =>
          job.exists(
            job
              .selectFrom('job_node')
              .select('job_node.job')
              .whereRef('job_node.job', '=', 'job.name')
              .where('job_node.identity', '=', identity)
              .where(({ not, exists, selectFrom }) =>
                not(
                  exists(
                    selectFrom('component_run')
                      .select('component_run.id')
                      .whereRef('component_run.id', '=', 'job_node.component_run'),
                  ),
                ),
              ),
          ),
        ),
      );
      return found.filter(({ driver }) => driver === 'gone');
    },
    async adopt(name, from, { run, process }) {
      const change = db.updateTable('job').set({ run, process }).where('name', '=', name).where('run', '=', from);
      await change.execute();
      const row = await db.selectFrom('job').select('run').where('name', '=', name).executeTakeFirst();
      return row?.run === run;
    },
    async renew(name, position, componentRun) {
      const row = db.updateTable('job_node').set({ component_run: componentRun });
      await row.where('job', '=', name).where('position', '=', position).execute();
    },
    async settle(run) {
      const over = db.updateTable('job').set({ settled: 1 }).where('run', '=', run);
      await over.where('state', 'not in', ['creating', 'running']).execute();
    },
    async forget(name) {
      await db.updateTable('job').set({ settled: 1 }).where('name', '=', name).execute();
    },
    async abandonedBefore(run) {
      const found = await find((query) =>
        query
          .where('settled', '=', 0)
          .where((job) =>
            job.exists(
              job
                .selectFrom('pipeline_run as theirs')
                .innerJoin('pipeline_run as mine', 'mine.target', 'theirs.target')
                .select('theirs.id')
                .whereRef('theirs.id', '=', 'job.run')
                .where('mine.id', '=', run)
                .whereRef('theirs.params', '=', 'mine.params')
                .where('theirs.id', '<>', run),
            ),
          ),
      );
      return found.filter(({ driver }) => driver === 'gone');
    },
    list: (filter = {}) => find((query) => filtered(query, filter)),
    async of(componentRun) {
      const [found] = await find((query) =>
        query
          .where('name', 'in', db.selectFrom('job_node').select('job').where('component_run', '=', componentRun))
          .limit(1),
      );
      return found;
    },
    async names(componentRuns) {
      const found = new Map<string, string>();
      for (const wanted of inBatches(componentRuns)) {
        const nodes = db.selectFrom('job_node').select(['job', 'component_run']);
        const rows = await nodes.where('component_run', 'in', wanted).execute();
        for (const row of rows) found.set(row.component_run, row.job);
      }
      return found;
    },
    sums: () => sums(db),
    usual: (tasks) => usual(db, tasks),
    slot: (gate, interval) => slot(store, gate, interval),
  };
}

const selectJobs = (db: Kysely<Tables>) =>
  db.selectFrom('job').selectAll().orderBy('created_at', 'desc').orderBy('name', 'desc');

function filtered(query: ReturnType<typeof selectJobs>, { open, run, names, limit }: JobFilter) {
  let chosen = query;
  if (open) chosen = chosen.where('settled', '=', 0);
  if (run !== undefined) chosen = chosen.where('run', '=', run);
  if (names) chosen = chosen.where('name', 'in', names.length > 0 ? [...names] : ['']);
  return limit === undefined ? chosen : chosen.limit(limit);
}

/** With their nodes, and whether their drivers are still there. */
async function known({ db, leases }: Store, rows: readonly Tables['job'][]): Promise<KnownJob[]> {
  if (rows.length === 0) return [];
  const nodes: Tables['job_node'][] = [];
  for (const batch of inBatches(rows)) {
    const names = batch.map(({ name }) => name);
    const some = db.selectFrom('job_node').selectAll().where('job', 'in', names).orderBy('position');
    nodes.push(...(await some.execute()));
  }
  const byJob = Map.groupBy(nodes, ({ job }) => job);
  const ids = [...new Set(rows.map(({ process }) => process))];
  const processes = await db.selectFrom('process').select(['id', 'host', 'pid']).where('id', 'in', ids).execute();
  const dead = new Set(processes.filter(({ host, pid }) => isGone(host, pid)).map(({ id }) => id));
  const held = new Set((await leases.holders()).flatMap(({ run, expired }) => (expired ? [] : [run])));
  return rows.map((row) => ({
    name: row.name,
    kind: row.kind,
    region: row.region,
    instance: row.instance,
    layer: row.layer,
    run: row.run,
    process: row.process,
    createdAt: row.created_at,
    state: row.state as JobState,
    endedAt: row.ended_at,
    reason: row.reason,
    billable: row.billable,
    price: row.price,
    settled: row.settled === 1,
    driver: held.has(row.run) && !dead.has(row.process) ? 'alive' : 'gone',
    nodes: (byJob.get(row.name) ?? []).map((node) => ({
      identity: node.identity,
      componentRun: node.component_run,
      sentAs: node.sent_as,
      task: node.task,
      node: node.node,
      attempt: node.attempt,
    })),
  }));
}

function rowsOf(job: NewJob): Parameters<Store['write']>[0] {
  const { name, kind, region, instance, layer, run, process, createdAt: created_at } = job;
  const own = { name, kind, region, instance, layer, run, process, created_at };
  const open = { state: 'creating', settled: 0, ended_at: null, reason: null, billable: null, price: null };
  const nodes = job.nodes.map(({ identity, componentRun, sentAs, task, node, attempt }, position) => ({
    job: name,
    position,
    identity,
    component_run: componentRun,
    sent_as: sentAs,
    task,
    node,
    attempt,
  }));
  return [
    { table: 'job', rows: [{ ...own, ...open }], onConflict: { keep: true } },
    { table: 'job_node', rows: nodes, onConflict: { keep: true } },
  ];
}

async function sums(db: Kysely<Tables>): Promise<JobSum[]> {
  const rows = await db
    .selectFrom('job')
    .select(['instance', sql<number>`count(*)`.as('jobs')])
    .select([sql<number>`sum(coalesce(billable, 0))`.as('billable'), sql<number>`sum(coalesce(price, 0))`.as('price')])
    .where('state', '<>', 'absent')
    .groupBy('instance')
    .orderBy('instance')
    .execute();
  return rows.map(({ instance, jobs, billable, price }) => ({
    instance,
    jobs: Number(jobs),
    billable: Number(billable),
    price,
  }));
}

async function usual(db: Kysely<Tables>, tasks: readonly string[]): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (const task of tasks) {
    const rows = await db
      .selectFrom('job_node')
      .innerJoin('job', 'job.name', 'job_node.job')
      .select('job.billable')
      .where('job_node.task', '=', task)
      .where('job_node.position', '=', 0)
      .where('job.state', '=', 'completed')
      .where('job.billable', 'is not', null)
      .orderBy('job.created_at', 'desc')
      .limit(sampleSize)
      .execute();
    if (rows.length > 0) found.set(task, rows.reduce((sum, { billable }) => sum + billable!, 0) / rows.length);
  }
  return found;
}

/** Nobody reserves so far ahead: it was written by a clock that has begun again since. */
const longest = 7_200_000;

/**
 * One statement, so that two who ask at once get one slot each. The clock is the one that all who share the record have:
 * the server's, or this machine's, and of that the one that nobody sets. A slot whose answer was lost is left empty.
 */
export async function slot({ db, dialect }: Pick<Store, 'db' | 'dialect'>, gate: string, apart: number) {
  const interval = Math.ceil(apart);
  const [now, later] =
    dialect === 'sqlite' ? [sql`${sharedNow()}`, sql.raw('max')] : [sql.raw(serverNow), sql.raw('greatest')];
  const { rows } = await sql<{ wait: number }>`
    insert into rate (gate, next_at) values (${gate}, ${now} + ${sql.lit(interval)})
    on conflict (gate) do update set next_at = ${sql.lit(interval)} +
      case when rate.next_at > ${now} + ${sql.lit(longest)} then ${now} else ${later}(rate.next_at, ${now}) end
    returning next_at - ${sql.lit(interval)} - ${now} as wait`.execute(db);
  return Math.max(0, rows[0]!.wait);
}
