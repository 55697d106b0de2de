import { type Artifact, From, type Output, Param, Table, Task, Workflow } from 'clew';
import { batches, two } from './tables-data.ts';

interface Reading {
  readonly load: number;
  readonly machine: string;
}

@Task({ storage: 'local' })
export class Readings {
  @Param() rows = 10_000_000;

  *run() {
    for (const columns of batches(this.rows)) yield Table.of(columns) as Table<any> as Table<Reading>;
  }
}

@Workflow()
export class Two {
  @Param() rows = 10_000_000;
  @From.artifact(Readings) readings!: Artifact<Output<Readings>>;

  async run() {
    const table = await this.readings.read({ columns: two });
    return { rows: table.length, load: table.column('load')[7], machine: table.column('machine')[7] };
  }
}

/** Part by part, with no more of it in memory. */
@Workflow()
export class Parts {
  @Param() rows = 10_000_000;
  @From.artifact(Readings) readings!: Artifact<Output<Readings>>;

  async run() {
    let rows = 0;
    for await (const part of this.readings.batches({ columns: two })) rows += part.column('machine').length;
    return { rows };
  }
}
