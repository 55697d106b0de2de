/** The kind of value that a column holds; a question mark says that it may be null. */
export type ColumnKind = 'text' | 'text?' | 'int' | 'int?' | 'float?' | 'bytes?';

/**
 * The columns of every table as this version of Clew knows them: the types of queries and the statements that write
 * rows come from here. What the database really has is made by `migrations/`.
 */
export const tables = {
  component: {
    name: 'text',
    kind: 'text',
    doc: 'text?',
    owner: 'text?',
    model_family: 'text?',
    task_type: 'text?',
    created_at: 'int',
    fields: 'text?',
    fresh_for: 'int?',
  },
  component_dependency: { component: 'text', depends_on: 'text' },
  process: {
    id: 'text',
    host: 'text',
    pid: 'int',
    user: 'text?',
    cwd: 'text',
    clew_version: 'text',
    node_version: 'text',
    git_commit: 'text?',
    git_dirty: 'int?',
  },
  pipeline_run: {
    id: 'text',
    target: 'text',
    params: 'text',
    profile: 'text',
    command: 'text?',
    module: 'text?',
    arguments: 'text?',
    code: 'text?',
    repeats: 'text?',
    process: 'text',
    status: 'text',
    started_at: 'int',
    ended_at: 'int?',
    counts: 'text?',
    error: 'text?',
    tolerated: 'text?',
  },
  code: { digest: 'text', kind: 'text', content: 'text' },
  component_run: {
    id: 'text',
    component: 'text',
    run: 'text?',
    process: 'text',
    node: 'text?',
    identity: 'text?',
    code: 'text?',
    place: 'text?',
    params: 'text',
    status: 'text',
    reason: 'text',
    attempt: 'int',
    cached_from: 'text?',
    executor: 'text',
    started_at: 'int',
    ended_at: 'int',
    error: 'text?',
    dependencies: 'text?',
  },
  artifact: {
    id: 'text',
    made_by: 'text',
    name: 'text',
    codec: 'text',
    digest: 'text',
    size: 'int',
    layer: 'text',
    key: 'text?',
    damaged: 'int',
    inline: 'bytes?',
    blocks: 'bytes?',
  },
  preview: { artifact: 'text', content: 'text' },
  component_run_input: { component_run: 'text', position: 'int', name: 'text', artifact: 'text' },
  output_id: { id: 'text', component_run: 'text', label: 'text?', created_at: 'int' },
  metric: { component_run: 'text', name: 'text', value: 'float?' },
  component_check: {
    component_run: 'text',
    position: 'int',
    phase: 'text',
    name: 'text',
    outcome: 'text',
    message: 'text?',
  },
  caller: { component_run: 'text', caller: 'text' },
  tag: { kind: 'text', subject: 'text', name: 'text', author: 'text?', created_at: 'int' },
  note: { id: 'text', kind: 'text', subject: 'text', content: 'text', author: 'text?', created_at: 'int' },
  flag: { id: 'text', output_id: 'text', flagged: 'int', because: 'text?', author: 'text?', created_at: 'int' },
  holder: { id: 'text', process: 'text', run: 'text', alone: 'int', expires_at: 'int' },
  lease: { identity: 'text', holder: 'text', node: 'text', taken_at: 'int' },
  limit_use: { id: 'text', name: 'text', units: 'int', holder: 'text', node: 'text', taken_at: 'int' },
  job: {
    name: 'text',
    kind: 'text',
    region: 'text',
    instance: 'text',
    layer: 'text',
    run: 'text',
    process: 'text',
    state: 'text',
    settled: 'int',
    created_at: 'int',
    ended_at: 'int?',
    reason: 'text?',
    billable: 'int?',
    price: 'float?',
  },
  job_node: {
    job: 'text',
    position: 'int',
    identity: 'text',
    component_run: 'text',
    sent_as: 'text',
    task: 'text',
    node: 'text',
    attempt: 'int',
  },
  secret_key: { name: 'text', value: 'text' },
  rate: { gate: 'text', next_at: 'int' },
  limit_wait: { name: 'text', holder: 'text', since: 'int', asked_at: 'int' },
} as const satisfies { readonly [table: string]: { readonly [column: string]: ColumnKind } };

interface Cells {
  text: string;
  int: number;
  float: number;
  bytes: Uint8Array;
}

type Cell<Kind extends ColumnKind> = Kind extends `${infer Base extends keyof Cells}?`
  ? Cells[Base] | null
  : Cells[Kind & keyof Cells];

export type TableName = keyof typeof tables;

/** One row of a table. */
export type Row<T extends TableName> = {
  readonly [Column in keyof (typeof tables)[T]]: Cell<(typeof tables)[T][Column] & ColumnKind>;
};

/** The tables as Kysely wants to know them. */
export type Tables = { [T in TableName]: Row<T> };

/** The columns of one table by name. */
export function columnsOf(table: TableName): [name: string, kind: ColumnKind][] {
  return Object.entries(tables[table]);
}
