import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { BenchProject, type Measured, here, measure, median } from './measure.ts';

interface Scenario {
  readonly name: string;
  readonly target: 'Chain' | 'FanOut' | 'Stream';
  readonly count: number;
  readonly rounds: number;
}

const scenarios: readonly Scenario[] = [
  { name: 'chain 1 000', target: 'Chain', count: 1000, rounds: 7 },
  { name: 'fan-out 1 000 + sink', target: 'FanOut', count: 1000, rounds: 7 },
  { name: 'fan-out 10 000 + sink', target: 'FanOut', count: 10_000, rounds: 5 },
  { name: 'fan-out 100 000 + sink', target: 'FanOut', count: 100_000, rounds: 3 },
  // From a generator: the list alone would grow with the number.
  { name: 'stream of 100 000 + sink', target: 'Stream', count: 100_000, rounds: 1 },
  { name: 'stream of 1 000 000 + sink', target: 'Stream', count: 1_000_000, rounds: 1 },
];

export interface Row {
  readonly name: string;
  readonly first: number;
  /** Of the first run, what the program says: without settings, loading and planning. */
  readonly said: number;
  readonly second: number;
  /** Of the second run, what the program says. */
  readonly secondSaid: number;
  readonly floor: number;
  readonly mb: number;
  readonly perTask: number;
}

/** First run, second run (all cached) and floor take turns, so that a slow minute of the machine hits all of them. */
export function* scheduling(): Generator<Row> {
  using project = new BenchProject();
  copyFileSync(join(here, 'graphs.ts'), join(project.folder, 'graphs.ts'));
  const run = ({ target, count }: Scenario): Measured =>
    measure('child.ts', ['graphs.ts', target, '--count', String(count), '--quiet'], project.folder);
  run({ ...scenarios[1]!, count: 1 });

  for (const scenario of scenarios) {
    const first: Measured[] = [];
    const second: Measured[] = [];
    const floor: Measured[] = [];
    for (let round = 0; round < scenario.rounds; round++) {
      project.forget();
      first.push(run(scenario));
      second.push(run(scenario));
      const kind = scenario.target === 'Chain' ? 'chain' : 'fan-out';
      floor.push(measure('floor.ts', [kind, String(scenario.count)], project.folder));
    }
    const ms = (all: readonly Measured[]): number => median(all.map((one) => one.ms));
    yield {
      name: scenario.name,
      first: ms(first),
      said: median(first.map(({ said = NaN }) => said)),
      second: ms(second),
      secondSaid: median(second.map(({ said = NaN }) => said)),
      floor: ms(floor),
      mb: median(first.map(({ mb }) => mb)),
      perTask: (1000 * ms(first)) / scenario.count,
    };
  }
}
