import type { PastRun } from '../lineage/query-results.ts';
import { type DependencyChange, compareDependencies } from '../dependencies/compare.ts';
import { decodeDependencies } from '../dependencies/dependencies.ts';
import type { Past, Reader } from '../lineage/record.ts';
import type { Changes, Compared } from '../scheduler/why/reason.ts';
import { compareCode, compareInputs, compareParams, paramsOf } from '../scheduler/why/compare-nodes.ts';
import { ComponentPast } from '../scheduler/why/component-past.ts';
import { compared, keptCode } from '../scheduler/why/reason-finder.ts';
import { inputsOfPast } from '../scheduler/why/comparable.ts';

/** The comparison of a component run with an earlier one, as far as the record knows it. */
export interface Explained {
  /** Null where nothing of the component had ended before. */
  readonly comparedWith: Compared | null;
  readonly changes: Changes;
  /** How much there is to compare. */
  readonly sizes: {
    readonly files: number;
    readonly packages: number;
    readonly params: number;
    readonly inputs: number;
  };
}

const page = 2000;

/** Finds the newest component run of a component that fits, however far back: what is on record must not be denied. */
export async function findPastRun(
  past: Past,
  component: string,
  fits: (run: PastRun) => boolean,
): Promise<PastRun | undefined> {
  for (let after: PastRun | undefined; ;) {
    const rows = await past.pastRuns(component, { limit: page, ...(after && { after }) });
    const found = rows.find(fits);
    if (found || rows.length < page) return found;
    after = rows.at(-1);
  }
}

/** One component run as a {@link PastRun}. */
export async function pastRunOf(
  past: Past,
  { componentRun, component, endedAt }: { componentRun: string; component: string; endedAt: number },
): Promise<PastRun> {
  // The first that sorts before what comes right after it is itself.
  const [row] = await past.pastRuns(component, { after: { id: `${componentRun}~`, endedAt }, limit: 1 });
  return row!;
}

/** The part of the record that is used here: the past, and what one component run is. */
type Answers = Past & Pick<Reader, 'componentRun' | 'codes' | 'dependenciesOf'>;

/** Compares a component run with the one before it; one that only found another again is compared with that one. */
export async function explain(past: Answers, component: string, run: PastRun): Promise<Explained> {
  const before = await beforeOf(past, component, run);
  const now = run.cachedFrom ?? run.id;
  const [code, inputs] = [run.code === null ? null : await keptCode(past, run.code), await past.inputsOf(now)];
  const params = paramsOf(run.params);
  const sizes = {
    files: code?.files.length ?? 0,
    packages: Object.keys(code?.packages ?? {}).length,
    params: params.size,
    inputs: new Set(inputs.map(({ name }) => name)).size,
  };
  if (!before) return { comparedWith: null, changes: { code: null, params: [], inputs: [], dependencies: [] }, sizes };
  const kept = before.code === null || before.code === run.code ? null : await keptCode(past, before.code);
  const earlier = await past.inputsOf(before.cachedFrom ?? before.id);
  const changes = {
    code: kept && code && compareCode(kept, code, () => []),
    params: compareParams(paramsOf(before.params), params),
    inputs: compareInputs(inputsOfPast(earlier), inputsOfPast(inputs)),
    dependencies: await changedDependencies(past, before, run),
  };
  return { comparedWith: compared(before), changes, sizes };
}

type Ended = Pick<PastRun, 'id' | 'status'>;

/** Tells whether a component run has noted all its dependencies: a failed or cancelled one may have used anything. */
const hasNoted = ({ status }: Ended): boolean => status === 'ran' || status === 'cached';

/** Gives the differences between the dependencies of two component runs. */
export async function changedDependencies(
  past: Pick<Reader, 'codes' | 'dependenciesOf'>,
  before: Ended,
  now: Ended,
): Promise<readonly DependencyChange[]> {
  return changedBetween(past, before, now, await past.dependenciesOf([before.id, now.id]));
}

/** Gives the same where their digests are known. */
export async function changedBetween(
  past: Pick<Reader, 'codes'>,
  before: Ended,
  now: Ended,
  digests: ReadonlyMap<string, string>,
): Promise<readonly DependencyChange[]> {
  const [old, fresh] = [before, now].map(({ id }) => digests.get(id));
  if (old === fresh || !hasNoted(before) || !hasNoted(now)) return [];
  const texts = await past.codes([old, fresh].flatMap((digest) => digest ?? []));
  const [from, to] = [old, fresh].map((digest) => decodeDependencies(texts.get(digest ?? '')));
  return compareDependencies(from!, to!);
}

async function beforeOf(past: Answers, component: string, run: PastRun): Promise<PastRun | undefined> {
  if (run.cachedFrom !== null) return pastRunOf(past, await past.componentRun(run.cachedFrom));
  const after = { id: run.id, endedAt: run.startedAt };
  const earlier = new ComponentPast(past, component, { run: run.run, after });
  const { ended, unfinished } = await earlier.of(run.node ?? '');
  return ended ?? earlier.like(paramsOf(run.params)) ?? unfinished;
}
