import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { BenchProject, type Measured, here, measure, median, times } from './measure.ts';

export interface IsolatingRow {
  readonly name: string;
  readonly first: number;
  /** What the program says: with the start of the workers, without settings, loading and planning. */
  readonly said: number;
  readonly perTask: number;
}

const count = 10_000;

function openProject(): BenchProject {
  const project = new BenchProject();
  copyFileSync(join(here, 'graphs.ts'), join(project.folder, 'graphs.ts'));
  return project;
}

const firstRun = (project: BenchProject, ...args: readonly string[]): Measured => {
  project.forget();
  return measure('child.ts', ['graphs.ts', ...args, '--quiet'], project.folder);
};

/** The same graph here and in threads; they take turns, so that a slow minute of the machine hits both. */
export function isolating(rounds = 3): IsolatingRow[] {
  using project = openProject();
  const targets = [
    ['in process', 'FanOut'],
    ['in threads', 'FanOutApart'],
  ] as const;
  const measured = times(rounds, () =>
    targets.map(([, target]) => firstRun(project, target, '--count', String(count))),
  );
  return targets.map(([name], i) => {
    const first = median(measured.map((round) => round[i]!.ms));
    const said = median(measured.map((round) => round[i]!.said ?? NaN));
    return { name, first, said, perTask: (1000 * first) / count };
  });
}

/** What a second core is good for. */
export function speedUp(rounds = 3): { readonly one: number; readonly two: number } {
  using project = openProject();
  const measured = times(rounds, () =>
    ['1', '2'].map((concurrency) => firstRun(project, 'Crunching', '--concurrency', concurrency, '--json').said ?? NaN),
  );
  return { one: median(measured.map(([one]) => one!)), two: median(measured.map(([, two]) => two!)) };
}
