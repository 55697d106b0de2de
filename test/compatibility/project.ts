/**
 * A project that leaves something of each kind behind: values in the record, in a folder and in a bucket, tables, files,
 * streams, lists that grow from data, conditions, failures, retries, handlers, notes, flags, registered calls.
 */
export const projectFiles: Readonly<Record<string, string>> = {
  'package.json': `{ "name": "shop", "type": "module" }\n`,
  'data/readings.csv': 'machine,load\nM-14,0.7\nM-17,0.9\n',
  'lib/scale.ts': 'export const scale = (value: number): number => 10 * value;\n',
  'workflow.ts': `import { readFileSync, writeFileSync } from 'node:fs';
import { From, FromEach, FromIf, Param, StorageLayer, Table, Task, TaskContext, Workflow, file, lineage, type Artifact, type Output } from 'clew';
import { scale } from './lib/scale.ts';

@Task({ owner: '@ana', doc: 'Readings of a day' })
export class Load {
  @Param() day!: Date;
  run() {
    const [, ...rows] = readFileSync('data/readings.csv', 'utf8').trim().split('\\n');
    return rows.map((row) => ({ machine: row.split(',')[0]!, load: scale(Number(row.split(',')[1])), day: this.day }));
  }
}

@Task({ storage: 's3', modelFamily: 'classifier', retries: { times: 1, backoff: '1 ms' } })
export class Train {
  @Param() fold!: number;
  @Param({ significant: false }) verbose = false;
  @From(Load) readings!: Output<Load>;
  constructor(private readonly storage: StorageLayer, private readonly context: TaskContext) {}
  async run() {
    if (this.fold === 1 && this.context.attempt === 1) throw new Error('the second fold fails once');
    const weights = await this.storage.store('weights.bin', new Uint8Array(20_000).fill(this.fold));
    return { fold: this.fold, accuracy: 0.9 - this.fold / 100, weights };
  }
}

@Task({ storage: 'local' })
export class Tables {
  @From(Load) readings!: Output<Load>;
  *run() {
    for (const { machine, load, day } of this.readings) yield Table.of({ machine: [machine], load: [load], day: [day] });
  }
}

@Task({ storage: 'local' })
export class Report {
  @From.artifact(Tables) tables!: Artifact<Output<Tables>>;
  async run() {
    const table = await this.tables.read();
    writeFileSync('report.txt', 'Machines: ' + [...table.column('machine')].join(', '));
    lineage.log('report-1', { label: 'the report of the day' });
    return { report: file('report.txt') };
  }
}

@Task({ storage: 's3' })
export class Stream {
  async *run() {
    for (let n = 0; n < 3; n++) yield { n };
  }
}

@Task()
export class Fails {
  run(): number {
    throw new Error('the disk is not there');
  }
}

@Task({ cache: false })
export class Publish {
  @Param() score!: number;
  run() {
    return 'published at ' + this.score;
  }
}

@Task({ cache: false })
export class TidyUp {
  run() {}
}

@Workflow({ doc: 'Train and publish', finally: TidyUp })
export class Nightly {
  @Param() day = new Date('2026-11-01');
  @Param() folds: number[] = [0, 1, 2];
  @FromEach(Train, (self: Nightly) => self.folds.map((fold) => ({ fold }))) models!: Output<Train>[];
  @FromIf(Publish, (self: Nightly) => self.models.length > 2, (self: Nightly) => ({ score: self.models[0]!.accuracy })) published?: string;
  @From(Report) report!: Output<Report>;
  @From(Stream) stream!: Output<Stream>;
  @FromEach(Fails, () => [{}], { tolerate: 1 }) missing!: number[];
  run() {
    return { best: Math.max(...this.models.map(({ accuracy }) => accuracy)), published: this.published };
  }
}
`,
  'serve.ts': `import { readFileSync, writeFileSync } from 'node:fs';
import { lineage } from 'clew';

export const clean = lineage.register(
  'clean',
  { inputs: (raw: string) => [raw], outputs: (_result, _raw, to: string) => [to] },
  (raw: string, to: string) => writeFileSync(to, readFileSync(raw, 'utf8').trim()),
);
const serve = await lineage.component('serve').describe('risk per machine').ownedBy('@ana').tagged('online');
const answer = serve.register(
  { inputs: { rows: 'clean.csv' }, params: (machine: string) => ({ machine }) },
  (machine: string) => {
    lineage.log('risk-' + machine, { label: 'risk of ' + machine });
    return machine.length;
  },
);
clean('data/readings.csv', 'clean.csv');
answer('M-14');
answer('M-17');
`,
};
