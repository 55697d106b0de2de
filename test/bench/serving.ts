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
export function* calling(most = 1_000_000): Generator<CallRow> {
  using project = new BenchProject();
  for (const count of [1000, 10_000, 100_000, 1_000_000].filter((one) => one <= most)) {
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
  readonly perSecond: number;
  /** Processor time of the thread that answers, for one answer: what others do on the machine is not in it. */
  readonly ms: number;
}

/** One server, with and without `register`, asked by turns, so that a slow minute of the machine hits both. */
export function serving(): { readonly without: ServerRow; readonly with: ServerRow } {
  using project = new BenchProject();
  const rounds = times(7, () => {
    project.forget();
    return ['plain', 'registered'].map((kind) => measure('serving-child.ts', [kind, '3000'], project.folder));
  });
  const row = (which: 0 | 1): ServerRow => ({
    perSecond: median(rounds.map((pair) => pair[which]!.perSecond!)),
    ms: median(rounds.map((pair) => pair[which]!.ms)),
  });
  return { without: row(0), with: row(1) };
}
