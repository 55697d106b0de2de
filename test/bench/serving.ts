import { BenchProject, measure, median, times } from './measure.ts';

export interface CallRow {
  readonly name: string;
  /** Of one call, until it is lasting. */
  readonly perCall: number;
  /** Of that, what whoever calls waits for. */
  readonly felt: number;
  readonly mb: number;
}

/** Registered calls that hand out one id each; in microseconds. */
export function* calling(): Generator<CallRow> {
  using project = new BenchProject();
  for (const count of [1000, 10_000, 100_000, 1_000_000]) {
    project.forget();
    const rounds = times(count > 100_000 ? 1 : 5, () =>
      measure('serving-child.ts', ['calls', String(count)], project.folder),
    );
    const per = (ms: readonly number[]): number => (1000 * median(ms)) / count;
    yield {
      name: `${count.toLocaleString('en').replaceAll(',', ' ')} calls`,
      perCall: per(rounds.map(({ ms }) => ms)),
      felt: per(rounds.map(({ felt = NaN }) => felt)),
      mb: median(rounds.map(({ mb }) => mb)),
    };
  }
}

export interface ServerRow {
  readonly name: string;
  readonly perSecond: number;
}

/** One server, with and without `register`, asked by turns, so that a slow minute of the machine hits both. */
export function serving(): { readonly without: number; readonly with: number; readonly ratio: number } {
  using project = new BenchProject();
  const rounds = times(7, () => {
    project.forget();
    const [plain, registered] = ['plain', 'registered'].map(
      (kind) => measure('serving-child.ts', [kind, '3000'], project.folder).perSecond!,
    ) as [number, number];
    return { plain, registered, ratio: registered / plain };
  });
  return {
    without: median(rounds.map(({ plain }) => plain)),
    with: median(rounds.map(({ registered }) => registered)),
    ratio: median(rounds.map(({ ratio }) => ratio)),
  };
}
