// npm run bench:lineage: what the record answers when it is large, and what recording calls costs. `CLEW_BENCH_RUNS` and
// `CLEW_BENCH_IDS` set its size, `CLEW_BENCH_CALLS` the most calls; without them, a million, ten million and a million.
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { RecordSettings } from '../../../src/lineage/record.ts';
import { startPostgres } from '../../support/postgres-server.ts';
import { BenchProject, numberFrom } from '../measure.ts';
import { calling, serving } from '../serving.ts';
import { type Answer, impact, traces } from './asking.ts';
import { makeHistory } from './history.ts';

const cell = (value: number, digits = 1): string => value.toFixed(digits).padStart(11);
const line = (name: string, ...cells: readonly string[]): void => console.log(name.padEnd(34) + cells.join(''));
const shown = (n: number): string => n.toLocaleString('en').replaceAll(',', ' ');

const large = { runs: numberFrom('CLEW_BENCH_RUNS', 1_000_000), outputIds: numberFrom('CLEW_BENCH_IDS', 10_000_000) };
const small = { runs: 10_000, outputIds: 100_000 };
const rest = { descendants: 100_000, nights: 10_000, seed: 7 };

using project = new BenchProject();
// Its documentation advises a quarter of the memory; what it has by itself is for machines of long ago.
const memory = `shared_buffers=${Math.round(totalmem() / 4 / 1024 ** 2)}MB`;
const server = await startPostgres([memory]);
const fresh: Record<string, (name: string) => Promise<RecordSettings>> = {
  SQLite: async (name) => ({ sqlite: join(project.folder, `${name}.db`) }),
  PostgreSQL: async (name) => {
    const client = new Client(server.url);
    await client.connect();
    await client.query(`create database ${name}`);
    await client.end();
    return { postgres: Object.assign(new URL(server.url), { pathname: `/${name}` }).href };
  },
};

try {
  for (const [database, settingsOf] of Object.entries(fresh)) {
    const answers: (readonly Answer[])[] = [];
    for (const [name, size] of Object.entries({ small, large })) {
      const settings = await settingsOf(name);
      const start = performance.now();
      const landmarks = await makeHistory(settings, { ...size, ...rest });
      const seconds = (performance.now() - start) / 1000;
      console.log(
        `${database === 'PostgreSQL' ? `${database} with ${memory}` : database}, ${shown(size.runs)} component runs in chains and ${shown(size.outputIds)} output ids (made in ${seconds.toFixed(0)} s)`,
      );
      answers.push(await traces(settings, landmarks));
      if (name === 'small') continue;
      const { rows, first, ms, mb } = await impact(settings, landmarks);
      line('', '     frames', '         ms', ' 9 in 10 ms', '   in small', '      ratio');
      answers[1]!.forEach((answer, i) => {
        const before = answers[0]![i]!;
        line(
          `trace, ${answer.name}`,
          cell(answer.frames, 0),
          cell(answer.ms),
          cell(answer.most),
          cell(before.ms),
          cell(answer.ms / before.ms, 2),
        );
      });
      line(
        `impact of a root on ${shown(rows - 1)}`,
        `   first after ${first.toFixed(1)} ms, all after ${ms.toFixed(0)} ms, ${mb.toFixed(0)} MB more\n`,
      );
    }
  }
} finally {
  await server.stop();
}

console.log(
  'Registered calls with one output id each, recorded in SQLite by a thread of their own; µs a call, medians',
);
line('', '    lasting', '       felt', '    peak MB');
for (const { name, perCall, felt, mb } of calling(numberFrom('CLEW_BENCH_CALLS', 1_000_000))) {
  line(name, cell(perCall), cell(felt), cell(mb, 0));
}
const served = await serving();
console.log('\nA server under load, recording one call with an output id for each answer; medians of turns');
line('', '  answers/s', '     CPU µs');
line('without register', cell(served.without.perSecond, 0), cell(1000 * served.without.ms, 0));
line('with register', cell(served.with.perSecond, 0), cell(1000 * served.with.ms, 0));
const percent = (share: number): string => (100 * share).toFixed(1);
console.log(
  `with register: ${percent(served.share)} % of the throughput, median of ${served.pairs} pairs, half of them within ${served.half.map(percent).join(' and ')} %`,
);
