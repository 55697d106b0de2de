import type { Batch, Conflict } from './batch.ts';
import { checkRows } from './check-rows.ts';
import type { CodeManifest, ComponentRunEntry, Listed, ProcessInfo, RunStart } from './entries.ts';
import type { Row } from './schema.ts';

const byKey =
  <T>(key: (row: T) => string) =>
  (a: T, b: T) =>
    key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0;

export interface EntryRowsOptions {
  /** Texts that the record already has are left out. */
  readonly isKept?: (digest: string) => boolean;
  /** Entries may be there already, written before they came to their end. */
  readonly mayComeAgain?: boolean;
}

/** The columns that are known at the end alone. */
const ends: Conflict = { key: ['id'], update: ['status', 'reason', 'ended_at', 'error', 'params', 'code'] };

/** Gives the rows of component runs, in an order in which each points only at earlier ones. */
export function rowsOfEntries(
  entries: readonly ComponentRunEntry[],
  { isKept = () => false, mayComeAgain = false }: EntryRowsOptions = {},
): Batch[] {
  const texts = new Map<string, Row<'code'>>();
  const runs: Row<'component_run'>[] = [];
  const artifacts: Row<'artifact'>[] = [];
  const previews: Row<'preview'>[] = [];
  const outputIds: Row<'output_id'>[] = [];
  const metrics: Row<'metric'>[] = [];
  const checks: Row<'component_check'>[] = [];
  for (const entry of entries) {
    if (entry.checks) checks.push(...checkRows(entry.id, entry.checks));
    for (const { digest, kind, content } of entry.dependencies?.texts ?? []) {
      if (!isKept(digest)) texts.set(digest, { digest, kind, content: content });
    }
    runs.push(rowOfEntry(entry));
    for (const { preview, ...made } of entry.artifacts) {
      artifacts.push({ ...made, name: made.name, key: made.key, made_by: entry.id, damaged: 0 });
      if (preview) previews.push({ artifact: made.id, content: JSON.stringify(preview) });
    }
    for (const { id, label } of entry.outputIds) {
      outputIds.push({ id, component_run: entry.id, label, created_at: entry.endedAt });
    }
    for (const name of Object.keys(entry.metrics)) {
      const value = entry.metrics[name]!;
      // SQLite has no NaN: both keep null for it.
      metrics.push({ component_run: entry.id, name, value: Number.isNaN(value) ? null : value });
    }
  }
  const again = mayComeAgain && { onConflict: { keep: true } as const };
  return [
    ...(texts.size === 0 ? [] : [codeBatch(texts)]),
    { table: 'component_run', rows: runs, ...(mayComeAgain && { onConflict: ends }) },
    { table: 'artifact', rows: artifacts },
    { table: 'preview', rows: previews },
    { table: 'component_run_input', rows: new InputRows(entries), ...again },
    { table: 'output_id', rows: outputIds, onConflict: { keep: true } },
    { table: 'metric', rows: metrics, onConflict: { keep: true } },
    { table: 'component_check', rows: checks, ...again },
  ];
}

/** Made one by one while they are written: a task may have a million inputs. */
class InputRows implements Listed<Row<'component_run_input'>> {
  readonly length: number;
  readonly #entries: readonly ComponentRunEntry[];

  constructor(entries: readonly ComponentRunEntry[]) {
    this.#entries = entries;
    this.length = entries.reduce((sum, { inputs }) => sum + inputs.length, 0);
  }

  *[Symbol.iterator](): Generator<Row<'component_run_input'>> {
    for (const { id, inputs } of this.#entries) {
      let position = 0;
      for (const { name, artifact } of inputs) {
        yield { component_run: id, position, name, artifact };
        position += 1;
      }
    }
  }
}

function rowOfEntry(entry: ComponentRunEntry): Row<'component_run'> {
  return {
    id: entry.id,
    component: entry.component,
    run: entry.run,
    process: entry.process,
    node: entry.node,
    identity: entry.identity,
    code: entry.code,
    place: entry.place,
    params: entry.params,
    status: entry.status,
    reason: entry.reason,
    attempt: entry.attempt,
    cached_from: entry.cachedFrom,
    executor: entry.executor,
    started_at: entry.startedAt,
    ended_at: entry.endedAt,
    error: entry.error === null ? null : JSON.stringify(entry.error),
    dependencies: entry.dependencies?.digest ?? null,
  };
}

export function processRow({ clewVersion, nodeVersion, gitCommit, gitDirty, ...rest }: ProcessInfo): Row<'process'> {
  return {
    ...rest,
    cwd: rest.cwd,
    clew_version: clewVersion,
    node_version: nodeVersion,
    git_commit: gitCommit,
    git_dirty: gitDirty === null ? null : Number(gitDirty),
  };
}

/** The rows of a run that begins. Shared rows are sorted, so that two processes never wait for each other crosswise. */
export function rowsOfStart({ process, components, dependencies, ...start }: RunStart): Batch[] {
  const known = components.map(({ modelFamily, taskType, fields = null, freshFor = null, ...component }) => ({
    ...component,
    model_family: modelFamily,
    task_type: taskType,
    created_at: start.startedAt,
    fields,
    fresh_for: freshFor,
  }));
  return [
    {
      table: 'component',
      rows: known.sort(byKey((row) => row.name)),
      onConflict: {
        key: ['name'],
        update: ['kind', 'doc', 'owner', 'model_family', 'task_type', 'fields', 'fresh_for'],
      },
    },
    {
      table: 'component_dependency',
      rows: dependencies.map(([component, depends_on]) => ({ component, depends_on })),
      onConflict: { keep: true },
    },
    {
      table: 'process',
      rows: [processRow(process)],
      onConflict: { keep: true },
    },
    {
      table: 'pipeline_run',
      rows: [
        {
          id: start.id,
          target: start.target,
          params: start.params,
          profile: start.profile,
          command: start.command,
          module: start.module,
          arguments: start.arguments,
          code: start.code,
          repeats: start.repeats,
          process: process.id,
          status: 'running',
          started_at: start.startedAt,
          ended_at: null,
          counts: null,
          error: null,
          tolerated: null,
        },
      ],
    },
  ];
}

/** Each source and each manifest once; the manifest names its files by digest. */
export function rowsOfCode(manifests: readonly CodeManifest[]): Batch {
  const rows = new Map<string, Row<'code'>>();
  for (const { digest, entry, files, packages } of manifests) {
    for (const file of files) {
      rows.set(file.digest, { digest: file.digest, kind: 'source', content: file.source });
    }
    const content = JSON.stringify({
      entry,
      files: files.map(({ source: _source, ...file }) => file),
      packages,
    });
    rows.set(digest, { digest, kind: 'manifest', content });
  }
  return codeBatch(rows);
}

/** Sorts the rows, so that two processes never wait for each other in a cycle. */
function codeBatch(rows: ReadonlyMap<string, Row<'code'>>): Batch {
  return { table: 'code', rows: [...rows.values()].sort(byKey((row) => row.digest)), onConflict: { keep: true } };
}
