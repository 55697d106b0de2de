import { type Artifact, From, type Output, StorageLayer, Table, Task, Workflow } from '../../../src/index.ts';

interface Reading {
  machine: string;
  load: number;
  at: Date | null;
}

@Task()
export class Columns {
  run() {
    return Table.of({
      load: new Float64Array(3),
      level: [1, 2, 3],
      machine: ['a', 'b', 'c'],
      down: [null, new Date()],
      id: new BigInt64Array(3),
    });
  }
}

@Task()
export class Rows {
  run() {
    return Table.fromRows<Reading>([{ machine: 'a', load: 1, at: null }]);
  }
}

@Task({ codec: 'parquet' })
export class PlainRows {
  run(): Reading[] {
    return [{ machine: 'a', load: 1, at: null }];
  }
}

@Task({ codec: 'parquet' })
export class PlainColumns {
  run() {
    return { load: new Float32Array(2), machine: ['a', 'b'] };
  }
}

@Task()
export class Streamed {
  async *run(): AsyncGenerator<Table<Reading>> {
    yield Table.fromRows<Reading>([]);
  }
}

@Workflow()
export class All {
  @From(Columns) columns!: Output<Columns>;
  @From(Streamed) whole!: Table<Reading>;
  @From.artifact(Columns) handle!: Artifact<Output<Columns>>;
  @From.artifact(Rows) rows!: Artifact<Output<Rows>>;
  @From.artifact(PlainRows) plainRows!: Artifact<Output<PlainRows>>;
  @From.artifact(PlainColumns) plainColumns!: Artifact<Output<PlainColumns>>;
  @From.artifact(Streamed) streamed!: Artifact<Output<Streamed>>;
  // error: this field can't hold what the task's run() returns
  @From(Rows) wrong!: Table<{ machine: number }>;

  constructor(private readonly storage: StorageLayer) {}

  async run(): Promise<number> {
    const names: ('load' | 'level' | 'machine' | 'down' | 'id')[] = this.columns.names;
    const machines: readonly string[] = this.columns.column('machine');
    const down: readonly (Date | null)[] = this.columns.column('down');
    const ids = this.columns.column('id');
    let sum = names.length + machines.length + down.length + Number(ids.reduce((all, id) => all + id, 0n)) + this.columns.column('level')[0]!;
    // error: Argument of type '"laod"' is not assignable to parameter of type
    this.columns.column('laod');

    const two = this.columns.select(['load', 'machine']);
    sum += two.column('load').reduce((all, load) => all + load, 0);
    // error: Index signature in type 'NumberArray' only permits reading
    two.column('load')[0] = 5;
    const again: Table<{ load: number; machine: string }> = Table.of({ load: two.column('load'), machine: machines });
    // error: Argument of type '"level"' is not assignable to parameter of type
    two.column('level');
    for (const row of two) sum += row.load + row.machine.length;

    const picked: Table<{ load: number }> = await this.handle.read({ columns: ['load'] });
    const whole: Table<Reading> = await this.rows.read();
    // error: Type '"laod"' is not assignable to type
    await this.handle.read({ columns: ['laod'] });
    const loads: { load: number }[] = await this.plainRows.read({ columns: ['load'] });
    const { load }: { load: Float32Array } = await this.plainColumns.read({ columns: ['load'] });
    for await (const part of this.streamed.batches({ columns: ['at'] })) sum += part.column('at').length;
    for await (const part of this.plainColumns.batches()) sum += part.column('machine').length;
    for await (const row of this.streamed.items()) sum += row.load;
    for await (const row of this.plainRows.items()) sum += row.load;

    const kept: Artifact<Table<Reading>> = await this.storage.store('kept', whole);
    const stream: Artifact<Table<Reading>> = await this.storage.store('stream', this.streamed.batches());
    const rows: Artifact<Reading[]> = await this.storage.store('rows', this.rows.items(), { codec: 'parquet' });
    return sum + again.length + picked.length + loads.length + load.length + kept.size + stream.size + rows.size + this.whole.length;
  }
}

// error: is not assignable to type 'ColumnInput'
export const wrong = Table.of({ load: 5 });
