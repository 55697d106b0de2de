import { Batcher, aMoment } from './batcher.ts';
import { createAnnotations } from './create-annotations.ts';
import { StoreGuard, bindStore } from './guard-store.ts';
import { lazyJobs } from './jobs/lazy-jobs.ts';
import type { PastInput } from './query-results.ts';
import { artifacts } from './read/artifact-list.ts';
import { dependenciesOf, outputsOf, processesOf } from './read/batch-query.ts';
import { checks } from './read/checks-query.ts';
import { componentRun } from './read/component-run.ts';
import { about, components } from './read/components.ts';
import { keptFolders, pointedAt, usedSpace } from './read/disk-usage.ts';
import { history } from './read/history.ts';
import { codesOfComponent, impact, impactIds } from './read/impact.ts';
import { leases, limits } from './read/leases.ts';
import { outputIds } from './read/output-ids.ts';
import { everRan, inputsOf, pastRuns } from './read/past-runs.ts';
import { previews } from './read/previews.ts';
import { resolve } from './read/resolve.ts';
import { giversNear, giversOf, ways } from './read/review-graph.ts';
import { rewritten } from './read/rewritten-files.ts';
import { code, codes, codesOf, dependenciesOfRun, inlineOf, resultsOf } from './read/run-code.ts';
import { resumable, run, runSpans, runs } from './read/runs.ts';
import { trace, traceOfRun } from './read/trace.ts';
import type { LineageRecord } from './record.ts';
import { StoreRecorder } from './recorder.ts';
import type { Store } from './store.ts';

/** The questions of one query or a few each. */
const questions = {
  about,
  artifacts,
  checks,
  code,
  codes,
  codesOf,
  codesOfComponent,
  componentRun,
  components,
  dependenciesOf,
  dependenciesOfRun,
  everRan,
  giversNear,
  giversOf,
  history,
  inlineOf,
  keptFolders,
  leases,
  limits,
  outputIds,
  outputsOf,
  pastRuns,
  pointedAt,
  previews,
  processesOf,
  resolve,
  resultsOf,
  resumable,
  rewritten,
  run,
  runs,
  runSpans,
  trace,
  traceOfRun,
  usedSpace,
};

/** The answers that may be larger than memory. */
const streams = { impact, impactIds, ways };

/** How many component runs are asked about by one query. */
const batchSize = 1000;

/** The record over an open database: the recorder writes, the questions read, {@link LineageRecord.close} ends both. */
export function createRecord(store: Store): LineageRecord {
  const guard = new StoreGuard(store);
  const recorder = new StoreRecorder({ ...store, leases: guardLeases(guard, store) });
  const inputs = new Batcher<string, readonly PastInput[]>(
    async (ids) => {
      const found = await inputsOf(store, ids);
      return ids.map((id) => found.get(id) ?? []);
    },
    { limit: batchSize, pause: aMoment },
  );
  let closing: Promise<void> | undefined;
  return {
    dialect: store.dialect,
    place: store.place,
    watch: (listener) => store.watch(listener),
    jobs: guard.wrap(lazyJobs(store)),
    ...guard.wrap(recorder),
    ...guard.wrap(createAnnotations(store)),
    ...guard.wrap({ inputsOf: (id: string) => inputs.add(id) }),
    ...guard.wrap(bindStore(store, questions)),
    ...guard.wrapStreams(bindStore(store, streams)),
    close() {
      guard.close();
      return (closing ??= recorder.finish().then(() => store.close()));
    },
  };
}

/** Leases outlive the call that gave them: what they ask is guarded by itself. */
function guardLeases(guard: StoreGuard, { leases: { limits: units, ...own } }: Store): Store['leases'] {
  return { ...guard.wrap(own), limits: guard.wrap(units) };
}
